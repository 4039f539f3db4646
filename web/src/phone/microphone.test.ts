import { describe, expect, test } from "vitest";
import { readyPhone, ringingPhone, sales, talkingPhone } from "./bench";
import { answerButton, microphoneAdvice } from "./view";

const advice = (bench: ReturnType<typeof readyPhone>) => microphoneAdvice(bench.phone)?.text;
const prompted = () => readyPhone().send({ type: "microphone-permission", state: "prompt" });

describe("permission (S103, S104)", () => {
  test("is asked for by a button, before the first call, and the microphone closes again", () => {
    const bench = prompted();
    expect(microphoneAdvice(bench.phone)?.button).toBe("Allow microphone");
    bench.send({ type: "allow-microphone-pressed" });
    expect(bench.trace()).toEqual(["open-microphone"]);
    bench.send({ type: "microphone-ready" });
    expect(bench.trace()).toEqual(["close-microphone"]);
    expect(advice(bench)).toBeUndefined();
  });
  test("each failure has its own words", () => {
    const says = (name: "blocked" | "missing" | "busy" | "failed") =>
      advice(
        prompted().send(
          { type: "allow-microphone-pressed" },
          { type: "microphone-failed", problem: name },
        ),
      );
    expect(says("blocked")).toBe("Microphone blocked");
    expect(says("missing")).toBe("No microphone found");
    expect(says("busy")).toBe("Microphone is in use by another app");
    expect(says("failed")).toBe("The microphone could not be opened");
  });
  test("a question that was only closed can be asked again, a no can not", () => {
    const bench = prompted().send(
      { type: "allow-microphone-pressed" },
      { type: "microphone-failed", problem: "blocked" },
    );
    expect(microphoneAdvice(bench.phone)?.button).toBe("Try again");
    bench.send({ type: "microphone-permission", state: "denied" });
    expect(microphoneAdvice(bench.phone)?.button).toBeNull();
  });
  test("granted in the browser's own settings, it needs no refresh", () => {
    const bench = readyPhone().send({ type: "microphone-permission", state: "denied" });
    expect(advice(bench)).toBe("Microphone blocked");
    bench.send({ type: "microphone-permission", state: "granted" });
    expect(advice(bench)).toBeUndefined();
  });
  test("a new device takes the complaint about a missing one away", () => {
    const bench = readyPhone().send({ type: "dial-pressed", number: "102" });
    bench.send({ type: "microphone-failed", problem: "missing" }, { type: "devices-changed" });
    expect(advice(bench)).toBeUndefined();
  });
  test("the news of a no may come before the failure: the call is given up either way", () => {
    const bench = prompted().send(
      { type: "dial-pressed", number: "102" },
      { type: "microphone-permission", state: "denied" },
      { type: "microphone-failed", problem: "blocked" },
    );
    expect(bench.phone.call.kind).toBe("idle");
    expect(advice(bench)).toBe("Microphone blocked");
    expect(bench.trace()).toEqual(["open-microphone", "close-microphone"]);
  });
  test("a failed microphone is not opened over and over", () => {
    const bench = ringingPhone();
    bench.send({ type: "microphone-failed", problem: "busy" });
    bench.wait(10_000);
    expect(bench.trace().filter((line) => line === "open-microphone")).toEqual([]);
  });
});

describe("another microphone in a call (S29, S104)", () => {
  test("one that is unplugged is opened anew and sent on the same leg, as muted as before", () => {
    const bench = talkingPhone().send({ type: "mute-pressed" });
    expect(bench.trace()).toEqual(["set-microphone false"]);
    bench.send({ type: "microphone-lost" });
    expect(bench.trace()).toEqual(["open-microphone"]);
    bench.send({ type: "microphone-ready" });
    expect(bench.trace()).toEqual(["attach-microphone out-1"]);
    expect(bench.phone.call).toMatchObject({ kind: "talking", muted: true });
  });
  test("without another one it says so, and the next device is taken", () => {
    const bench = talkingPhone().send(
      { type: "microphone-lost" },
      { type: "microphone-failed", problem: "missing" },
    );
    expect(advice(bench)).toBe("No microphone found");
    expect(bench.phone.call.kind).toBe("talking");
    bench.trace();
    bench.send({ type: "devices-changed" }, { type: "microphone-ready" });
    expect(bench.trace()).toEqual(["open-microphone", "attach-microphone out-1"]);
  });
  test("permission taken away and given back in a call brings the voice back", () => {
    const bench = talkingPhone().send({ type: "microphone-permission", state: "denied" });
    expect(bench.trace()).toEqual(["close-microphone"]);
    bench.send({ type: "microphone-permission", state: "granted" }, { type: "microphone-ready" });
    expect(bench.trace()).toEqual(["open-microphone", "attach-microphone out-1"]);
  });
  test("asked for while it is open, it still closes with the call", () => {
    const bench = talkingPhone().send({ type: "microphone-permission", state: "prompt" });
    expect(advice(bench)).toBeUndefined();
    bench.send({ type: "allow-microphone-pressed" }, { type: "hang-up-pressed" });
    expect(bench.trace()).toContain("close-microphone");
  });
  test("one that is lost between calls stays closed", () => {
    const bench = readyPhone().send({ type: "microphone-lost" });
    expect(bench.trace()).toEqual([]);
  });
});

describe("the Answer button (S23)", () => {
  const button = (bench: ReturnType<typeof readyPhone>) => answerButton(bench.phone);
  const ring = { type: "invited", leg: "in-1", peer: sales, call: null } as const;
  test("waits for a microphone that is being opened", () => {
    const bench = readyPhone().send(ring);
    expect(button(bench).enabled).toBe(false);
    expect(button(bench.send({ type: "microphone-ready" })).enabled).toBe(true);
  });
  test("says that the browser will ask", () => {
    expect(button(prompted().send(ring))).toEqual({
      enabled: true,
      hint: "Your browser will ask for the microphone.",
    });
  });
  test("is off while the microphone is blocked, with the way out", () => {
    const bench = readyPhone().send({ type: "microphone-permission", state: "denied" }, ring);
    expect(button(bench).enabled).toBe(false);
    expect(button(bench).hint).toContain("Click the lock icon");
  });
  test("is pressed once", () => {
    const bench = ringingPhone().send({ type: "answer-pressed" }, { type: "answer-pressed" });
    expect(bench.trace().filter((line) => line === "answer in-1").length).toBe(1);
    expect(button(bench).enabled).toBe(false);
  });
});
