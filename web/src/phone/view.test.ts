import { expect, test } from "vitest";
import { clock } from "./view";

test("call time reads m:ss, and h:mm:ss from an hour on", () => {
  expect(clock(0)).toBe("0:00");
  expect(clock(61.9)).toBe("1:01");
  expect(clock(3599)).toBe("59:59");
  expect(clock(3600)).toBe("1:00:00");
  expect(clock(36_061)).toBe("10:01:01");
  expect(clock(-3)).toBe("0:00");
});
