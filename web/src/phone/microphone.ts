import { microphoneFailed, microphoneReady } from "./call";
import type { Effect } from "./io";
import type { MicrophoneProblem, Phone } from "./model";
import { nothing, type Handlers, type Step } from "./step";

/** Whether the microphone must be open now: never between calls, so that no light stays on. */
function wanted({ call, microphone }: Phone): boolean {
  if (microphone.problem !== null) return false;
  if (microphone.asking) return true;
  switch (call.kind) {
    case "idle":
      return false;
    case "incoming":
      // Opened while it rings, so that the answer waits for nothing; but nobody is asked for
      // permission by a stranger's call. (S23, S103)
      return call.answer !== "not-yet" || microphone.permission === "granted";
    default:
      return true;
  }
}

/** Whether what it hears goes to the far end. */
export function live({ call }: Phone): boolean {
  if (call.kind === "talking") return !call.muted;
  return call.kind === "dialling" && call.stage !== "microphone" && !call.muted;
}

/** The leg that was given a microphone already, and must be told of another one. (S29) */
function sendingLeg({ call }: Phone): string | null {
  switch (call.kind) {
    case "idle":
      return null;
    case "incoming":
      return call.answer === "sent" ? call.leg : null;
    case "dialling":
      return call.stage === "microphone" ? null : call.leg;
    case "talking":
      return call.leg;
  }
}

/** Opens and closes it as the rest of the phone demands. */
export function settleMicrophone(phone: Phone): Step {
  const want = wanted(phone);
  if (want === (phone.microphone.stream !== "closed")) return nothing(phone);
  const stream = want ? "opening" : "closed";
  const effect: Effect = { do: want ? "open-microphone" : "close-microphone" };
  return [{ ...phone, microphone: { ...phone.microphone, stream } }, [effect]];
}

function fail(phone: Phone, problem: MicrophoneProblem): Phone {
  return microphoneFailed({
    ...phone,
    microphone: { ...phone.microphone, problem, asking: false },
  });
}

type MicrophoneInputs =
  | "microphone-permission"
  | "microphone-ready"
  | "microphone-failed"
  | "microphone-lost"
  | "devices-changed"
  | "allow-microphone-pressed"
  | "sound-blocked";

export const microphoneHandlers: Handlers<MicrophoneInputs> = {
  "microphone-permission": (phone, { state }) => {
    const next = { ...phone, microphone: { ...phone.microphone, permission: state } };
    if (state === "denied") return nothing(fail(next, "blocked"));
    if (phone.microphone.problem !== "blocked") return nothing(next);
    return nothing({ ...next, microphone: { ...next.microphone, problem: null } });
  },
  "microphone-ready": (phone) => {
    if (phone.microphone.stream !== "opening") return nothing(phone);
    const microphone = {
      permission: "granted",
      stream: "ready",
      problem: null,
      asking: false,
    } as const;
    const next = { ...phone, microphone };
    const leg = sendingLeg(phone);
    return leg === null ? microphoneReady(next) : [next, [{ do: "attach-microphone", leg }]];
  },
  "microphone-failed": (phone, { problem }) => {
    if (phone.microphone.stream === "closed") return nothing(phone);
    const microphone = { ...phone.microphone, stream: "closed" } as const;
    return nothing(fail({ ...phone, microphone }, problem));
  },
  // Opened again at once if there is a call; without another device that fails, in words.
  "microphone-lost": (phone) => {
    if (phone.microphone.stream !== "ready") return nothing(phone);
    return nothing({ ...phone, microphone: { ...phone.microphone, stream: "closed" } });
  },
  "devices-changed": (phone) => {
    if (phone.microphone.problem === "blocked") return nothing(phone);
    return nothing({ ...phone, microphone: { ...phone.microphone, problem: null } });
  },
  "allow-microphone-pressed": (phone) => {
    const asking = phone.microphone.stream !== "ready";
    return nothing({ ...phone, microphone: { ...phone.microphone, problem: null, asking } });
  },
  "sound-blocked": (phone, { blocked }) => nothing({ ...phone, soundBlocked: blocked }),
};
