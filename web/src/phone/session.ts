import { dismissed, signallingLost } from "./call";
import { hasSoftphone, startLine, stopLine } from "./channel";
import { loadHistory } from "./history";
import { initial, type Me, type Phone } from "./model";
import { backoff } from "./random";
import { chain, nothing, type Handlers, type Step } from "./step";

const kWrong = "Wrong email or password.";
const kTakenAway = "Your extension was taken away. The call has ended.";
const kUnreachable = "The phone system can't be reached. Try again.";

/**
 * The session is over while the page stays: a call that is up goes on, and what was not answered ends
 * while it can still be told to the far end. (S6, S25)
 */
export function expire(phone: Phone): Step {
  if (phone.session.kind !== "signed-in") return nothing(phone);
  const expired: Phone = { ...phone, session: { kind: "expired", me: phone.session.me } };
  return chain(signallingLost(expired), stopLine);
}

function signIn(phone: Phone, me: Me): Step {
  const next: Phone = { ...phone, session: { kind: "signed-in", me } };
  const tab = me.extension?.softphone ? next.tab : "history";
  const started = hasSoftphone(next) ? startLine({ ...next, tab }) : nothing({ ...next, tab });
  return chain(started, me.extension === null ? nothing : loadHistory);
}

/** What is known of a user anew: the line follows the extension, and no call outlives its telephone. */
function renew(phone: Phone, me: Me): Step {
  const next: Phone = { ...phone, session: { kind: "signed-in", me } };
  if (hasSoftphone(next) === hasSoftphone(phone)) return nothing(next);
  return hasSoftphone(next) ? startLine(next) : chain(dismissed(next, kTakenAway), stopLine);
}

function signOut(phone: Phone): Phone {
  const fresh = initial(phone.now, phone.seed);
  return {
    ...fresh,
    supported: phone.supported,
    line: { ...fresh.line, online: phone.line.online },
    microphone: { ...phone.microphone, asking: false, problem: null },
    soundBlocked: phone.soundBlocked,
    nextLeg: phone.nextLeg,
    session: { kind: "signed-out", busy: false, problem: null },
  };
}

function problem(status: number, retryAfter: number | null): string {
  if (status === 401) return kWrong;
  if (status !== 429) return kUnreachable;
  const wait =
    retryAfter === null ? "a while" : retryAfter === 1 ? "1 second" : `${retryAfter} seconds`;
  return `Too many attempts. Try again in ${wait}.`;
}

export function sessionTime(phone: Phone): Step {
  const { session } = phone;
  if (session.kind !== "unreachable" || phone.now < session.retryAt) return nothing(phone);
  return [
    { ...phone, session: { kind: "loading", attempt: session.attempt } },
    [{ do: "load-me" }],
  ];
}

export function sessionDeadline(phone: Phone): number {
  return phone.session.kind === "unreachable" ? phone.session.retryAt : Infinity;
}

function unreachable(phone: Phone): Phone {
  const attempt = phone.session.kind === "loading" ? phone.session.attempt : 0;
  const [delay, seed] = backoff(phone.seed, attempt);
  const session = {
    kind: "unreachable",
    retryAt: phone.now + delay,
    attempt: attempt + 1,
  } as const;
  return { ...phone, seed, session };
}

type SessionInputs =
  | "started"
  | "me-received"
  | "me-refused"
  | "sign-in-pressed"
  | "sign-in-refused"
  | "sign-out-pressed"
  | "sign-in-again-pressed";

export const sessionHandlers: Handlers<SessionInputs> = {
  started: (phone, { supported }) => [{ ...phone, supported }, [{ do: "load-me" }]],
  "me-received": (phone, { me }) => {
    const { session } = phone;
    // Who signed out meanwhile stays out.
    if (session.kind === "signed-out" && !session.busy) return nothing(phone);
    return session.kind === "signed-in" ? renew(phone, me) : signIn(phone, me);
  },
  "me-refused": (phone, { status }) => {
    switch (phone.session.kind) {
      case "loading":
        return nothing(status === 401 ? signOut(phone) : unreachable(phone));
      case "signed-in":
        return status === 401 ? expire(phone) : nothing(phone);
      default:
        return nothing(phone);
    }
  },
  "sign-in-pressed": (phone, { email, password }) => {
    if (phone.session.kind !== "signed-out" || phone.session.busy) return nothing(phone);
    const session = { kind: "signed-out", busy: true, problem: null } as const;
    return [{ ...phone, session }, [{ do: "sign-in", email, password }]];
  },
  "sign-in-refused": (phone, { status, retryAfter }) => {
    if (phone.session.kind !== "signed-out") return nothing(phone);
    const session = {
      kind: "signed-out",
      busy: false,
      problem: problem(status, retryAfter),
    } as const;
    return nothing({ ...phone, session });
  },
  "sign-out-pressed": (phone) => {
    if (phone.session.kind !== "signed-in" && phone.session.kind !== "expired") {
      return nothing(phone);
    }
    const [stopped, effects] = stopLine(phone);
    const { call } = phone;
    const over = call.kind === "idle" ? [] : [{ do: "hang-up", leg: call.leg } as const];
    return [signOut(stopped), [...over, { do: "sign-out" }, ...effects]];
  },
  "sign-in-again-pressed": (phone) =>
    phone.session.kind === "expired" ? nothing(signOut(phone)) : nothing(phone),
};
