import type {
  ChannelName,
  HistoryItem,
  Me,
  Microphone,
  MicrophoneProblem,
  Peer,
  ServerFrame,
  Tab,
} from "./model";

/** Why a leg is over, as the SIP stack saw it. */
export type End =
  | {
      readonly by: "them";
      /** Of the final response; null for BYE and CANCEL. */
      readonly status: number | null;
      /** The Reason header, if there was one. [RFC3326] */
      readonly reason: string | null;
    }
  | { readonly by: "line"; readonly fault: "connection" | "timeout" | "media" };

export type Sound = "none" | "ringtone" | "ringback";

type SessionInput =
  | { type: "started"; supported: boolean }
  | { type: "me-received"; me: Me }
  | { type: "me-refused"; status: number }
  | { type: "sign-in-pressed"; email: string; password: string }
  | { type: "sign-in-refused"; status: number; retryAfter: number | null }
  | { type: "sign-out-pressed" }
  | { type: "sign-in-again-pressed" };

type LineInput =
  /** A step of opening succeeded: the socket is up, the REGISTER is under way. */
  | { type: "channel-progressed"; channel: ChannelName }
  | { type: "channel-up"; channel: ChannelName }
  | { type: "channel-heard"; channel: ChannelName }
  /** `status` is the server's refusal, HTTP or SIP, where there was one. */
  | { type: "channel-down"; channel: ChannelName; status: number | null }
  | { type: "frame"; frame: ServerFrame }
  | { type: "online-changed"; online: boolean }
  | { type: "reconnect-pressed" };

type MicrophoneInput =
  | { type: "microphone-permission"; state: Microphone["permission"] }
  | { type: "microphone-ready" }
  | { type: "microphone-failed"; problem: MicrophoneProblem }
  /** It was ready and gives nothing any more: unplugged, or taken by the system. */
  | { type: "microphone-lost" }
  | { type: "devices-changed" }
  | { type: "allow-microphone-pressed" }
  | { type: "sound-blocked"; blocked: boolean };

type CallInput =
  | { type: "invited"; leg: string; peer: Peer; call: string | null }
  | { type: "progressed"; leg: string; early: boolean; call: string | null }
  | { type: "connected"; leg: string; call: string | null }
  | { type: "ended"; leg: string; end: End }
  | { type: "call-pressed" }
  | { type: "dial-pressed"; number: string }
  | { type: "answer-pressed" }
  | { type: "decline-pressed" }
  | { type: "hang-up-pressed" }
  | { type: "mute-pressed" }
  | { type: "keypad-pressed" }
  | { type: "notice-dismissed" };

type DiallerInput =
  | { type: "number-changed"; text: string }
  /** A key of the pad; by `mouse` the field takes the focus, so that Enter calls. */
  | { type: "pad-pressed"; key: string; by: "mouse" | "other" }
  | { type: "zero-held" }
  | { type: "zero-released" }
  | { type: "typed"; text: string }
  | { type: "backspace-pressed" };

type HistoryInput =
  | { type: "history-received"; items: readonly HistoryItem[]; next: string | null; first: boolean }
  | { type: "history-failed" }
  | { type: "more-history-pressed" }
  | { type: "tab-pressed"; tab: Tab };

type TimeInput = { type: "time" };

export type Event =
  SessionInput | LineInput | MicrophoneInput | CallInput | DiallerInput | HistoryInput | TimeInput;

/** What happened, and when. */
export type Input = Event & { readonly at: number };

/** What the edge must now do. */
export type Effect =
  | { do: "load-me" }
  | { do: "sign-in"; email: string; password: string }
  | { do: "sign-out" }
  | { do: "open-channel"; channel: ChannelName; since: number | null }
  | { do: "close-channel"; channel: ChannelName }
  | { do: "ping"; channel: ChannelName }
  /** Takes the place of what is on its way: only the page asked for last is reported. */
  | { do: "load-history"; cursor: string | null }
  | { do: "open-microphone" }
  | { do: "close-microphone" }
  | { do: "set-microphone"; on: boolean }
  /** The leg now sends what the microphone that was opened last hears. */
  | { do: "attach-microphone"; leg: string }
  | { do: "place-call"; leg: string; number: string }
  | { do: "answer"; leg: string }
  | { do: "refuse"; leg: string; status: number; reason: string | null }
  | { do: "hang-up"; leg: string }
  | { do: "send-tones"; leg: string; tones: string }
  | { do: "play"; sound: Sound }
  | { do: "click-tone"; key: string }
  | { do: "focus-number" };
