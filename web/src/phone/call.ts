import type { components } from "../api/schema";
import type { Effect } from "./io";
import type { Call, Idle, LiveCall, Notice, Peer, Phone } from "./model";
import { dialled } from "./number";
import { ending, kElsewhere, kMissed, type Ending } from "./reasons";
import { chain, nothing, type Handlers, type Step } from "./step";

const kNoticeTime = 8000;
const kBusyHere = 486;
// Other devices of this extension ring on; the Reason says that a person declined. [RFC3326 §2]
const kDeclined = 'SIP;cause=603;text="Declined"';

export function notify(phone: Phone, notice: Partial<Notice> & { text: string }): Phone {
  const whole: Notice = { tone: "error", about: null, retry: null, until: Infinity, ...notice };
  return { ...phone, notice: whole };
}

/** Calls the number in `text`, or says why not. */
export function place(phone: Phone, text: string): Step {
  if (phone.call.kind !== "idle") return nothing(phone);
  const meant = dialled(text);
  if (!meant) return nothing(notify(phone, { text: "That number doesn't look right." }));
  if (phone.session.kind === "signed-in" && meant.number === phone.session.me.extension?.number) {
    return nothing(notify(phone, { text: "You can't call yourself." }));
  }
  if (phone.line.signalling.kind !== "open") {
    return nothing(notify(phone, { text: "Not connected to the phone system yet." }));
  }
  const next: Phone = {
    ...phone,
    notice: null,
    nextLeg: phone.nextLeg + 1,
    tab: "phone",
    microphone: { ...phone.microphone, problem: null },
    call: {
      kind: "dialling",
      leg: `out-${phone.nextLeg}`,
      call: null,
      peer: { number: meant.number, name: null },
      stage: "microphone",
      after: meant.after,
      muted: false,
      keypad: false,
      tones: "",
    },
  };
  return phone.microphone.stream === "ready" ? microphoneReady(next) : nothing(next);
}

/** What waited for the microphone goes on. An INVITE without one would only fail. (S104) */
export function microphoneReady(phone: Phone): Step {
  const { call } = phone;
  if (call.kind === "dialling" && call.stage === "microphone") {
    const sent: Phone = {
      ...phone,
      call: { ...call, stage: "sent" },
      dialler: { ...phone.dialler, number: "" },
    };
    return [sent, [{ do: "place-call", leg: call.leg, number: call.peer.number }]];
  }
  if (call.kind === "incoming" && call.answer === "wanted") {
    const sent: Phone = { ...phone, call: { ...call, answer: "sent" } };
    return [sent, [{ do: "answer", leg: call.leg }]];
  }
  return nothing(phone);
}

export function microphoneFailed(phone: Phone): Phone {
  const { call } = phone;
  if (call.kind === "dialling" && call.stage === "microphone") return idle(phone);
  if (call.kind !== "incoming" || call.answer !== "wanted") return phone;
  return { ...phone, call: { ...call, answer: "not-yet" } };
}

function idle(phone: Phone): Phone {
  return { ...phone, call: { kind: "idle" } };
}

function finish(phone: Phone, peer: Peer, end: Ending): Phone {
  return notify(idle(phone), {
    text: end.text,
    tone: end.tone,
    about: peer,
    retry: end.retry && peer.number !== "" ? peer.number : null,
    until: end.tone === "error" || end.text === kMissed ? Infinity : phone.now + kNoticeTime,
  });
}

/** Ends the call from here: the far end hears it by SIP, the user by a notice. */
function drop(phone: Phone, { leg, peer }: Exclude<Call, Idle>, end: Ending): Step {
  return [finish(phone, peer, end), [{ do: "hang-up", leg }]];
}

/** The one decision about a second call: there is room for one. */
function admits(phone: Phone): boolean {
  return phone.call.kind === "idle";
}

/** The SIP flow broke: what was not answered yet is lost, what was goes on. (S7) */
export function signallingLost(phone: Phone): Step {
  const { call } = phone;
  if (call.kind !== "dialling" && call.kind !== "incoming") return nothing(phone);
  return drop(phone, call, ending(call, { by: "line", fault: "connection" }));
}

/** There is no telephone any more: whatever call there is ends, and `text` says why. */
export function dismissed(phone: Phone, text: string): Step {
  const { call } = phone;
  if (call.kind === "idle") return nothing(phone);
  return drop(phone, call, { text, tone: "error", retry: false });
}

/** The event channel's word that a call is over, for when the SIP flow cannot bring it. (S25) */
export function callEnded(phone: Phone, ended: components["schemas"]["EndedCall"]): Step {
  const { call } = phone;
  if (call.kind === "idle" || call.call !== ended.id) return nothing(phone);
  const silent = phone.line.signalling.kind !== "open";
  if (call.kind !== "incoming" && !silent) return nothing(phone);
  const text =
    ended.result === "answered_elsewhere"
      ? kElsewhere
      : call.kind === "incoming"
        ? kMissed
        : "Call ended";
  return drop(phone, call, { text, tone: "info", retry: false });
}

/**
 * After a gap in the events: a ring that the server had told of and knows no more is over. One that
 * it had not told of may be younger than the news. (S25)
 */
export function ringingGone(phone: Phone, told: readonly LiveCall[]): Step {
  const { call } = phone;
  if (call.kind !== "incoming" || call.answer === "sent") return nothing(phone);
  const isIt = ({ id }: LiveCall) => id === call.call;
  if (!told.some(isIt) || phone.line.calls.some(isIt)) return nothing(phone);
  return drop(phone, call, { text: kMissed, tone: "info", retry: false });
}

