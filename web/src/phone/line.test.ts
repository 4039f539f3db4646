import { describe, expect, test } from "vitest";
import {
  administrator,
  Bench,
  frame,
  readyPhone,
  reception,
  ringingPhone,
  sales,
  talkingPhone,
} from "./bench";
import { connection } from "./status";

const shows = (bench: Bench) => {
  const { text, tone, note } = connection(bench.phone);
  return [text, tone, note].filter(Boolean).join(" | ");
};
const started = () =>
  new Bench().send({ type: "started", supported: true }, { type: "me-received", me: reception });
const down = (channel: "signalling" | "events", status: number | null = null) =>
  ({ type: "channel-down", channel, status }) as const;

describe("the connection as it is told (S4–S7)", () => {
  test("is Ready only when both channels are up", () => {
    const bench = started();
    expect(shows(bench)).toBe("Connecting... | yellow");
    bench.send({ type: "channel-up", channel: "signalling" });
    expect(shows(bench)).toBe("Connecting... | yellow");
    bench.send({ type: "channel-up", channel: "events" });
    expect(shows(bench)).toBe("Ready | green");
  });
  test("says so when connecting takes more than ten seconds", () => {
    const bench = started().send({ type: "channel-up", channel: "events" }).wait(9000);
    bench.send({ type: "channel-progressed", channel: "signalling" }).wait(999);
    expect(shows(bench)).toBe("Connecting... | yellow");
    bench.wait(1);
    expect(shows(bench)).toBe(
      "Connecting... | yellow | Still connecting… your network may block the phone service.",
    );
  });
  test("turns red when a channel is lost, and yellow when the server answers again", () => {
    const bench = readyPhone().send(down("signalling"));
    expect(shows(bench)).toBe("Disconnected | red");
    bench.wait(1000);
    expect(bench.trace()).toContain("open-channel signalling");
    expect(shows(bench)).toBe("Disconnected | red");
    bench.send({ type: "channel-progressed", channel: "signalling" });
    expect(shows(bench)).toBe("Connecting... | yellow");
    bench.send({ type: "channel-up", channel: "signalling" });
    expect(shows(bench)).toBe("Ready | green");
  });
  test("says that we are offline, and returns at once when we are not", () => {
    const bench = readyPhone().send(
      { type: "online-changed", online: false },
      down("signalling"),
      down("events"),
    );
    expect(shows(bench)).toBe(
      "Disconnected | red | You're offline. We'll reconnect automatically.",
    );
    bench.wait(600_000);
    bench.trace();
    bench.send({ type: "online-changed", online: true });
    expect(bench.trace()).toEqual(["open-channel signalling", "open-channel events 7"]);
  });
  test("says that the sign-in has expired, after asking the server", () => {
    const bench = readyPhone().send(down("signalling", 401));
    expect(bench.trace()).toContain("load-me");
    bench.send({ type: "me-refused", status: 401 });
    expect(shows(bench)).toBe("Disconnected | red | Sign-in expired. Sign in again.");
    expect(bench.trace()).toEqual(["close-channel signalling", "close-channel events"]);
  });
  test("is In Call while we talk, yellow when the signalling is lost meanwhile", () => {
    const bench = talkingPhone();
    expect(shows(bench)).toBe("In Call | green");
    bench.send(down("signalling"));
    expect(shows(bench)).toBe("In Call | yellow | Reconnecting… your call is still up");
  });
  test("does not stay Ready when nothing is heard for 20 seconds", () => {
    const bench = readyPhone().wait(19_999);
    expect(shows(bench)).toBe("Ready | green");
    bench.wait(1);
    expect(shows(bench)).toBe("Disconnected | red");
  });
  test("a tab that was asleep asks before it believes that a connection is dead", () => {
    const bench = readyPhone().wait(0);
    const sleep = () => {
      bench.trace();
      bench.now += 60_000;
      bench.send({ type: "time" });
    };
    const answer = () =>
      bench.send(
        { type: "channel-heard", channel: "signalling" },
        frame({ type: "pong", time: new Date(bench.now).toISOString() }),
      );
    answer();
    sleep();
    expect(bench.trace()).toEqual(["ping signalling", "ping events"]);
    bench.now += 20;
    answer();
    sleep();
    expect(bench.trace()).toEqual(["ping signalling", "ping events"]);
    sleep();
    expect(bench.trace()).toEqual(["close-channel signalling", "close-channel events"]);
  });
  test("stays Ready as long as pongs come, and asks for them", () => {
    const bench = readyPhone();
    for (let second = 0; second < 60; second += 10) {
      bench
        .wait(10_000)
        .send(
          { type: "channel-heard", channel: "signalling" },
          frame({ type: "pong", time: new Date(bench.now).toISOString() }),
        );
    }
    expect(shows(bench)).toBe("Ready | green");
    const did = bench.trace();
    expect(did.filter((line) => line === "ping events").length).toBeGreaterThanOrEqual(12);
    expect(did.filter((line) => line === "ping signalling").length).toBeGreaterThanOrEqual(6);
  });
});

