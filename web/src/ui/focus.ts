import type { Key } from "../phone/keyboard";

const kTyping = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";
const kControl = "button, a[href], summary, [role='tab'], [role='button'], [role='switch']";

/** What kind of thing has the keyboard. */
export function focusKind(element: Element | null): Key["focus"] {
  if (!element) return "page";
  if (element.id === "number") return "number";
  if (element.closest(kTyping)) return "text";
  if (!element.closest(kControl)) return "page";
  return element.closest("[role='alertdialog']") ? "dialog" : "control";
}

export function keyOf(event: KeyboardEvent): Key {
  const modified =
    event.ctrlKey ||
    event.altKey ||
    event.metaKey ||
    event.isComposing ||
    event.getModifierState("AltGraph");
  return {
    key: event.key,
    modified,
    repeat: event.repeat,
    focus: focusKind(document.activeElement),
  };
}
