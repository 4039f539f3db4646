import type { Call } from "./model";
import type { End } from "./io";
import { looksInternal } from "./number";

/** What the user reads when a call is over. */
export interface Ending {
  readonly text: string;
  readonly tone: "info" | "error";
  readonly retry: boolean;
}

const kByStatus: Readonly<Record<number, string>> = {
  403: "Your extension isn't allowed to call that number.",
  408: "No answer",
  480: "Not available",
  486: "Busy",
  503: "All lines are busy. Try again.",
  600: "Busy",
  603: "Declined",
};

export const kElsewhere = "Answered on another device";
export const kMissed = "Missed call";

export function ending(call: Call, end: End): Ending {
  if (end.by === "line") return lineEnding(call, end.fault);
  // [RFC3326 §2] the server says why: another device of ours took the call.
  if (cause(end.reason, "SIP") === 200) return { text: kElsewhere, tone: "info", retry: false };
  if (call.kind === "incoming") return { text: unanswered(end.reason), tone: "info", retry: false };
  // [Q.850] 41 is a temporary failure: nothing was heard of one side any more.
  if (call.kind === "talking" && cause(end.reason, "Q.850") === 41)
    return lineEnding(call, "media");
  if (call.kind === "dialling" && end.status !== null) {
    return { text: refusal(call.peer.number, end.status, end.reason), tone: "error", retry: true };
  }
  return { text: "Call ended", tone: "info", retry: false };
}

function unanswered(reason: string | null): string {
  return cause(reason, "SIP") === 603 ? "Declined on another device" : kMissed;
}

/** Why a call from here was not put through, by the status it got. (S18, S35) */
export function refusal(number: string, status: number, reason: string | null): string {
  // A device that declines answers 486, so that the others ring on, and says in Reason what it meant.
  if (cause(reason, "SIP") === 603) return "Declined";
  // [Q.850] 21 is "call rejected".
  if ([480, 486].includes(status) && cause(reason, "Q.850") === 21) return "Declined";
  // [RFC3398 §7.2.4.1] 18 and 19 are "no user responding" and "no answer from the user".
  if (status === 480 && [18, 19].includes(cause(reason, "Q.850") ?? 0)) return "No answer";
  if (status === 404 && looksInternal(number)) return "No such extension";
  return kByStatus[status] ?? `Call failed (${status})`;
}

function lineEnding(call: Call, fault: "connection" | "timeout" | "media"): Ending {
  const answered = call.kind === "incoming" && call.answer === "sent";
  if (call.kind === "incoming" && !answered) return { text: kMissed, tone: "info", retry: false };
  if (call.kind === "talking" || answered) {
    const text = fault === "media" ? "The audio connection was lost." : "The connection was lost.";
    return { text, tone: "error", retry: true };
  }
  const code = { connection: "no connection", timeout: "408", media: "488" }[fault];
  return { text: `Call failed (${code})`, tone: "error", retry: true };
}

/** The cause that a Reason header gives for `protocol`. */
function cause(reason: string | null, protocol: "SIP" | "Q.850"): number | null {
  for (const value of reason?.split(/,(?=\s*(?:SIP|Q\.850)\b)/i) ?? []) {
    const [name = "", ...parameters] = value.split(";").map((part) => part.trim());
    if (name.toLowerCase() !== protocol.toLowerCase()) continue;
    const found = parameters.map((part) => /^cause\s*=\s*(\d+)$/i.exec(part)?.[1]).find(Boolean);
    if (found) return Number(found);
  }
  return null;
}
