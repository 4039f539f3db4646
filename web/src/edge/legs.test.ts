import type { UA } from "jssip";
import { expect, test } from "vitest";
import type { Event } from "../phone/io";
import { Legs } from "./legs";

/** The browser's sender of touch-tones, as far as a leg uses it. */
class ToneSender {
  canInsertDTMF = true;
  toneBuffer = "";
  ontonechange: ((event: { tone: string }) => void) | null = null;

  insertDTMF(tones: string): void {
    if (!this.canInsertDTMF) throw new DOMException("stopped", "InvalidStateError");
    this.toneBuffer = tones;
  }

  /** Plays what is in the buffer, and says when nothing is left. */
  run(): void {
    for (const tone of [...this.toneBuffer, ""]) {
      this.toneBuffer = this.toneBuffer.slice(1);
      this.ontonechange?.({ tone });
    }
  }
}

/** A leg of JsSIP's that is up. */
class Session {
  readonly tones = new ToneSender();
  readonly sender = {
    dtmf: this.tones,
    track: null as unknown,
    replaceTrack: async (track: unknown) => void (this.sender.track = track),
  };
  readonly connection = {
    connectionState: "connected",
    getSenders: () => [this.sender],
    addEventListener: () => {},
  };

  on(): void {}
  isEnded(): boolean {
    return false;
  }
  terminate(): void {}
}

function talking() {
  const session = new Session();
  const sent: string[] = [];
  const reported: Event[] = [];
  const media = {
    microphone: null as MediaStream | null,
    play: () => {},
    stop: () => {},
    toneSent: (tone: string) => void sent.push(tone),
  };
  const request = {
    call_id: "in-1",
    getHeader: () => undefined,
    from: { uri: { host: "demo.test", user: "102" }, display_name: "Sales" },
  };
  const legs = new Legs({} as UA, media, (event) => void reported.push(event));
  const invitation: unknown = { session, request, originator: "remote" };
  legs.incoming(invitation as Parameters<Legs["incoming"]>[0]);
  return { legs, session, sent, reported, media };
}

test("each tone that was sent is told once, and the end of them is no tone (S33)", () => {
  const { legs, session, sent } = talking();
  legs.sendTones("in-1", "5,0");
  session.tones.run();
  expect(sent).toEqual(["5", ",", "0"]);
});

test("tones that the browser cannot send any more leave the call alone", () => {
  const { legs, session, sent } = talking();
  session.tones.canInsertDTMF = false;
  expect(() => legs.sendTones("in-1", "5")).not.toThrow();
  expect(sent).toEqual([]);
});

test("a microphone that was opened anew goes to the leg, without a new offer (S29)", () => {
  const { legs, session, media } = talking();
  legs.attachMicrophone("in-1");
  expect(session.sender.track).toBeNull();
  const track = {} as MediaStreamTrack;
  media.microphone = { getAudioTracks: () => [track] } as unknown as MediaStream;
  legs.attachMicrophone("in-1");
  expect(session.sender.track).toBe(track);
  legs.attachMicrophone("gone");
});
