import type { Effect, Event } from "../phone/io";
import { initial, type Phone } from "../phone/model";
import { deadline, step } from "../phone/phone";
import { Api } from "./api";
import { EventsChannel } from "./events_channel";
import { Meter } from "./meter";
import { Microphone } from "./microphone";
import { Signalling } from "./signalling";
import { Sounds } from "./sounds";
import { Speaker } from "./speaker";

// The longest that setTimeout can wait.
const kLongestTimer = 2 ** 31 - 1;

export interface Levels {
  readonly mine: number;
  readonly theirs: number;
}

/** What the runtime asks of the screen. */
export interface Screen {
  show(phone: Phone): void;
  focusNumber(): void;
}

/** Owns the phone: hands it what happens, carries out what it wants, and keeps its time. */
export class Runtime {
  private phone = initial(now(), Math.floor(Math.random() * 2 ** 31));
  private readonly queue: Event[] = [];
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts the sign-outs: what was asked for before one is not told to who comes after it. */
  private visit = 0;
  /** Counts the pages of the history that were asked for: only the last one is told of. */
  private pages = 0;
  private meters: readonly [Meter, Meter] | null = null;

  private readonly report = (event: Event) => this.send(event);
  private readonly api = new Api();
  private readonly events = new EventsChannel(this.report);
  private readonly microphone = new Microphone(this.report);
  private readonly sounds = new Sounds(this.report);
  private readonly speaker = new Speaker(() =>
    this.report({ type: "sound-blocked", blocked: true }),
  );
  private readonly signalling = new Signalling(this.api, this.mediaPort(), this.report);

  constructor(private readonly screen: Screen) {}

  start(): void {
    this.send({ type: "online-changed", online: navigator.onLine });
    addEventListener("online", () => this.send({ type: "online-changed", online: true }));
    addEventListener("offline", () => this.send({ type: "online-changed", online: false }));
    addEventListener("pagehide", () => this.signalling.legs?.hangUpAll());
    // A page that the browser kept has lost its calls and connections behind its back.
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    // The timers of a hidden tab are late: what is overdue is done before somebody looks at it.
    document.addEventListener("visibilitychange", () => this.send({ type: "time" }));
    const supported =
      isSecureContext && "RTCPeerConnection" in window && "mediaDevices" in navigator;
    this.send({ type: "started", supported });
    if (!supported) return;
    void this.microphone.watchPermission();
    this.sounds.watch();
  }

  /** One mutation, then its effects; what those report waits its turn. */
  send(event: Event): void {
    this.queue.push(event);
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.queue.shift(); next; next = this.queue.shift()) this.turn(next);
    } finally {
      this.busy = false;
    }
    this.screen.show(this.phone);
    this.arm();
  }

  /** The time that inputs carry. */
  now(): number {
    return now();
  }

  levels(): Levels {
    this.meters ??= [new Meter(), new Meter()];
    const [mine, theirs] = this.meters;
    return {
      mine: mine.level(this.microphone.stream),
      theirs: theirs.level(this.speaker.stream),
    };
  }

  private turn(event: Event): void {
    if (event.type === "sound-blocked" && !event.blocked) this.speaker.resume();
    const [phone, effects] = step(this.phone, { ...event, at: now() });
    this.phone = phone;
    for (const effect of effects) this.carryOut(effect);
  }

  private arm(): void {
    clearTimeout(this.timer);
    const due = deadline(this.phone);
    if (due === Infinity) return;
    const wait = Math.min(Math.max(0, due - now()), kLongestTimer);
    this.timer = setTimeout(() => this.send({ type: "time" }), wait);
  }

  private mediaPort() {
    const { microphone, speaker, sounds } = this;
    return {
      get microphone() {
        return microphone.stream;
      },
      play: (stream: MediaStream) => speaker.play(stream),
      stop: () => speaker.stop(),
      toneSent: (tone: string) => sounds.click(tone),
    };
  }

  private carryOut(effect: Effect): void {
    switch (effect.do) {
      case "load-me":
        return void this.loadMe();
      case "sign-in":
        return void this.signIn(effect.email, effect.password);
      case "sign-out":
        ++this.visit;
        return void this.api.signOut();
      case "load-history":
        return void this.loadHistory(effect.cursor);
      case "open-channel":
      case "close-channel":
      case "ping":
        return this.channel(effect);
      case "open-microphone":
        return void this.microphone.open();
      case "close-microphone":
        return this.microphone.close();
      case "set-microphone":
        return this.microphone.setLive(effect.on);
      case "play":
        return this.sounds.play(effect.sound);
      case "click-tone":
        return this.sounds.click(effect.key);
      case "focus-number":
        return this.screen.focusNumber();
      default:
        return this.tryLeg(effect);
    }
  }

  private channel(effect: Extract<Effect, { channel: string }>): void {
    const signalling = effect.channel === "signalling";
    switch (effect.do) {
      case "open-channel":
        return signalling ? void this.signalling.open() : this.events.open(effect.since);
      case "close-channel":
        return signalling ? this.signalling.close() : this.events.close();
      case "ping":
        return signalling ? this.signalling.ping() : this.events.ping();
    }
  }

  /** What the browser refuses outright ends the leg, in words. */
  private tryLeg(effect: Extract<Effect, { leg: string }>): void {
    try {
      this.leg(effect);
    } catch (error) {
      console.error(error);
      this.send({ type: "ended", leg: effect.leg, end: { by: "line", fault: "media" } });
    }
  }

  private leg(effect: Extract<Effect, { leg: string }>): void {
    const { legs } = this.signalling;
    switch (effect.do) {
      case "attach-microphone":
        return legs?.attachMicrophone(effect.leg);
      case "place-call":
        return legs?.place(effect.leg, effect.number);
      case "answer":
        return legs?.answer(effect.leg);
      case "refuse":
        return legs?.refuse(effect.leg, effect.status, effect.reason);
      case "hang-up":
        return legs?.hangUp(effect.leg);
      case "send-tones":
        return legs?.sendTones(effect.leg, effect.tones);
    }
  }

  private async loadMe(): Promise<void> {
    const { visit } = this;
    const answer = await this.api.me();
    if (visit !== this.visit) return;
    if (answer.ok) this.send({ type: "me-received", me: answer.value });
    else this.send({ type: "me-refused", status: answer.status });
  }

  private async signIn(email: string, password: string): Promise<void> {
    const answer = await this.api.signIn(email, password);
    if (answer.ok) return this.send({ type: "me-received", me: answer.value });
    const { status, retryAfter } = answer;
    this.send({ type: "sign-in-refused", status, retryAfter });
  }

  private async loadHistory(cursor: string | null): Promise<void> {
    const { visit } = this;
    const page = ++this.pages;
    const answer = await this.api.history(cursor);
    if (visit !== this.visit || page !== this.pages) return;
    if (!answer.ok) return this.send({ type: "history-failed" });
    const { items, nextCursor: next } = answer.value;
    this.send({ type: "history-received", items, next, first: cursor === null });
  }
}

/** Epoch time that never runs backwards. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
