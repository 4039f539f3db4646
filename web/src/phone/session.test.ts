import { describe, expect, test } from "vitest";
import {
  administrator,
  Bench,
  frame,
  readyPhone,
  reception,
  ringingPhone,
  talkingPhone,
} from "./bench";
import { hindrance, tabs } from "./view";

const signedOut = () =>
  new Bench().send({ type: "started", supported: true }, { type: "me-refused", status: 401 });
const press = { type: "sign-in-pressed", email: "a@b", password: "secret" } as const;
const problem = ({ phone }: Bench) =>
  phone.session.kind === "signed-out" ? phone.session.problem : undefined;

describe("signing in", () => {
  test("a session that is still good opens the line at once (S3)", () => {
    const bench = new Bench().send({ type: "started", supported: true });
    expect(bench.trace()).toEqual(["load-me"]);
    bench.send({ type: "me-received", me: reception });
    expect(bench.trace()).toEqual([
      "open-channel signalling",
      "open-channel events",
      "load-history",
    ]);
  });
  test("one press is one attempt", () => {
    const bench = signedOut();
    bench.trace();
    bench.send(press, press);
    expect(bench.trace()).toEqual(["sign-in a@b secret"]);
  });
  test("refusals are told in words", () => {
    const says = (status: number, retryAfter: number | null = null) =>
      problem(
        signedOut().send(
          { type: "sign-in-pressed", email: "a@b", password: "x" },
          { type: "sign-in-refused", status, retryAfter },
        ),
      );
    expect(says(401)).toBe("Wrong email or password.");
    expect(says(429, 30)).toBe("Too many attempts. Try again in 30 seconds.");
    expect(says(429, 1)).toBe("Too many attempts. Try again in 1 second.");
    expect(says(0)).toBe("The phone system can't be reached. Try again.");
  });
  test("a server that cannot be reached is asked again, and not called a sign-out", () => {
    const bench = new Bench().send({ type: "started", supported: true });
    bench.send({ type: "me-refused", status: 0 });
    bench.trace();
    expect(bench.phone.session.kind).toBe("unreachable");
    bench.wait(1000);
    expect(bench.trace()).toEqual(["load-me"]);
    bench.send({ type: "me-refused", status: 0 }).wait(2000);
    expect(bench.trace()).toEqual(["load-me"]);
  });
});

describe("signing out", () => {
  test("hangs up first, and leaves nothing open", () => {
    const bench = talkingPhone().send({ type: "sign-out-pressed" });
    expect(bench.trace()).toEqual([
      "hang-up out-1",
      "sign-out",
      "close-channel signalling",
      "close-channel events",
      "close-microphone",
      "set-microphone false",
    ]);
    expect(bench.phone.session.kind).toBe("signed-out");
    expect(bench.phone.history.items).toEqual([]);
  });
  test("holds, though the answer to an older question comes after it", () => {
    const bench = readyPhone().send({ type: "sign-out-pressed" });
    bench.trace();
    bench.send({ type: "me-received", me: reception });
    expect(bench.phone.session.kind).toBe("signed-out");
    expect(bench.trace()).toEqual([]);
  });
  test("an expired session leads back to the login", () => {
    const bench = readyPhone().send({ type: "me-refused", status: 401 });
    expect(bench.phone.session.kind).toBe("expired");
    bench.send({ type: "sign-in-again-pressed" });
    expect(bench.phone.session.kind).toBe("signed-out");
  });
});

describe("a session that ends (S6, S25)", () => {
  const ended = frame({ type: "session-ended" });
  const refused = { type: "me-refused", status: 401 } as const;
  const taken = { type: "me-received", me: administrator } as const;
  const dialling = () =>
    readyPhone().send({ type: "dial-pressed", number: "102" }, { type: "microphone-ready" });

  test("stops the ringing at once, and the caller is told before the line closes", () => {
    for (const end of [ended, refused, taken]) {
      const bench = ringingPhone().send(end);
      expect(bench.phone.call.kind).toBe("idle");
      expect(bench.trace()).toEqual([
        "hang-up in-1",
        "close-channel signalling",
        "close-channel events",
        "close-microphone",
        "play none",
      ]);
    }
    expect(ringingPhone().send(ended).phone.notice?.text).toBe("Missed call");
  });
  test("ends a call that is not answered yet, and says so", () => {
    const bench = dialling();
    bench.trace();
    bench.send(ended);
    expect(bench.phone.call.kind).toBe("idle");
    expect(bench.phone.notice?.text).toBe("Call failed (no connection)");
    expect(bench.trace()[0]).toBe("hang-up out-1");
  });
  test("leaves a conversation alone, which an extension taken away does not", () => {
    expect(talkingPhone().send(ended).phone.call.kind).toBe("talking");
    const bench = talkingPhone().send(taken);
    expect(bench.trace()[0]).toBe("hang-up out-1");
    expect(bench.phone.notice?.text).toBe("Your extension was taken away. The call has ended.");
  });
});

describe("who has a telephone (S1, S2)", () => {
  test("a softphone user has the Phone tab", () => {
    expect(tabs(readyPhone().phone)).toEqual(["phone", "history"]);
    expect(hindrance(readyPhone().phone)).toBeNull();
  });
  test("a user without an extension has none, and a sentence instead", () => {
    const bench = signedOut().send(press, { type: "me-received", me: administrator });
    expect(tabs(bench.phone)).toEqual([]);
    expect(hindrance(bench.phone)).toBe("No extension is assigned to your account.");
  });
  test("an extension without a softphone keeps its history", () => {
    const extension = { number: "104", name: "Accounts", softphone: false };
    const bench = signedOut().send(press, { type: "me-received", me: { ...reception, extension } });
    expect(tabs(bench.phone)).toEqual(["history"]);
    expect(bench.phone.tab).toBe("history");
    expect(bench.trace()).not.toContain("open-channel signalling");
  });
  test("a browser that cannot call says so and opens nothing", () => {
    const bench = new Bench().send(
      { type: "started", supported: false },
      { type: "me-received", me: reception },
    );
    expect(bench.trace()).toEqual(["load-me", "load-history"]);
    expect(hindrance(bench.phone)).toBe(
      "This browser can't make calls. Use a current Chrome, Edge, Firefox or Safari over HTTPS.",
    );
  });
});
