import { notify } from "./call";
import type { HistoryItem, Phone } from "./model";
import { redialable } from "./number";
import { nothing, type Handlers, type Step } from "./step";

function load(phone: Phone, cursor: string | null): Step {
  const history = { ...phone.history, state: "loading", asked: cursor } as const;
  return [{ ...phone, history }, [{ do: "load-history", cursor }]];
}

/** Fetches the newest page, whatever is on its way: that may have been asked for too early. */
export function loadHistory(phone: Phone): Step {
  return load(phone, null);
}

/** Fills in the most recent call; the next press dials it. (S19) */
export function fillRedial(phone: Phone): Phone {
  const dialler = { ...phone.dialler, redialWanted: false };
  const recent = phone.history.items.find(({ peer }) => redialable(peer));
  if (!recent) return notify({ ...phone, dialler }, { text: "No recent calls.", tone: "info" });
  return { ...phone, dialler: { ...dialler, number: recent.peer.number } };
}

/** Lines that the event channel brought while `page`, the newest one, was on its way. */
function overtaking(phone: Phone, page: readonly HistoryItem[]): HistoryItem[] {
  // The server's order: a long call's line is newer than that of a short one that began later.
  const newest = page[0]?.endedAt ?? "";
  return phone.history.items.filter(({ endedAt }) => endedAt > newest);
}

type HistoryInputs = "history-received" | "history-failed" | "more-history-pressed" | "tab-pressed";

export const historyHandlers: Handlers<HistoryInputs> = {
  "history-received": (phone, { items, next, first }) => {
    const known = first ? overtaking(phone, items) : phone.history.items;
    const ids = new Set(known.map(({ id }) => id));
    const fresh = items.filter(({ id }) => !ids.has(id));
    const whole = [...known, ...fresh];
    const history = { ...phone.history, state: "loaded", items: whole, next } as const;
    const loaded = { ...phone, history };
    return nothing(phone.dialler.redialWanted ? fillRedial(loaded) : loaded);
  },
  "history-failed": (phone) => {
    const dialler = { ...phone.dialler, redialWanted: false };
    return nothing({ ...phone, dialler, history: { ...phone.history, state: "failed" } });
  },
  "more-history-pressed": (phone) => {
    const { state, asked, next } = phone.history;
    if (state === "loading") return nothing(phone);
    if (state === "loaded" && next === null) return nothing(phone);
    return load(phone, state === "failed" ? asked : next);
  },
  "tab-pressed": (phone, { tab }) => nothing({ ...phone, tab }),
};
