import { describe, expect, test } from "vitest";
import { readyPhone, ringingPhone, talkingPhone, type Bench } from "./bench";
import { heldEnter, pasted, shortcut, type Key } from "./keyboard";

const on = (bench: Bench, key: string, more: Partial<Key> = {}) =>
  shortcut(bench.phone, { key, modified: false, repeat: false, focus: "page", ...more }, bench.now);

describe("idle (S106)", () => {
  test("digits, star and hash go to the dialler from anywhere", () => {
    for (const key of ["0", "9", "*", "#", "+"]) {
      expect(on(readyPhone(), key)).toEqual({ type: "typed", text: key });
      expect(on(readyPhone(), key, { focus: "control" })).toEqual({ type: "typed", text: key });
    }
    expect(on(readyPhone(), "a")).toBeNull();
  });
  test("Enter calls, but a focused button keeps its own Enter", () => {
    expect(on(readyPhone(), "Enter")).toEqual({ type: "call-pressed" });
    expect(on(readyPhone(), "Enter", { focus: "number" })).toEqual({ type: "call-pressed" });
    expect(on(readyPhone(), "Enter", { focus: "control" })).toBeNull();
    expect(on(readyPhone(), "Enter", { repeat: true })).toBeNull();
  });
  test("Enter on another tab does not dial what nobody sees", () => {
    const bench = readyPhone().send({ type: "tab-pressed", tab: "history" });
    expect(on(bench, "Enter")).toBeNull();
    expect(on(bench, "5")).toEqual({ type: "typed", text: "5" });
  });
  test("Backspace deletes, and the field deletes for itself", () => {
    expect(on(readyPhone(), "Backspace")).toEqual({ type: "backspace-pressed" });
    expect(on(readyPhone(), "Backspace", { focus: "number" })).toBeNull();
  });
  test("typing elsewhere and shortcuts of the browser are not for us (S105, S15)", () => {
    expect(on(readyPhone(), "1", { focus: "text" })).toBeNull();
    expect(on(readyPhone(), "1", { modified: true })).toBeNull();
  });
});

describe("ringing (S107)", () => {
  test("Enter answers and Escape declines", () => {
    const bench = ringingPhone().wait(300);
    expect(on(bench, "Enter")).toEqual({ type: "answer-pressed" });
    expect(on(bench, "Escape")).toEqual({ type: "decline-pressed" });
  });
  test("an Enter that was on its way does not answer", () => {
    expect(on(ringingPhone().wait(299), "Enter")).toBeNull();
    expect(on(ringingPhone().wait(400), "Enter", { repeat: true })).toBeNull();
  });
  test("who types into a field goes on typing", () => {
    const bench = ringingPhone().wait(1000);
    expect(on(bench, "Enter", { focus: "number" })).toBeNull();
    expect(on(bench, "Escape", { focus: "text" })).toBeNull();
  });
  test("Enter on the Decline button declines, natively", () => {
    expect(on(ringingPhone().wait(1000), "Enter", { focus: "dialog" })).toBeNull();
  });
});

describe("on a call (S108)", () => {
  test("digits are tones, Escape hangs up, M mutes", () => {
    expect(on(talkingPhone(), "5")).toEqual({ type: "typed", text: "5" });
    expect(on(talkingPhone(), "Escape")).toEqual({ type: "hang-up-pressed" });
    expect(on(talkingPhone(), "m")).toEqual({ type: "mute-pressed" });
    expect(on(talkingPhone(), "M", { focus: "control" })).toEqual({ type: "mute-pressed" });
  });
  test("a key held down acts once", () => {
    for (const key of ["5", "Escape", "m"]) {
      expect(on(talkingPhone(), key, { repeat: true })).toBeNull();
    }
  });
});

describe("pasting onto the page", () => {
  test("dials when idle, sends tones on a call, does nothing while it rings", () => {
    expect(pasted(readyPhone().phone, " +1 555 010 0102 ")).toEqual({
      type: "typed",
      text: "+1 555 010 0102",
    });
    expect(pasted(talkingPhone().phone, "1,2#")).toEqual({ type: "typed", text: "1,2#" });
    expect(pasted(ringingPhone().phone, "102")).toBeNull();
  });
  test("takes nothing that is no number", () => {
    expect(pasted(readyPhone().phone, "see you at 10")).toBeNull();
    expect(pasted(talkingPhone().phone, "call 1")).toBeNull();
  });
});

test("an Enter that is held is one press, of whatever button has the focus", () => {
  const enter: Key = { key: "Enter", modified: false, repeat: true, focus: "control" };
  expect(heldEnter(enter)).toBe(true);
  expect(heldEnter({ ...enter, repeat: false })).toBe(false);
  expect(heldEnter({ ...enter, key: "Backspace", focus: "number" })).toBe(false);
});
