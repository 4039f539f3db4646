import { describe, expect, test } from "vitest";
import { Bench, historyItem, readyPhone, reception } from "./bench";

describe("redial (S19)", () => {
  test("fills in the most recent call, and the second press dials it", () => {
    const bench = readyPhone([
      historyItem("b", "103", { direction: "in" }),
      historyItem("a", "102"),
    ]);
    bench.send({ type: "call-pressed" });
    expect(bench.phone.dialler.number).toBe("103");
    expect(bench.trace()).toEqual(["focus-number"]);
    bench.send({ type: "call-pressed" }, { type: "microphone-ready" });
    expect(bench.trace()).toContain("place-call out-1 103");
  });
  test("passes over withheld numbers and feature codes", () => {
    const bench = readyPhone([
      historyItem("c", ""),
      historyItem("b", "*43"),
      historyItem("a", "102"),
    ]);
    expect(bench.send({ type: "call-pressed" }).phone.dialler.number).toBe("102");
  });
  test("says when there is nothing to redial", () => {
    const bench = readyPhone().send({ type: "call-pressed" });
    expect(bench.phone.notice?.text).toBe("No recent calls.");
  });
  test("waits for the history if it has not come yet", () => {
    const bench = new Bench().send(
      { type: "started", supported: true },
      { type: "me-received", me: reception },
      { type: "call-pressed" },
    );
    expect(bench.phone.dialler.number).toBe("");
    const items = [historyItem("a", "102")];
    bench.send({ type: "history-received", items, next: null, first: true });
    expect(bench.phone.dialler.number).toBe("102");
  });
  test("asks for the history again if it could not be had", () => {
    const bench = readyPhone().send({ type: "history-failed" }, { type: "call-pressed" });
    expect(bench.trace()).toEqual(["load-history"]);
  });
});

describe("the pad (S15)", () => {
  test("types, clicks, and gives the field to who uses a mouse", () => {
    const bench = readyPhone();
    bench.send({ type: "pad-pressed", key: "1", by: "other" });
    expect(bench.trace()).toEqual(["click-tone 1"]);
    bench.send({ type: "pad-pressed", key: "2", by: "mouse" });
    expect(bench.trace()).toEqual(["click-tone 2", "focus-number"]);
    expect(bench.phone.dialler.number).toBe("12");
  });
  test("a long 0 is a +, and its release types nothing more", () => {
    const bench = readyPhone().send({ type: "zero-held" }).wait(500);
    expect(bench.phone.dialler.number).toBe("+");
    bench.send({ type: "zero-released" }, { type: "pad-pressed", key: "0", by: "other" });
    expect(bench.phone.dialler.number).toBe("+");
    bench.send({ type: "pad-pressed", key: "0", by: "other" });
    expect(bench.phone.dialler.number).toBe("+0");
  });
  test("a short 0 is a 0", () => {
    const bench = readyPhone().send({ type: "zero-held" }).wait(499);
    bench.send({ type: "zero-released" }, { type: "pad-pressed", key: "0", by: "other" });
    bench.wait(2000);
    expect(bench.phone.dialler.number).toBe("0");
  });
  test("typing takes an old complaint away", () => {
    const bench = readyPhone().send({ type: "dial-pressed", number: "101" });
    expect(bench.phone.notice).not.toBeNull();
    bench.send({ type: "typed", text: "1" });
    expect(bench.phone.notice).toBeNull();
    expect(bench.trace()).toEqual(["focus-number"]);
  });
});