/** The server knows the other party's name and the moment of the answer better. */
export function matchCall(phone: Phone): Phone {
  const { call } = phone;
  if (call.kind === "idle" || call.call === null) return phone;
  const live = phone.line.calls.find((other) => other.id === call.call);
  if (!live) return phone;
  const name = live.peer.name ?? call.peer.name;
  const known = name === call.peer.name ? call : { ...call, peer: { ...call.peer, name } };
  return { ...phone, call: withTime(known, live.answeredAt, phone) };
}

function withTime(call: Call, answeredAt: string | null, phone: Phone): Call {
  if (call.kind !== "talking" || call.timeKnown || answeredAt === null) return call;
  const ours = Date.parse(answeredAt) - phone.line.clockOffset;
  return { ...call, answeredAt: Math.min(ours, phone.now), timeKnown: true };
}

export function callTime(phone: Phone): Step {
  const over = phone.notice !== null && phone.now >= phone.notice.until;
  return nothing(over ? { ...phone, notice: null } : phone);
}

export function callDeadline(phone: Phone): number {
  return Math.min(phone.notice?.until ?? Infinity, tickAt(phone));
}

/** Call time shows whole seconds. */
function tickAt({ call, now }: Phone): number {
  if (call.kind !== "talking") return Infinity;
  return now + 1000 - ((now - call.answeredAt) % 1000);
}

/** Touch-tones to the far end, once there is one that hears. */
export function sendTones(phone: Phone, tones: string): Step {
  const { call } = phone;
  const heard = call.kind === "talking" || (call.kind === "dialling" && call.stage === "early");
  if (!heard || tones === "") return nothing(phone);
  const next: Phone = { ...phone, call: { ...call, tones: (call.tones + tones).slice(-32) } };
  return [next, [{ do: "send-tones", leg: call.leg, tones }]];
}

function hangUp(phone: Phone): Step {
  const { call } = phone;
  if (call.kind !== "dialling" && call.kind !== "talking") return nothing(phone);
  const sent = call.kind === "talking" || call.stage !== "microphone";
  const effects: Effect[] = sent ? [{ do: "hang-up", leg: call.leg }] : [];
  return [idle(phone), effects];
}

function connected(phone: Phone, call: Call, id: string | null): Step {
  if (call.kind !== "dialling" && call.kind !== "incoming") return nothing(phone);
  const dialling = call.kind === "dialling" ? call : null;
  const talking: Phone = {
    ...phone,
    call: {
      kind: "talking",
      leg: call.leg,
      call: id ?? call.call,
      peer: call.peer,
      answeredAt: phone.now,
      timeKnown: false,
      muted: dialling?.muted ?? false,
      keypad: dialling?.keypad ?? false,
      tones: dialling?.tones ?? "",
    },
  };
  return sendTones(talking, dialling?.after ?? "");
}

/** Inputs of a leg that is not ours any more are late news. */
function ours(phone: Phone, leg: string): boolean {
  return phone.call.kind !== "idle" && phone.call.leg === leg;
}

function toggle(phone: Phone, what: "muted" | "keypad"): Step {
  const { call } = phone;
  if (call.kind !== "dialling" && call.kind !== "talking") return nothing(phone);
  return nothing({ ...phone, call: { ...call, [what]: !call[what] } });
}

type CallInputs =
  | "invited"
  | "progressed"
  | "connected"
  | "ended"
  | "dial-pressed"
  | "answer-pressed"
  | "decline-pressed"
  | "hang-up-pressed"
  | "mute-pressed"
  | "keypad-pressed"
  | "notice-dismissed";

export const callHandlers: Handlers<CallInputs> = {
  invited: (phone, { leg, peer, call }) => {
    if (!admits(phone)) return [phone, [{ do: "refuse", leg, status: kBusyHere, reason: null }]];
    const since = phone.now;
    const next = { kind: "incoming", leg, peer, call, since, answer: "not-yet" } as const;
    return nothing({ ...phone, notice: null, call: next });
  },
  progressed: (phone, { leg, early, call: id }) => {
    const { call } = phone;
    if (call.kind !== "dialling" || !ours(phone, leg)) return nothing(phone);
    const stage = early || call.stage === "early" ? "early" : "ringing";
    return nothing({ ...phone, call: { ...call, stage, call: id ?? call.call } });
  },
  connected: (phone, { leg, call }) =>
    ours(phone, leg) ? connected(phone, phone.call, call) : nothing(phone),
  ended: (phone, { leg, end }) => {
    const { call } = phone;
    if (call.kind === "idle" || !ours(phone, leg)) return nothing(phone);
    return nothing(finish(phone, call.peer, ending(call, end)));
  },
  "dial-pressed": (phone, { number }) => place(phone, number),
  "answer-pressed": (phone) => {
    const { call } = phone;
    if (call.kind !== "incoming" || call.answer !== "not-yet") return nothing(phone);
    const microphone = { ...phone.microphone, problem: null };
    const wanted: Phone = {
      ...phone,
      microphone,
      tab: "phone",
      call: { ...call, answer: "wanted" },
    };
    return microphone.stream === "ready" ? microphoneReady(wanted) : nothing(wanted);
  },
  "decline-pressed": (phone) => {
    const { call } = phone;
    if (call.kind !== "incoming") return nothing(phone);
    return [idle(phone), [{ do: "refuse", leg: call.leg, status: kBusyHere, reason: kDeclined }]];
  },
  "hang-up-pressed": (phone) => chain(nothing(phone), hangUp),
  "mute-pressed": (phone) => toggle(phone, "muted"),
  "keypad-pressed": (phone) => toggle(phone, "keypad"),
  "notice-dismissed": (phone) => nothing({ ...phone, notice: null }),
};
