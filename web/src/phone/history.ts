import { fillRedial } from "./dialler";
import { nothing, type Handlers } from "./step";

type HistoryInputs = "history-received" | "history-failed" | "more-history-pressed" | "tab-pressed";

export const historyHandlers: Handlers<HistoryInputs> = {
  "history-received": (phone, { items, next, first }) => {
    const known = first ? [] : phone.history.items;
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
