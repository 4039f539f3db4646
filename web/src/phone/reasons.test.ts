import { expect, test } from "vitest";
import type { Call, Dialling } from "./model";
import { ending } from "./reasons";

const dialling = (number: string): Dialling => ({
  kind: "dialling",
  leg: "l",
  call: null,
  peer: { number, name: null },
  stage: "sent",
  after: "",
  muted: false,
  keypad: false,
  tones: "",
});
const incoming: Call = {
  kind: "incoming",
  leg: "l",
  call: null,
  peer: { number: "102", name: null },
  since: 0,
  answer: "not-yet",
};
const talking: Call = {
  kind: "talking",
  leg: "l",
  call: null,
  peer: { number: "102", name: null },
  answeredAt: 0,
  timeKnown: false,
  muted: false,
  keypad: false,
  tones: "",
};
const refused = (status: number, reason: string | null = null, number = "102") =>
  ending(dialling(number), { by: "them", status, reason }).text;

test("a refusal is said in words (S18, S35)", () => {
  expect(refused(404)).toBe("No such extension");
  expect(refused(480)).toBe("Not available");
  expect(refused(486)).toBe("Busy");
  expect(refused(600)).toBe("Busy");
  expect(refused(603)).toBe("Declined");
  expect(refused(403)).toBe("Your extension isn't allowed to call that number.");
  expect(refused(503)).toBe("All lines are busy. Try again.");
  expect(refused(408)).toBe("No answer");
  expect(refused(488)).toBe("Call failed (488)");
});

test("a number of the public network is no extension", () => {
  expect(refused(404, null, "+15550100102")).toBe("Call failed (404)");
});

test("the Reason header tells no answer from not available, and declined from busy", () => {
  expect(refused(480, "Q.850;cause=19")).toBe("No answer");
  expect(refused(480, 'SIP;cause=480, Q.850 ;cause=18 ;text="x"')).toBe("No answer");
  expect(refused(486, 'SIP;cause=603;text="Declined"')).toBe("Declined");
  expect(refused(486, 'Q.850;cause=21;text="Declined"')).toBe("Declined");
  expect(refused(403, "Q.850;cause=21")).toBe("Your extension isn't allowed to call that number.");
  expect(refused(486, "Q.850;cause=17")).toBe("Busy");
});

test("a refusal offers a retry, a hang-up does not", () => {
  expect(ending(dialling("102"), { by: "them", status: 486, reason: null }).retry).toBe(true);
  expect(ending(talking, { by: "them", status: null, reason: null })).toEqual({
    text: "Call ended",
    tone: "info",
    retry: false,
  });
});

test("the loser of a fork learns who took the call (S23)", () => {
  const reason = 'SIP;cause=200;text="Call completed elsewhere"';
  expect(ending(incoming, { by: "them", status: null, reason }).text).toBe(
    "Answered on another device",
  );
  expect(ending(incoming, { by: "them", status: null, reason: null }).text).toBe("Missed call");
  const answered: Call = { ...incoming, answer: "sent" };
  expect(ending(answered, { by: "line", fault: "connection" }).text).toBe(
    "The connection was lost.",
  );
});

test("a call declined on another device is not missed here", () => {
  const reason = 'SIP;cause=603;text="Declined"';
  expect(ending(incoming, { by: "them", status: null, reason }).text).toBe(
    "Declined on another device",
  );
});

test("a call that the server ends because nothing was heard is told as lost audio", () => {
  const reason = 'Q.850;cause=41;text="Media lost"';
  expect(ending(talking, { by: "them", status: null, reason }).text).toBe(
    "The audio connection was lost.",
  );
});

test("what broke on the way is named", () => {
  const fails = (fault: "connection" | "timeout" | "media") =>
    ending(dialling("102"), { by: "line", fault }).text;
  expect(fails("connection")).toBe("Call failed (no connection)");
  expect(fails("timeout")).toBe("Call failed (408)");
  expect(fails("media")).toBe("Call failed (488)");
  expect(ending(talking, { by: "line", fault: "media" }).text).toBe(
    "The audio connection was lost.",
  );
});
