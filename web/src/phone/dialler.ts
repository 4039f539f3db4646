import { place, sendTones } from "./call";
import { fillRedial, loadHistory } from "./history";
import type { Effect } from "./io";
import type { Phone } from "./model";
import { redialable, tonesIn } from "./number";
import { chain, nothing, type Handlers, type Step } from "./step";

/** A 0 held so long is a +. */
const kLongPress = 500;

function setNumber(phone: Phone, number: string): Phone {
  const error = phone.notice?.tone === "error" ? null : phone.notice;
  return { ...phone, notice: error, dialler: { ...phone.dialler, number, heldTyped: false } };
}

function redial(phone: Phone): Step {
  const known = phone.history.items.some(({ peer }) => redialable(peer));
  if (known || phone.history.state === "loaded") {
    return [fillRedial(phone), [{ do: "focus-number" }]];
  }
  const wanted: Phone = { ...phone, dialler: { ...phone.dialler, redialWanted: true } };
  return phone.history.state === "loading" ? nothing(wanted) : loadHistory(wanted);
}

/** A key of the pad, or of the keyboard, with nobody to hear it yet: it is a digit to dial. */
function press(phone: Phone, key: string, by: "mouse" | "other"): Step {
  const click: Effect[] = [{ do: "click-tone", key }];
  if (by === "mouse") click.push({ do: "focus-number" });
  return [setNumber(phone, phone.dialler.number + key), click];
}

export function diallerTime(phone: Phone): Step {
  const { number, plusAt } = phone.dialler;
  if (plusAt === null || phone.now < plusAt) return nothing(phone);
  const next = setNumber(phone, `${number}+`);
  return [
    { ...next, dialler: { ...next.dialler, plusAt: null, heldTyped: true } },
    [{ do: "click-tone", key: "0" }],
  ];
}

type DiallerInputs =
  | "call-pressed"
  | "number-changed"
  | "pad-pressed"
  | "zero-held"
  | "zero-released"
  | "typed"
  | "backspace-pressed";

export const diallerHandlers: Handlers<DiallerInputs> = {
  "call-pressed": (phone) => {
    if (phone.call.kind !== "idle") return nothing(phone);
    const { number } = phone.dialler;
    return number.trim() === "" ? redial(phone) : place(phone, number);
  },
  "number-changed": (phone, { text }) => nothing(setNumber(phone, text)),
  "pad-pressed": (phone, { key, by }) => {
    if (phone.call.kind === "idle") {
      const typed = key === "0" && phone.dialler.heldTyped;
      if (!typed) return press(phone, key, by);
      return nothing({ ...phone, dialler: { ...phone.dialler, heldTyped: false } });
    }
    return sendTones(phone, key);
  },
  "zero-held": (phone) => {
    if (phone.call.kind !== "idle") return nothing(phone);
    const plusAt = phone.now + kLongPress;
    return nothing({ ...phone, dialler: { ...phone.dialler, plusAt, heldTyped: false } });
  },
  "zero-released": (phone) => nothing({ ...phone, dialler: { ...phone.dialler, plusAt: null } }),
  typed: (phone, { text }) => {
    if (phone.call.kind !== "idle") return sendTones(phone, tonesIn(text));
    const next = setNumber({ ...phone, tab: "phone" }, phone.dialler.number + text);
    return chain([next, []], (more) => [more, [{ do: "focus-number" }]]);
  },
  "backspace-pressed": (phone) => {
    if (phone.call.kind !== "idle") return nothing(phone);
    return nothing(setNumber(phone, [...phone.dialler.number].slice(0, -1).join("")));
  },
};
