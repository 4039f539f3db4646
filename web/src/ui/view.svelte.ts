import { getContext } from "svelte";
import type { Event } from "../phone/io";
import type { Phone } from "../phone/model";

/** The phone that is on the screen now. */
export class View {
  phone: Phone = $state.raw() as Phone;

  constructor(phone: Phone) {
    this.phone = phone;
  }
}

/** All that a component knows of the world: what to show, and where to say what was pressed. */
export interface Port {
  readonly view: View;
  send(event: Event): void;
  now(): number;
  levels(): { readonly mine: number; readonly theirs: number };
  setTheme(theme: "light" | "dark"): void;
}

const kKey = Symbol("port");

/** The context that the page is mounted with. */
export function portContext(port: Port): Map<symbol, Port> {
  return new Map([[kKey, port]]);
}

export function usePort(): Port {
  return getContext<Port>(kKey);
}
