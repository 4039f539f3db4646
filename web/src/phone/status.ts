import { ready } from "./channel";
import type { Phone } from "./model";

/** Connecting for longer than this deserves a word. (S5) */
export const kSlow = 10_000;

export interface Connection {
  readonly text: "Ready" | "Connecting..." | "Disconnected" | "In Call";
  readonly tone: "green" | "yellow" | "red";
  /** A sentence beside it, empty if there is nothing to add. */
  readonly note: string;
  readonly action: "Reconnect" | "Sign in" | null;
}

const kReconnecting = "Reconnecting… your call is still up";
const kBlocked = "Still connecting… your network may block the phone service.";
const kExpired = "Sign-in expired. Sign in again.";
const kOffline = "You're offline. We'll reconnect automatically.";

/** The one place that says what the connection is like. (S4–S7, S9) */
export function connection(phone: Phone): Connection {
  if (phone.call.kind === "talking") return inCall(phone);
  if (phone.session.kind === "expired") return red(kExpired, "Sign in");
  if (ready(phone)) return { text: "Ready", tone: "green", note: "", action: null };
  if (!phone.line.online) return red(kOffline, null);
  if (trying(phone))
    return { text: "Connecting...", tone: "yellow", note: slow(phone), action: null };
  return red(slow(phone), "Reconnect");
}

function inCall(phone: Phone): Connection {
  const text = "In Call";
  if (ready(phone)) return { text, tone: "green", note: "", action: null };
  if (phone.session.kind === "expired") {
    return { text, tone: "yellow", note: kExpired, action: null };
  }
  return { text, tone: "yellow", note: kReconnecting, action: null };
}

function red(note: string, action: Connection["action"]): Connection {
  return { text: "Disconnected", tone: "red", note, action };
}

/**
 * Red stays red while attempts fail one after the other; it turns yellow when the server answers, or
 * when the user asks for it.
 */
function trying({ session, line }: Phone): boolean {
  if (session.kind !== "signed-in") return session.kind === "loading" && session.attempt === 0;
  const channels = [line.signalling, line.events];
  if (channels.some(({ kind }) => kind === "waiting")) return false;
  if (!line.failed) return true;
  return channels.every((channel) => channel.kind !== "opening" || channel.answered);
}

function slow({ line, now }: Phone): string {
  return line.troubleSince !== null && now - line.troubleSince >= kSlow ? kBlocked : "";
}
