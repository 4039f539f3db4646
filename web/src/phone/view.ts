import { refusal } from "./reasons";
import type { HistoryItem, Microphone, MicrophoneProblem, Phone, Tab } from "./model";

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

/** How long we have talked, from the answer on; null while we do not. (S28) */
export function callClock({ call, now }: Phone): string | null {
  return call.kind === "talking" ? clock((now - call.answeredAt) / 1000) : null;
}

/** What an outgoing call is waiting for. */
export function progress({ call }: Phone): string {
  if (call.kind !== "dialling") return "";
  switch (call.stage) {
    case "microphone":
      return "Waiting for the microphone…";
    case "ringing":
      return "Ringing…";
    default:
      return "Calling…";
  }
}

/** The tabs that have something in them for this user. (S2) */
export function tabs(phone: Phone): readonly Tab[] {
  const { session } = phone;
  if (session.kind !== "signed-in" && session.kind !== "expired") return [];
  const { extension } = session.me;
  if (extension === null) return [];
  return extension.softphone ? ["phone", "history"] : ["history"];
}

export const kNoExtension = "No extension is assigned to your account.";
export const kUnsupported =
  "This browser can't make calls. Use a current Chrome, Edge, Firefox or Safari over HTTPS.";

/** Why this user has no telephone here, if so. (S1, S2) */
export function hindrance(phone: Phone): string | null {
  if (!phone.supported) return kUnsupported;
  const { session } = phone;
  if (session.kind !== "signed-in" && session.kind !== "expired") return null;
  return session.me.extension?.softphone ? null : kNoExtension;
}

export interface MicrophoneAdvice {
  readonly text: string;
  readonly help: string;
  readonly button: "Allow microphone" | "Try again" | null;
  readonly tone: "info" | "error";
}

const kProblems: Readonly<Record<MicrophoneProblem, MicrophoneAdvice>> = {
  blocked: {
    text: "Microphone blocked",
    help: "Click the lock icon in the address bar, set Microphone to Allow, then refresh this page.",
    button: null,
    tone: "error",
  },
  missing: {
    text: "No microphone found",
    help: "Plug one in or switch it on, then try again.",
    button: "Try again",
    tone: "error",
  },
  busy: {
    text: "Microphone is in use by another app",
    help: "Close the other app, then try again.",
    button: "Try again",
    tone: "error",
  },
  failed: {
    text: "The microphone could not be opened",
    help: "Check it in your system's sound settings, then try again.",
    button: "Try again",
    tone: "error",
  },
};

/** A question that was only closed can be asked again; one that was answered with no can not. */
function adviceFor({ permission }: Microphone, problem: MicrophoneProblem): MicrophoneAdvice {
  const advice = kProblems[problem];
  if (problem !== "blocked" || permission === "denied") return advice;
  return { ...advice, button: "Try again" };
}

/** The chip about the microphone: a problem, or the one-time question. (S103, S104) */
export function microphoneAdvice({ microphone }: Phone): MicrophoneAdvice | null {
  if (microphone.problem !== null) return adviceFor(microphone, microphone.problem);
  if (microphone.stream === "opening" && microphone.permission !== "granted") {
    return {
      text: "Waiting for permission",
      help: "Your browser is asking for the microphone. Choose Allow.",
      button: null,
      tone: "info",
    };
  }
  // Some browsers grant it for once, and say "prompt" while it is open.
  if (microphone.permission === "granted" || microphone.stream === "ready") return null;
  return {
    text: "Calls need your microphone",
    help: "Your browser will ask once. Choose Allow.",
    button: "Allow microphone",
    tone: "info",
  };
}

export interface AnswerButton {
  readonly enabled: boolean;
  /** Why not, or what pressing it will bring up. */
  readonly hint: string;
}

/** Answer can be pressed when the microphone is there, or when pressing it asks for it. (S23) */
export function answerButton({ call, microphone }: Phone): AnswerButton {
  if (call.kind !== "incoming") return { enabled: false, hint: "" };
  if (call.answer === "sent") return { enabled: false, hint: "Connecting…" };
  if (call.answer === "wanted") return { enabled: false, hint: "Waiting for the microphone…" };
  if (microphone.problem !== null) {
    const { text, help, button } = adviceFor(microphone, microphone.problem);
    return { enabled: button !== null, hint: `${text}. ${help}` };
  }
  if (microphone.stream === "ready") return { enabled: true, hint: "" };
  if (microphone.permission === "granted")
    return { enabled: false, hint: "Opening the microphone…" };
  return { enabled: true, hint: "Your browser will ask for the microphone." };
}

/** How a call in the history went. */
export function outcome({ result, durationSeconds, cause, peer }: HistoryItem): string {
  switch (result) {
    case "answered":
      return clock(durationSeconds);
    case "missed":
      return "Missed";
    case "busy":
      return "Busy";
    case "declined":
      return "Declined";
    case "no_answer":
      return "No answer";
    case "cancelled":
      return "Cancelled";
    case "answered_elsewhere":
      return "Answered on another device";
    case "failed":
      return cause.sipStatus === null ? "Failed" : refusal(peer.number, cause.sipStatus, null);
  }
}