describe("keeping the channels up", () => {
  test("waits longer each time, at most half a minute, never in step", () => {
    const bench = readyPhone();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 9; ++attempt) {
      bench.send(down("signalling"));
      const channel = bench.phone.line.signalling;
      if (channel.kind !== "waiting") throw new Error("not waiting");
      waits.push(channel.retryAt - bench.now);
      bench.wait(channel.retryAt - bench.now);
    }
    waits.forEach((wait, attempt) => {
      const longest = Math.min(1000 * 2 ** attempt, 30_000);
      expect(wait).toBeGreaterThanOrEqual(longest / 2);
      expect(wait).toBeLessThanOrEqual(longest);
    });
    expect(new Set(waits.slice(5)).size).toBe(4);
  });
  test("Reconnect does not wait (S6)", () => {
    const bench = readyPhone().send(down("signalling"), down("events"));
    bench.trace();
    bench.send({ type: "reconnect-pressed" });
    expect(bench.trace()).toEqual(["open-channel signalling", "open-channel events 7"]);
    expect(shows(bench)).toBe("Connecting... | yellow");
  });
  test("each step of opening has a limit", () => {
    const bench = started();
    bench.trace();
    bench.wait(10_000);
    expect(bench.trace()).toContain("close-channel signalling");
    expect(bench.phone.line.signalling.kind).toBe("waiting");
  });
  test("a change of network makes the old connections prove themselves", () => {
    const bench = readyPhone().send({ type: "online-changed", online: true });
    expect(bench.trace()).toEqual([]);
    bench.wait(0);
    expect(bench.trace()).toEqual(["ping signalling", "ping events"]);
    bench.wait(5000);
    expect(bench.trace()).toContain("close-channel signalling");
  });
  test("a user without a softphone needs no line (S2)", () => {
    const bench = new Bench().send({ type: "started", supported: true });
    bench.trace();
    bench.send({ type: "me-received", me: administrator });
    expect(bench.trace()).toEqual([]);
  });
  test("an extension taken away takes the line away", () => {
    const bench = readyPhone().send({ type: "me-received", me: administrator });
    expect(bench.trace()).toEqual(["close-channel signalling", "close-channel events"]);
  });
});

describe("the event channel", () => {
  const registration = (seq: number) => frame({ type: "registration", seq, softphone: true });
  test("passes over what it has seen and fetches what it missed", () => {
    const bench = readyPhone().send(registration(7), registration(8));
    expect(bench.trace()).toEqual([]);
    bench.send(registration(10));
    expect(bench.trace()).toEqual(["close-channel events", "open-channel events 8"]);
  });
  test("goes on from a snapshot when the server has forgotten the rest", () => {
    const bench = readyPhone();
    bench.send(frame({ type: "snapshot", seq: 90, calls: [], registrations: { softphone: true } }));
    bench.send(registration(91));
    expect(bench.trace()).toEqual(["load-history"]);
    expect(bench.phone.line.seq).toBe(91);
  });
  test("a ring that ended in a gap of the events stops, one that is younger does not (S25)", () => {
    const ring = frame({
      type: "call",
      seq: 8,
      call: {
        id: "c1",
        state: "ringing",
        direction: "in",
        peer: sales,
        startedAt: "2030-01-01T10:00:00Z",
        answeredAt: null,
      },
    });
    const gap = frame({
      type: "snapshot",
      seq: 90,
      calls: [],
      registrations: { softphone: true },
    });
    const bench = ringingPhone().send(ring, gap);
    expect(bench.trace()).toEqual([
      "load-history",
      "hang-up in-1",
      "close-microphone",
      "play none",
    ]);
    expect(bench.phone.notice?.text).toBe("Missed call");
    expect(ringingPhone().send(gap).phone.call.kind).toBe("incoming");
  });
  test("an ended session ends the line and not the call", () => {
    const bench = talkingPhone().send(frame({ type: "session-ended" }));
    expect(bench.phone.call.kind).toBe("talking");
    expect(shows(bench)).toBe("In Call | yellow | Sign-in expired. Sign in again.");
  });
});
