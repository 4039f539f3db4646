import type { Event } from "../phone/io";
import type { MicrophoneProblem } from "../phone/model";

const kConstraints: MediaStreamConstraints = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: false,
};

/** The user's microphone: open only while it is wanted, heard only while it is live. */
export class Microphone {
  stream: MediaStream | null = null;
  private live = false;
  private attempt = 0;

  constructor(private readonly report: (event: Event) => void) {}

  async open(): Promise<void> {
    const mine = ++this.attempt;
    try {
      const stream = await navigator.mediaDevices.getUserMedia(kConstraints);
      if (mine !== this.attempt) return stop(stream);
      this.hold(stream);
      this.report({ type: "microphone-ready" });
    } catch (error) {
      if (mine === this.attempt)
        this.report({ type: "microphone-failed", problem: problemOf(error) });
    }
  }

  close(): void {
    ++this.attempt;
    stop(this.stream);
    this.stream = null;
  }

  private hold(stream: MediaStream): void {
    stop(this.stream);
    this.stream = stream;
    this.setLive(this.live);
    // [mediacapture-main §4.3] "ended" is told of what stops by itself, and not after stop().
    for (const track of stream.getAudioTracks()) track.onended = () => this.lose(stream);
  }

  private lose(stream: MediaStream): void {
    if (this.stream !== stream) return;
    this.close();
    this.report({ type: "microphone-lost" });
  }

  setLive(live: boolean): void {
    this.live = live;
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = live;
  }

  /** Tells what the browser allows, now and whenever it changes. */
  async watchPermission(): Promise<void> {
    try {
      const status = await navigator.permissions.query({ name: "microphone" as PermissionName });
      const tell = () => this.report({ type: "microphone-permission", state: status.state });
      status.onchange = tell;
      tell();
    } catch {
      this.report({ type: "microphone-permission", state: "unknown" });
    }
    navigator.mediaDevices.ondevicechange = () => this.report({ type: "devices-changed" });
  }
}

function stop(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function problemOf(error: unknown): MicrophoneProblem {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "blocked";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "failed";
  }
}
