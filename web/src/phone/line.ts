import { signallingLost } from "./call";
import { kSilence, open, progress, put } from "./channel";
import { frameReceived } from "./frames";
import type { Channel, ChannelName, Phone } from "./model";
import { backoff } from "./random";
import { chain, nothing, type Handlers, type Step } from "./step";

const kPingEvery = { signalling: 10_000, events: 5000 } as const;
/** After a change of network, or a sleep, the old connections get so long to prove that they live. */
const kProofTime = 5000;

/** Opens it again after a while, longer each time. */
function wait(phone: Phone, name: ChannelName, attempt: number): Phone {
  const [delay, seed] = backoff(phone.seed, attempt);
  const line = { ...phone.line, failed: true };
  return put({ ...phone, seed, line }, name, {
    kind: "waiting",
    retryAt: phone.now + delay,
    attempt: attempt + 1,
  });
}

function lost(phone: Phone, name: ChannelName): Step {
  const channel = phone.line[name];
  const attempt = channel.kind === "opening" ? channel.attempt : 0;
  const waiting = wait(phone, name, attempt);
  return name === "signalling" ? signallingLost(waiting) : nothing(waiting);
}

function giveUp(phone: Phone, name: ChannelName): Step {
  const close: Step = [phone, [{ do: "close-channel", channel: name }]];
  return chain(close, (next) => lost(next, name));
}

/**
 * Silence is a death only if we asked. The clock of a hidden tab strikes once a minute, and that of a
 * sleeping computer not at all: who overslept asks first.
 */
function prove(phone: Phone, name: ChannelName, channel: Channel & { kind: "open" }): Step {
  const silent = phone.now >= channel.heardAt + kSilence;
  const askedAt = channel.pingAt - kPingEvery[name];
  if (silent && askedAt > channel.heardAt) return giveUp(phone, name);
  if (!silent && phone.now < channel.pingAt) return nothing(phone);
  const heardAt = silent ? phone.now - kSilence + kProofTime : channel.heardAt;
  const pingAt = phone.now + kPingEvery[name];
  return [put(phone, name, { ...channel, heardAt, pingAt }), [{ do: "ping", channel: name }]];
}

function pass(phone: Phone, name: ChannelName): Step {
  const channel = phone.line[name];
  switch (channel.kind) {
    case "closed":
      return nothing(phone);
    case "opening":
      return phone.now >= channel.giveUpAt ? giveUp(phone, name) : nothing(phone);
    case "waiting":
      if (phone.now < channel.retryAt || !phone.line.online) return nothing(phone);
      return open(phone, name, channel.attempt);
    case "open":
      return prove(phone, name, channel);
  }
}

export function lineTime(phone: Phone): Step {
  return chain(pass(phone, "signalling"), (next) => pass(next, "events"));
}

function changeNetwork(phone: Phone, name: ChannelName): Step {
  const channel = phone.line[name];
  if (channel.kind === "waiting") return open(phone, name, 0);
  if (channel.kind !== "open") return nothing(phone);
  const heardAt = Math.min(channel.heardAt, phone.now - kSilence + kProofTime);
  return nothing(put(phone, name, { ...channel, heardAt, pingAt: phone.now }));
}

type LineInputs =
  | "channel-progressed"
  | "channel-up"
  | "channel-heard"
  | "channel-down"
  | "frame"
  | "online-changed"
  | "reconnect-pressed";

export const lineHandlers: Handlers<LineInputs> = {
  "channel-progressed": (phone, { channel }) => nothing(progress(phone, channel)),
  "channel-up": (phone, { channel: name }) => {
    if (phone.line[name].kind !== "opening") return nothing(phone);
    return nothing(put(phone, name, { kind: "open", heardAt: phone.now, pingAt: phone.now }));
  },
  "channel-heard": (phone, { channel: name }) => {
    const channel = phone.line[name];
    if (channel.kind !== "open") return nothing(phone);
    return nothing(put(phone, name, { ...channel, heardAt: phone.now }));
  },
  "channel-down": (phone, { channel: name, status }) => {
    const { kind } = phone.line[name];
    if (kind !== "opening" && kind !== "open") return nothing(phone);
    // A WebSocket does not say why it was refused: only the session's own address does.
    const ask = status === 401 || status === 403 || (name === "events" && kind === "opening");
    const asked: Step = [phone, ask ? [{ do: "load-me" }] : []];
    return chain(asked, (next) => lost(next, name));
  },
  frame: (phone, { frame }) => {
    const channel = phone.line.events;
    if (channel.kind !== "open") return nothing(phone);
    return frameReceived(put(phone, "events", { ...channel, heardAt: phone.now }), frame);
  },
  "online-changed": (phone, { online }) => {
    const next = { ...phone, line: { ...phone.line, online } };
    if (!online) return nothing(next);
    return chain(changeNetwork(next, "signalling"), (more) => changeNetwork(more, "events"));
  },
  "reconnect-pressed": (phone) => {
    if (phone.session.kind === "unreachable") {
      return [{ ...phone, session: { kind: "loading", attempt: 0 } }, [{ do: "load-me" }]];
    }
    const next = { ...phone, line: { ...phone.line, failed: false } };
    const again = (name: ChannelName) => (more: Phone) =>
      more.line[name].kind === "waiting" ? open(more, name, 0) : nothing(more);
    return chain(again("signalling")(next), again("events"));
  },
};
