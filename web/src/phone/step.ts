import type { Effect, Event, Input } from "./io";
import type { Phone } from "./model";

export type Step = readonly [Phone, readonly Effect[]];

/** One handler for each of the inputs that a module answers for. A forgotten one does not compile. */
export type Handlers<T extends Event["type"]> = {
  readonly [K in T]: (phone: Phone, input: Extract<Input, { type: K }>) => Step;
};

export const nothing = (phone: Phone): Step => [phone, []];

/** `then` on what `first` left; the effects of both, in order. */
export function chain(first: Step, then: (phone: Phone) => Step): Step {
  const [phone, effects] = first;
  const [next, more] = then(phone);
  return [next, [...effects, ...more]];
}
