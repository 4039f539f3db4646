import { fillRedial } from "./dialler";
import type { HistoryItem, Phone } from "./model";
import { nothing, type Handlers, type Step } from "./step";

/** Fetches the newest page, unless one is on its way. */
export function loadHistory(phone: Phone): Step {
  if (phone.history.state === "loading") return nothing(phone);
  const history = { ...phone.history, state: "loading" } as const;
  return [{ ...phone, history }, [{ do: "load-history", cursor: null }]];
}

/** Lines that the event channel brought while `page`, the newest one, was on its way. */
function overtaking(phone: Phone, page: readonly HistoryItem[]): HistoryItem[] {
  const newest = page[0]?.startedAt ?? "";
  return phone.history.items.filter(({ startedAt }) => startedAt > newest);
}

type HistoryInputs = "history-received" | "history-failed" | "more-history-pressed" | "tab-pressed";

export const historyHandlers: Handlers<HistoryInputs> = {
  "history-received": (phone, { items, next, first }) => {
    const known = first ? overtaking(phone, items) : phone.history.items;
    const ids = new Set(known.map(({ id }) => id));
    const fresh = items.filter(({ id }) => !ids.has(id));
    const history = { state: "loaded", items: [...known, ...fresh], next } as const;
    const loaded = { ...phone, history };
    return nothing(phone.dialler.redialWanted ? fillRedial(loaded) : loaded);
  },
  "history-failed": (phone) => {
    const dialler = { ...phone.dialler, redialWanted: false };
    return nothing({ ...phone, dialler, history: { ...phone.history, state: "failed" } });
  },
  "more-history-pressed": (phone) => {
    const { state, next } = phone.history;
    if (state === "loading") return nothing(phone);
    if (state === "loaded" && next === null) return nothing(phone);
    const history = { ...phone.history, state: "loading" } as const;
    const cursor = state === "failed" && phone.history.items.length === 0 ? null : next;
    return [{ ...phone, history }, [{ do: "load-history", cursor }]];
  },
  "tab-pressed": (phone, { tab }) => nothing({ ...phone, tab }),
};
