import type { components } from "../api/schema";

type Schemas = components["schemas"];
export type Me = Schemas["Me"];
export type HistoryItem = Schemas["HistoryItem"];
export type LiveCall = Schemas["LiveCall"];
export type ServerFrame = Schemas["ServerFrame"];

/** The other party. An empty number is a withheld one. */
export interface Peer {
  readonly number: string;
  readonly name: string | null;
}

/** Who sits in front of the page. */
export type Session =
  | { readonly kind: "loading"; readonly attempt: number }
  | { readonly kind: "unreachable"; readonly retryAt: number; readonly attempt: number }
  | { readonly kind: "signed-out"; readonly busy: boolean; readonly problem: string | null }
  | { readonly kind: "signed-in"; readonly me: Me }
  | { readonly kind: "expired"; readonly me: Me };

/**
 * One connection to the server, kept up until it is closed. There are two, the SIP flow and the
 * event channel; both prove every few seconds that the far end is alive.
 *
 *   closed ──open──▶ opening ──up──▶ open
 *                    ▲    │ down      │ down, or nothing heard for too long
 *               retry│    ▼           ▼
 *                    └─ waiting ◀─────┘
 */
export type Channel =
  | { readonly kind: "closed" }
  | {
      readonly kind: "opening";
      readonly giveUpAt: number;
      readonly attempt: number;
      /** The server took the connection; what remains is to be let in. */
      readonly answered: boolean;
    }
  | { readonly kind: "open"; readonly heardAt: number; readonly pingAt: number }
  | { readonly kind: "waiting"; readonly retryAt: number; readonly attempt: number };

export type ChannelName = "signalling" | "events";

export interface Line {
  readonly signalling: Channel;
  readonly events: Channel;
  readonly online: boolean;
  /** When the present time without Ready began; null while ready or not wanted. */
  readonly troubleSince: number | null;
  /** An attempt has failed since the line was last ready or asked for by the user. */
  readonly failed: boolean;
  /** The last event's number. */
  readonly seq: number | null;
  /** Server's clock minus ours, in milliseconds. */
  readonly clockOffset: number;
  readonly calls: readonly LiveCall[];
}

export type MicrophoneProblem = "blocked" | "missing" | "busy" | "failed";

export interface Microphone {
  readonly permission: "unknown" | "prompt" | "granted" | "denied";
  readonly stream: "closed" | "opening" | "ready";
  readonly problem: MicrophoneProblem | null;
  /** The user pressed "Allow microphone": open it once, to be asked before the first call. */
  readonly asking: boolean;
}

export interface Idle {
  readonly kind: "idle";
}

/** We call somebody. */
export interface Dialling {
  readonly kind: "dialling";
  readonly leg: string;
  readonly call: string | null;
  readonly peer: Peer;
  /** `microphone`: not sent yet. `early`: the far end is heard before the answer. */
  readonly stage: "microphone" | "sent" | "ringing" | "early";
  /** Tones to send once answered: what stood behind the first `,` or `;`. */
  readonly after: string;
  readonly muted: boolean;
  readonly keypad: boolean;
  readonly tones: string;
}

/** Somebody calls us. */
export interface Incoming {
  readonly kind: "incoming";
  readonly leg: string;
  readonly call: string | null;
  readonly peer: Peer;
  readonly since: number;
  /** `wanted`: pressed, waits for the microphone. `sent`: waits for the far end's ACK. */
  readonly answer: "not-yet" | "wanted" | "sent";
}

export interface Talking {
  readonly kind: "talking";
  readonly leg: string;
  readonly call: string | null;
  readonly peer: Peer;
  /** By our clock; as we saw it, until the server has said when it was. */
  readonly answeredAt: number;
  readonly timeKnown: boolean;
  readonly muted: boolean;
  readonly keypad: boolean;
  /** What was sent so far, for the eye. */
  readonly tones: string;
}

export type Call = Idle | Dialling | Incoming | Talking;

/** One thing to tell the user, until it is dismissed or its time is over. */
export interface Notice {
  readonly text: string;
  readonly tone: "info" | "error";
  readonly about: Peer | null;
  /** The number that "Retry" dials. */
  readonly retry: string | null;
  readonly until: number;
}

export interface Dialler {
  readonly number: string;
  /** The 0 key went down: at `plusAt` it has become a +. */
  readonly plusAt: number | null;
  /** The held 0 has become a +, so its release types nothing. */
  readonly heldTyped: boolean;
  /** Call was pressed on an empty field before the history had come. */
  readonly redialWanted: boolean;
}

export interface History {
  readonly state: "unknown" | "loading" | "loaded" | "failed";
  readonly items: readonly HistoryItem[];
  /** The page that was asked for last; null is the newest. */
  readonly asked: string | null;
  /** The page behind the items; null is none. */
  readonly next: string | null;
}

export type Tab = "phone" | "history";

/** The phone as the user sees it. Everything the screen shows is derived from this value. */
export interface Phone {
  readonly now: number;
  /** Dice for the retry times. */
  readonly seed: number;
  /** This browser can make calls at all. */
  readonly supported: boolean;
  readonly session: Session;
  readonly line: Line;
  readonly microphone: Microphone;
  /** The browser refuses to play sound until the user has touched the page. */
  readonly soundBlocked: boolean;
  readonly call: Call;
  readonly nextLeg: number;
  readonly notice: Notice | null;
  readonly dialler: Dialler;
  readonly history: History;
  readonly tab: Tab;
}

const closedLine: Line = {
  signalling: { kind: "closed" },
  events: { kind: "closed" },
  online: true,
  troubleSince: null,
  failed: false,
  seq: null,
  clockOffset: 0,
  calls: [],
};

export function initial(now: number, seed: number): Phone {
  return {
    now,
    seed,
    supported: true,
    session: { kind: "loading", attempt: 0 },
    line: closedLine,
    microphone: { permission: "unknown", stream: "closed", problem: null, asking: false },
    soundBlocked: false,
    call: { kind: "idle" },
    nextLeg: 1,
    notice: null,
    dialler: { number: "", plusAt: null, heldTyped: false, redialWanted: false },
    history: { state: "unknown", items: [], asked: null, next: null },
    tab: "phone",
  };
}
