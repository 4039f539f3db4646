import { describe, expect, test } from "vitest";
import { frame, readyPhone, ringingPhone, sales, talkingPhone } from "./bench";
import { callClock } from "./view";

describe("calling", () => {
  test("the INVITE goes out once the microphone is there, and the answer opens it", () => {
    const bench = readyPhone();
    bench.send({ type: "dial-pressed", number: "102" });
    expect(bench.trace()).toEqual(["open-microphone"]);
    bench.send({ type: "microphone-ready" });
    expect(bench.trace()).toEqual(["place-call out-1 102", "set-microphone true"]);
    bench.send({ type: "connected", leg: "out-1", call: "c1" });
    expect(bench.phone.call).toMatchObject({ kind: "talking", call: "c1" });
  });
  test("two presses make one call (S16)", () => {
    const bench = readyPhone();
    bench.send(
      { type: "number-changed", text: "102" },
      { type: "call-pressed" },
      { type: "call-pressed" },
    );
    bench.send({ type: "microphone-ready" }, { type: "call-pressed" });
    expect(bench.trace().filter((line) => line.startsWith("place-call"))).toEqual([
      "place-call out-1 102",
    ]);
  });
  test("an INVITE that would fail here is never sent (S104)", () => {
    const bench = readyPhone();
    bench.send(
      { type: "dial-pressed", number: "102" },
      { type: "microphone-failed", problem: "missing" },
    );
    expect(bench.trace()).toEqual(["open-microphone"]);
    expect(bench.phone.call.kind).toBe("idle");
    expect(bench.phone.microphone.problem).toBe("missing");
  });
  test("ringback is ours after 180 and theirs after 183 with audio, whatever comes later (S20)", () => {
    const bench = readyPhone();
    bench.send({ type: "dial-pressed", number: "102" }, { type: "microphone-ready" });
    bench.trace();
    const progress = (early: boolean) =>
      ({ type: "progressed", leg: "out-1", early, call: "c1" }) as const;
    bench.send(progress(false));
    expect(bench.trace()).toEqual(["play ringback"]);
    bench.send(progress(true));
    expect(bench.trace()).toEqual(["play none"]);
    bench.send(progress(false));
    expect(bench.trace()).toEqual([]);
  });
  test("hanging up before the answer cancels at any moment (S21)", () => {
    const early = readyPhone().send(
      { type: "dial-pressed", number: "102" },
      { type: "hang-up-pressed" },
    );
    expect(early.trace()).toEqual(["open-microphone", "close-microphone"]);
    const sent = readyPhone().send(
      { type: "dial-pressed", number: "102" },
      { type: "microphone-ready" },
    );
    sent.trace();
    sent.send({ type: "hang-up-pressed" }, { type: "connected", leg: "out-1", call: "c1" });
    expect(sent.trace()).toEqual(["hang-up out-1", "close-microphone", "set-microphone false"]);
    expect(sent.phone.call.kind).toBe("idle");
  });
  test("a refusal is told, with the number to try again", () => {
    const bench = readyPhone();
    bench.send({ type: "dial-pressed", number: "102" }, { type: "microphone-ready" });
    bench.send({ type: "ended", leg: "out-1", end: { by: "them", status: 486, reason: null } });
    expect(bench.phone.notice).toMatchObject({ text: "Busy", tone: "error", retry: "102" });
    bench.wait(60_000);
    expect(bench.phone.notice?.text).toBe("Busy");
  });
  test("own number, nonsense and no connection are refused in words", () => {
    const says = (number: string, bench = readyPhone()) =>
      bench.send({ type: "dial-pressed", number }).phone.notice?.text;
    expect(says("101")).toBe("You can't call yourself.");
    expect(says("abc")).toBe("That number doesn't look right.");
    const offline = readyPhone().send({
      type: "channel-down",
      channel: "signalling",
      status: null,
    });
    expect(says("102", offline)).toBe("Not connected to the phone system yet.");
  });
  test("what stands behind a comma is sent as tones after the answer", () => {
    const bench = readyPhone().send(
      { type: "dial-pressed", number: "102,12#" },
      { type: "microphone-ready" },
    );
    expect(bench.trace()).toContain("place-call out-1 102");
    bench.send({ type: "connected", leg: "out-1", call: "c1" });
    expect(bench.trace()).toContain("send-tones out-1 ,12#");
  });
});

