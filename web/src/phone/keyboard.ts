import type { Event } from "./io";
import type { Phone } from "./model";
import { dialled } from "./number";

/** A key that went down, and what had the focus. */
export interface Key {
  readonly key: string;
  /** Ctrl, Alt, AltGr or Meta is down, or an input method is composing. */
  readonly modified: boolean;
  readonly repeat: boolean;
  /**
   * `number`: the Number field. `text`: any other place to type into. `dialog`: a control of the
   * incoming call's overlay. `control`: a button, tab or link elsewhere. `page`: nothing of these.
   */
  readonly focus: "number" | "text" | "dialog" | "control" | "page";
}

/** Enter that was on its way when the call came in does not answer it. (S107) */
const kGuard = 300;

/**
 * What a key of the keyboard means now; null if it is not for us, and the browser does with it what
 * it always does. (S105–S108)
 */
export function shortcut(phone: Phone, key: Key, at: number): Event | null {
  if (key.modified || key.focus === "text") return null;
  switch (phone.call.kind) {
    case "idle":
      return idleKey(phone, key);
    case "incoming":
      return ringingKey(phone.call.since, key, at);
    default:
      return callKey(key);
  }
}

/** An Enter that is held presses a button once, and not as often as the keyboard repeats it. */
export function heldEnter({ key, modified, repeat }: Key): boolean {
  return key === "Enter" && repeat && !modified;
}

function isDigit(key: string): boolean {
  return /^[0-9*#]$/.test(key);
}

function idleKey(phone: Phone, { key, focus, repeat }: Key): Event | null {
  const usable = phone.session.kind === "signed-in" && phone.session.me.extension?.softphone;
  if (!usable || !phone.supported) return null;
  if (key === "Enter") {
    const here = phone.tab === "phone" && (focus === "number" || focus === "page");
    return here && !repeat ? { type: "call-pressed" } : null;
  }
  if (focus === "number") return null;
  if (isDigit(key) || key === "+") return { type: "typed", text: key };
  return key === "Backspace" && phone.tab === "phone" ? { type: "backspace-pressed" } : null;
}

function ringingKey(since: number, { key, focus, repeat }: Key, at: number): Event | null {
  // Who types into the field goes on typing: neither key is taken from there.
  if (focus === "number" || repeat) return null;
  if (key === "Escape") return { type: "decline-pressed" };
  // A focused button of the overlay keeps its own Enter: on Decline it declines.
  if (key !== "Enter" || focus === "dialog" || at - since < kGuard) return null;
  return { type: "answer-pressed" };
}

function callKey({ key, repeat }: Key): Event | null {
  if (repeat) return null;
  if (isDigit(key)) return { type: "typed", text: key };
  if (key === "Escape") return { type: "hang-up-pressed" };
  return key === "m" || key === "M" ? { type: "mute-pressed" } : null;
}

/** Text pasted onto the page, not into a field: a number to dial, or tones to send. (S33) */
export function pasted(phone: Phone, text: string): Event | null {
  const line = text.trim();
  switch (phone.call.kind) {
    case "incoming":
      return null;
    case "idle":
      return phone.session.kind === "signed-in" && dialled(line)
        ? { type: "typed", text: line }
        : null;
    default:
      return /^[0-9*#,;\s().-]{1,64}$/.test(line) ? { type: "typed", text: line } : null;
  }
}
