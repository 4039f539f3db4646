import type { Effect, Event, Input } from "./io";
import { initial, type HistoryItem, type Me, type Phone } from "./model";
import { deadline, step } from "./phone";
import type { ServerFrame } from "./model";

/** Drives a phone through a story in virtual time and writes down what it asked of the edge. */
export class Bench {
  phone: Phone = initial(0, 1);
  now = 0;
  did: string[] = [];

  send(...events: Event[]): this {
    for (const event of events) this.input({ ...event, at: this.now });
    return this;
  }

  /** Lets time pass, from deadline to deadline. */
  wait(milliseconds: number): this {
    const until = this.now + milliseconds;
    for (let due = deadline(this.phone); due <= until; due = deadline(this.phone)) {
      this.now = Math.max(due, this.now);
      this.input({ type: "time", at: this.now });
    }
    this.now = until;
    return this;
  }

  /** What was done since the last look. */
  trace(): string[] {
    const seen = this.did;
    this.did = [];
    return seen;
  }

  private input(input: Input): void {
    const [next, effects] = step(this.phone, input);
    this.phone = next;
    this.did.push(...effects.map(show));
  }
}

function show(effect: Effect): string {
  const { do: verb, ...rest } = effect;
  return [verb, ...Object.values(rest).filter((value) => value !== null)].join(" ");
}

export const reception: Me = {
  user: { id: "u1", email: "reception@demo.test", name: "Reception", role: "user" },
  tenant: { id: "t1", name: "Demo", domain: "demo.test" },
  extension: { number: "101", name: "Reception", softphone: true },
  csrfToken: "token",
  features: {},
};

export const administrator: Me = { ...reception, extension: null };

/** Signed in, registered, permission given, one call in the history; nothing traced. */
export function readyPhone(items: readonly HistoryItem[] = []): Bench {
  const bench = new Bench();
  bench.send(
    { type: "started", supported: true },
    { type: "microphone-permission", state: "granted" },
    { type: "me-received", me: reception },
    { type: "history-received", items, next: null, first: true },
    { type: "channel-up", channel: "signalling" },
    { type: "channel-up", channel: "events" },
    frame({ type: "snapshot", seq: 7, calls: [], registrations: { softphone: true } }),
  );
  bench.trace();
  return bench;
}

export function frame(value: ServerFrame): Event {
  return { type: "frame", frame: value };
}

export function historyItem(
  id: string,
  number: string,
  more: Partial<HistoryItem> = {},
): HistoryItem {
  return {
    id,
    direction: "out",
    peer: { number, name: null },
    startedAt: "2030-01-01T10:00:00.000Z",
    answeredAt: null,
    endedAt: "2030-01-01T10:00:09.000Z",
    durationSeconds: 0,
    result: "cancelled",
    cause: { sipStatus: null, text: "" },
    ...more,
  };
}

export const sales = { number: "102", name: "Sales" } as const;

/** In conversation with 102, whom we called. */
export function talkingPhone(): Bench {
  const bench = readyPhone();
  bench.send(
    { type: "dial-pressed", number: "102" },
    { type: "microphone-ready" },
    { type: "progressed", leg: "out-1", early: false, call: "c1" },
    { type: "connected", leg: "out-1", call: "c1" },
  );
  bench.trace();
  return bench;
}

/** 102 rings us. */
export function ringingPhone(): Bench {
  const bench = readyPhone();
  bench.send(
    { type: "invited", leg: "in-1", peer: sales, call: "c1" },
    { type: "microphone-ready" },
  );
  bench.trace();
  return bench;
}