describe("being called", () => {
  test("it rings until it is answered, and the microphone opens meanwhile (S23, S25)", () => {
    const bench = readyPhone().send({ type: "invited", leg: "in-1", peer: sales, call: "c1" });
    expect(bench.trace()).toEqual(["open-microphone", "play ringtone"]);
    bench.send({ type: "microphone-ready" }, { type: "answer-pressed" });
    expect(bench.trace()).toEqual(["answer in-1", "play none"]);
    bench.send({ type: "connected", leg: "in-1", call: "c1" });
    expect(bench.trace()).toEqual(["set-microphone true"]);
  });
  test("without permission the answer asks for it, and the ring asks for nothing", () => {
    const bench = readyPhone().send({ type: "microphone-permission", state: "prompt" });
    bench.send({ type: "invited", leg: "in-1", peer: sales, call: null });
    expect(bench.trace()).toEqual(["play ringtone"]);
    bench.send({ type: "answer-pressed" });
    expect(bench.trace()).toEqual(["open-microphone", "play none"]);
    bench.send({ type: "microphone-ready" });
    expect(bench.trace()).toEqual(["answer in-1"]);
  });
  test("permission refused at the answer leaves the call ringing", () => {
    const bench = readyPhone().send({ type: "microphone-permission", state: "prompt" });
    bench.send(
      { type: "invited", leg: "in-1", peer: sales, call: null },
      { type: "answer-pressed" },
    );
    bench.trace();
    bench.send({ type: "microphone-failed", problem: "blocked" });
    expect(bench.trace()).toEqual(["play ringtone"]);
    expect(bench.phone.call).toMatchObject({ kind: "incoming", answer: "not-yet" });
  });
  test("a decline is busy for this device and says that a person declined (S24)", () => {
    const bench = ringingPhone().send({ type: "decline-pressed" });
    expect(bench.trace()).toEqual([
      'refuse in-1 486 SIP;cause=603;text="Declined"',
      "close-microphone",
      "play none",
    ]);
  });
  test("a second call is busy here, and the first goes on", () => {
    const bench = talkingPhone().send({ type: "invited", leg: "in-2", peer: sales, call: "c2" });
    expect(bench.trace()).toEqual(["refuse in-2 486"]);
    expect(bench.phone.call).toMatchObject({ kind: "talking", leg: "out-1" });
  });
  test("a call taken elsewhere stops ringing and says so", () => {
    const bench = ringingPhone();
    const end = { by: "them", status: null, reason: "SIP;cause=200" } as const;
    bench.send({ type: "ended", leg: "in-1", end });
    expect(bench.trace()).toEqual(["close-microphone", "play none"]);
    expect(bench.phone.notice?.text).toBe("Answered on another device");
  });
  test("the event channel stops the ringing too, if the CANCEL is lost (S25)", () => {
    const bench = ringingPhone().send(
      frame({
        type: "call",
        seq: 8,
        call: {
          id: "c1",
          state: "ended",
          endedAt: "2030-01-01T10:00:00Z",
          result: "answered_elsewhere",
          cause: { sipStatus: 200, text: "" },
        },
      }),
    );
    expect(bench.trace()).toEqual(["hang-up in-1", "close-microphone", "play none"]);
    expect(bench.phone.notice?.text).toBe("Answered on another device");
  });
});

describe("talking", () => {
  test("mute is a latch of the call (S29)", () => {
    const bench = talkingPhone().send({ type: "mute-pressed" });
    expect(bench.trace()).toEqual(["set-microphone false"]);
    bench.send({ type: "mute-pressed" });
    expect(bench.trace()).toEqual(["set-microphone true"]);
  });
  test("mute pressed while it rings holds after the answer, and not in the next call", () => {
    const bench = readyPhone().send(
      { type: "dial-pressed", number: "102" },
      { type: "microphone-ready" },
    );
    bench.send({ type: "mute-pressed" }, { type: "connected", leg: "out-1", call: "c1" });
    expect(bench.phone.call).toMatchObject({ kind: "talking", muted: true });
    bench.send({ type: "hang-up-pressed" }, { type: "dial-pressed", number: "102" });
    expect(bench.phone.call).toMatchObject({ kind: "dialling", muted: false });
  });
  test("the time counts from the server's answer, by the server's clock (S28)", () => {
    const bench = talkingPhone().wait(4000);
    expect(callClock(bench.phone)).toBe("0:04");
    bench.send(
      frame({ type: "pong", time: new Date(100_000).toISOString() }),
      frame({
        type: "call",
        seq: 8,
        call: {
          id: "c1",
          state: "confirmed",
          direction: "out",
          peer: sales,
          startedAt: new Date(80_000).toISOString(),
          answeredAt: new Date(90_000).toISOString(),
        },
      }),
    );
    expect(bench.phone.call).toMatchObject({ peer: { name: "Sales" } });
    expect(callClock(bench.phone)).toBe("0:10");
    bench.wait(61_000);
    expect(callClock(bench.phone)).toBe("1:11");
  });
  test("the far end's hang-up ends it, closes the microphone and is told for a while", () => {
    const bench = talkingPhone();
    bench.send({ type: "ended", leg: "out-1", end: { by: "them", status: null, reason: null } });
    expect(bench.trace()).toEqual(["close-microphone", "set-microphone false"]);
    expect(bench.phone.notice?.text).toBe("Call ended");
    bench.wait(8000);
    expect(bench.phone.notice).toBeNull();
  });
  test("news of an old call does not end the present one", () => {
    const bench = talkingPhone();
    bench.send({ type: "ended", leg: "out-0", end: { by: "them", status: null, reason: null } });
    expect(bench.phone.call.kind).toBe("talking");
  });
  test("digits are touch-tones (S33)", () => {
    const bench = talkingPhone();
    bench.send({ type: "pad-pressed", key: "1", by: "mouse" }, { type: "typed", text: "1,2#" });
    expect(bench.trace()).toEqual(["send-tones out-1 1", "send-tones out-1 1,2#"]);
    expect(bench.phone.call).toMatchObject({ tones: "11,2#" });
  });
  test("a broken SIP flow leaves the conversation alone (S7) and ends what was not answered", () => {
    const down = { type: "channel-down", channel: "signalling", status: null } as const;
    expect(talkingPhone().send(down).phone.call.kind).toBe("talking");
    const bench = ringingPhone().send(down);
    expect(bench.trace()).toEqual(["hang-up in-1", "close-microphone", "play none"]);
    expect(bench.phone.notice?.text).toBe("Missed call");
  });
});
