import { describe, expect, test } from "vitest";
import { administrator, Bench, readyPhone, reception, talkingPhone } from "./bench";
import { hindrance, tabs } from "./view";

const signedOut = () =>
  new Bench().send({ type: "started", supported: true }, { type: "me-refused", status: 401 });
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
    const press = { type: "sign-in-pressed", email: "a@b", password: "secret" } as const;
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
  test("an expired session leads back to the login", () => {
    const bench = readyPhone().send({ type: "me-refused", status: 401 });
    expect(bench.phone.session.kind).toBe("expired");
    bench.send({ type: "sign-in-again-pressed" });
    expect(bench.phone.session.kind).toBe("signed-out");
  });
});

describe("who has a telephone (S1, S2)", () => {
  test("a softphone user has the Phone tab", () => {
    expect(tabs(readyPhone().phone)).toEqual(["phone", "history"]);
    expect(hindrance(readyPhone().phone)).toBeNull();
  });
  test("a user without an extension has none, and a sentence instead", () => {
    const bench = signedOut().send({ type: "me-received", me: administrator });
    expect(tabs(bench.phone)).toEqual([]);
    expect(hindrance(bench.phone)).toBe("No extension is assigned to your account.");
  });
  test("an extension without a softphone keeps its history", () => {
    const extension = { number: "104", name: "Accounts", softphone: false };
    const bench = signedOut().send({ type: "me-received", me: { ...reception, extension } });
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
