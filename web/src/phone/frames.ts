import { callEnded, ringingGone } from "./call";
import { reopenEvents } from "./channel";
import { loadHistory } from "./history";
import type { LiveCall, Phone, ServerFrame } from "./model";
import { expire } from "./session";
import { chain, nothing, type Step } from "./step";

/** What the event channel says. */
export function frameReceived(phone: Phone, frame: ServerFrame): Step {
  switch (frame.type) {
    case "pong":
      return nothing(setClock(phone, frame.time));
    case "session-ended":
      return expire(phone);
    case "snapshot":
      return snapshot(phone, frame);
    default:
      return numbered(phone, frame);
  }
}

/** The present, in place of what was missed: neither a call's end nor a line of the history is lost. */
function snapshot(phone: Phone, { seq, calls }: ServerFrame & { type: "snapshot" }): Step {
  const before = phone.line;
  const next: Phone = { ...phone, line: { ...before, seq, calls } };
  const missed = before.seq !== null && before.seq !== seq;
  return chain(missed ? loadHistory(next) : nothing(next), (more) =>
    ringingGone(more, before.calls),
  );
}

type Numbered = Exclude<ServerFrame, { type: "pong" | "session-ended" | "snapshot" }>;

/** Every change counts one up: what we have seen is passed over, and a gap is fetched again. */
function numbered(phone: Phone, frame: Numbered): Step {
  const { seq } = phone.line;
  if (seq === null || frame.seq > seq + 1) return reopenEvents(phone);
  if (frame.seq <= seq) return nothing(phone);
  const counted = { ...phone, line: { ...phone.line, seq: frame.seq } };
  switch (frame.type) {
    case "call":
      return callChanged(counted, frame.call);
    case "history":
      return nothing({ ...counted, history: withItem(counted, frame.item) });
    case "registration":
      return nothing(counted);
  }
}

function callChanged(phone: Phone, call: (Numbered & { type: "call" })["call"]): Step {
  const others = phone.line.calls.filter((other) => other.id !== call.id);
  if (call.state === "ended") {
    return callEnded({ ...phone, line: { ...phone.line, calls: others } }, call);
  }
  const calls: readonly LiveCall[] = [...others, call];
  return nothing({ ...phone, line: { ...phone.line, calls } });
}

function withItem(phone: Phone, item: Phone["history"]["items"][number]): Phone["history"] {
  const others = phone.history.items.filter((other) => other.id !== item.id);
  return { ...phone.history, items: [item, ...others] };
}

function setClock(phone: Phone, time: string): Phone {
  const server = Date.parse(time);
  if (Number.isNaN(server)) return phone;
  return { ...phone, line: { ...phone.line, clockOffset: server - phone.now } };
}
