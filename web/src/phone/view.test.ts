import { expect, test } from "vitest";
import { historyItem } from "./bench";
import { clock, outcome } from "./view";

test("call time reads m:ss, and h:mm:ss from an hour on", () => {
  expect(clock(0)).toBe("0:00");
  expect(clock(61.9)).toBe("1:01");
  expect(clock(3599)).toBe("59:59");
  expect(clock(3600)).toBe("1:00:00");
  expect(clock(36_061)).toBe("10:01:01");
  expect(clock(-3)).toBe("0:00");
});

test("the history says how a call went", () => {
  const item = (more: Parameters<typeof historyItem>[2]) => outcome(historyItem("a", "102", more));
  expect(item({ result: "answered", durationSeconds: 75 })).toBe("1:15");
  expect(item({ result: "missed" })).toBe("Missed");
  expect(item({ result: "no_answer" })).toBe("No answer");
  const failed = (sipStatus: number | null) =>
    item({ result: "failed", cause: { sipStatus, text: "" } });
  expect(failed(404)).toBe("No such extension");
  expect(failed(488)).toBe("Call failed (488)");
  expect(failed(null)).toBe("Failed");
});
