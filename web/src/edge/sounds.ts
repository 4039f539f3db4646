import type { Event, Sound } from "../phone/io";
import { audioContext } from "./audio_context";
import { click, loop } from "./tones";

const kPatience = 500;

/** What the page itself plays. Finds out whether the browser lets it. */
export class Sounds {
  private stopLoop: (() => void) | null = null;
  private readonly unlock = () =>
    void audioContext()
      .resume()
      .then(this.tell, () => {});
  private readonly tell = () =>
    this.report({ type: "sound-blocked", blocked: audioContext().state !== "running" });

  constructor(private readonly report: (event: Event) => void) {}

  /** A browser lets a page sound only once it was touched: say so before the first call. (S25) */
  watch(): void {
    for (const gesture of ["pointerup", "keydown"]) {
      document.addEventListener(gesture, this.unlock, { capture: true });
    }
    audioContext().onstatechange = this.tell;
    setTimeout(this.tell, kPatience);
  }

  play(sound: Sound): void {
    this.stopLoop?.();
    this.stopLoop = sound === "none" ? null : loop(sound);
    if (sound !== "none") void audioContext().resume();
  }

  click(key: string): void {
    click(key);
  }
}
