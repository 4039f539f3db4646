import type { Effect } from "./io";
import type { Channel, ChannelName, Phone } from "./model";
import { chain, type Step } from "./step";

/** A channel that proves nothing for so long is dead. (S4) */
export const kSilence = 20_000;
const kStepLimit = 10_000;
const kChannels: readonly ChannelName[] = ["signalling", "events"];

/** Whether this user has a telephone in this browser. */
export function hasSoftphone(phone: Phone): boolean {
  return (
    phone.supported &&
    phone.session.kind === "signed-in" &&
    phone.session.me.extension?.softphone === true
  );
}

/** REGISTER answered, event channel up, and both alive. (S4) */
export function ready(phone: Phone): boolean {
  return phone.line.signalling.kind === "open" && phone.line.events.kind === "open";
}

export function put(phone: Phone, name: ChannelName, channel: Channel): Phone {
  return { ...phone, line: { ...phone.line, [name]: channel } };
}

export function open(phone: Phone, name: ChannelName, attempt: number): Step {
  const giveUpAt = phone.now + kStepLimit;
  const since = name === "events" ? phone.line.seq : null;
  return [
    put(phone, name, { kind: "opening", giveUpAt, attempt, answered: false }),
    [{ do: "open-channel", channel: name, since }],
  ];
}

/** The server answers: the next step of opening has a time limit of its own. */
export function progress(phone: Phone, name: ChannelName): Phone {
  const channel = phone.line[name];
  if (channel.kind !== "opening") return phone;
  return put(phone, name, { ...channel, giveUpAt: phone.now + kStepLimit, answered: true });
}

export function startLine(phone: Phone): Step {
  const fresh = { ...phone, line: { ...phone.line, seq: null, calls: [], failed: false } };
  return chain(open(fresh, "signalling", 0), (next) => open(next, "events", 0));
}

export function stopLine(phone: Phone): Step {
  const line = {
    ...phone.line,
    signalling: { kind: "closed" },
    events: { kind: "closed" },
    seq: null,
    calls: [],
  } as const;
  const effects = kChannels
    .filter((name) => phone.line[name].kind !== "closed")
    .map((channel): Effect => ({ do: "close-channel", channel }));
  return [{ ...phone, line }, effects];
}

/** A gap in the events: begin anew where we stopped. */
export function reopenEvents(phone: Phone): Step {
  const close: Step = [phone, [{ do: "close-channel", channel: "events" }]];
  return chain(close, (next) => open(next, "events", 0));
}

export function lineDeadline(phone: Phone): number {
  return Math.min(...kChannels.map((name) => channelDeadline(phone, name)));
}

function channelDeadline(phone: Phone, name: ChannelName): number {
  const channel = phone.line[name];
  switch (channel.kind) {
    case "closed":
      return Infinity;
    case "opening":
      return channel.giveUpAt;
    case "waiting":
      return phone.line.online ? channel.retryAt : Infinity;
    case "open":
      return Math.min(channel.pingAt, channel.heardAt + kSilence);
  }
}
