import { callDeadline, callHandlers, callTime, matchCall } from "./call";
import { hasSoftphone, lineDeadline, ready } from "./channel";
import { diallerHandlers, diallerTime } from "./dialler";
import { historyHandlers } from "./history";
import type { Effect, Event, Input, Sound } from "./io";
import { lineHandlers, lineTime } from "./line";
import { live, microphoneHandlers, settleMicrophone } from "./microphone";
import type { Phone } from "./model";
import { sessionDeadline, sessionHandlers, sessionTime } from "./session";
import { kSlow } from "./status";
import { chain, type Handlers, type Step } from "./step";

const handlers: Handlers<Event["type"]> = {
  ...sessionHandlers,
  ...lineHandlers,
  ...microphoneHandlers,
  ...callHandlers,
  ...diallerHandlers,
  ...historyHandlers,
  time: (phone) => chain(chain(chain(sessionTime(phone), lineTime), diallerTime), callTime),
};

/**
 * The whole telephone: what the next state is, and what the edge must do for it. Knows no clock
 * (`input.at` is the time) and no browser. The owner carries out the effects in order, reports what
 * comes of them as inputs, and sends `time` when deadline() has come.
 */
export function step(before: Phone, input: Input): Step {
  const [after, effects] = handle({ ...before, now: input.at }, input);
  const [settled, more] = settleMicrophone(matchCall(watch(after)));
  return [settled, [...effects, ...more, ...changes(before, settled)]];
}

function handle<T extends Event["type"]>(phone: Phone, input: Extract<Input, { type: T }>): Step {
  const handler = handlers[input.type as T] as (phone: Phone, input: Input) => Step;
  return handler(phone, input);
}

/** When `time` is next wanted; Infinity if not. */
export function deadline(phone: Phone): number {
  const { troubleSince } = phone.line;
  const slowAt = troubleSince === null ? Infinity : troubleSince + kSlow;
  return Math.min(
    sessionDeadline(phone),
    lineDeadline(phone),
    callDeadline(phone),
    phone.dialler.plusAt ?? Infinity,
    slowAt > phone.now ? slowAt : Infinity,
  );
}

/** Remembers since when the line has been missing. */
function watch(phone: Phone): Phone {
  const missing = hasSoftphone(phone) && !ready(phone);
  const troubleSince = missing ? (phone.line.troubleSince ?? phone.now) : null;
  const failed = missing && phone.line.failed;
  return { ...phone, line: { ...phone.line, troubleSince, failed } };
}

/** What the edge must be told because it changed, whatever changed it: so nothing rings on. */
function changes(before: Phone, after: Phone): Effect[] {
  const effects: Effect[] = [];
  if (live(before) !== live(after)) effects.push({ do: "set-microphone", on: live(after) });
  const sound = soundOf(after);
  if (soundOf(before) !== sound) effects.push({ do: "play", sound });
  return effects;
}

function soundOf({ call }: Phone): Sound {
  if (call.kind === "incoming" && call.answer === "not-yet") return "ringtone";
  if (call.kind === "dialling" && call.stage === "ringing") return "ringback";
  return "none";
}
