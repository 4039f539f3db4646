import type { UA } from "jssip";
import type { EndEvent, IncomingEvent, OutgoingEvent, RTCSession } from "jssip/lib/RTCSession";
import type { IncomingMessage, IncomingResponse } from "jssip/lib/SIPMessage";
import type { IncomingRTCSessionEvent } from "jssip/lib/UA";
import type { End, Event } from "../phone/io";
import type { Peer } from "../phone/model";

/** Where a leg's audio comes from and goes to. */
export interface MediaPort {
  readonly microphone: MediaStream | null;
  play(stream: MediaStream): void;
  stop(): void;
  toneSent(tone: string): void;
}

const kToneMilliseconds = 100;
const kToneGapMilliseconds = 70;
const kCallHeader = "X-Sidetone-Call";

/** JsSIP's sessions under the names that phone/ gave them. Reports nothing of a leg that it let go. */
export class Legs {
  iceServers: RTCIceServer[] = [];
  private readonly sessions = new Map<string, RTCSession>();

  constructor(
    private readonly agent: UA,
    private readonly media: MediaPort,
    private readonly report: (event: Event) => void,
  ) {}

  incoming({ session, request }: IncomingRTCSessionEvent): void {
    const leg = callId(request);
    this.watch(leg, session);
    const call = request.getHeader(kCallHeader) ?? null;
    this.report({ type: "invited", leg, peer: caller(request), call });
  }

  place(leg: string, number: string): void {
    const session = this.agent.call(number, this.options());
    this.watch(leg, session);
    acknowledgeCrossing(session);
    this.listenTo(session);
  }

  answer(leg: string): void {
    const session = this.sessions.get(leg);
    if (!session?.isInProgress()) return;
    session.answer(this.options());
    this.listenTo(session);
  }

  refuse(leg: string, status: number, reason: string | null): void {
    const extraHeaders = reason === null ? [] : [`Reason: ${reason}`];
    this.end(leg, { status_code: status, extraHeaders });
  }

  hangUp(leg: string): void {
    this.end(leg, {});
  }

  hangUpAll(): void {
    for (const leg of [...this.sessions.keys()]) this.hangUp(leg);
  }

  /** Sends the present microphone, without a new offer. [webrtc-pc §5.2] (S29) */
  attachMicrophone(leg: string): void {
    const sender = this.voice(leg)?.sender;
    const [track] = this.media.microphone?.getAudioTracks() ?? [];
    if (!sender || !track || sender.track === track) return;
    // It fails only when the leg ends meanwhile, which is told anyway.
    sender.replaceTrack(track).catch(() => {});
  }

  /** Sends the tones as soon as the audio path is there, in the order they were pressed. */
  sendTones(leg: string, tones: string): void {
    const voice = this.voice(leg);
    if (!voice) return;
    const { connection, dtmf } = voice;
    // [webrtc-pc §7.3] the empty string says "that the previous tones have completed playback".
    dtmf.ontonechange = ({ tone }) => tone !== "" && this.media.toneSent(tone);
    if (connection.connectionState !== "connected") {
      const later = () => this.sendTones(leg, tones);
      connection.addEventListener("connectionstatechange", later, { once: true });
      return;
    }
    // [webrtc-pc §7.2] insertDTMF throws where it cannot send; that is no reason to lose the call.
    if (!dtmf.canInsertDTMF) return;
    // What is still to be sent stays in front. [webrtc-pc §7.2] insertDTMF replaces the buffer.
    dtmf.insertDTMF(dtmf.toneBuffer + tones, kToneMilliseconds, kToneGapMilliseconds);
  }

  /** What sends the leg's audio, and its tones; null before there is anything, and afterwards. */
  private voice(leg: string) {
    const connection = this.sessions.get(leg)?.connection;
    const sender = connection?.getSenders().find(({ dtmf }) => dtmf);
    return connection && sender?.dtmf ? { connection, sender, dtmf: sender.dtmf } : null;
  }

  private options() {
    return {
      mediaConstraints: { audio: true, video: false },
      mediaStream: this.media.microphone ?? new MediaStream(),
      pcConfig: {
        iceServers: this.iceServers,
        bundlePolicy: "max-bundle",
        rtcpMuxPolicy: "require",
      } satisfies RTCConfiguration,
    };
  }

  private end(leg: string, options: Parameters<RTCSession["terminate"]>[0]): void {
    const session = this.sessions.get(leg);
    this.forget(leg);
    if (session && !session.isEnded()) session.terminate(options);
  }

  private forget(leg: string): void {
    if (this.sessions.delete(leg) && this.sessions.size === 0) this.media.stop();
  }

  private watch(leg: string, session: RTCSession): void {
    this.sessions.set(leg, session);
    let call: string | null = null;
    const known = (response?: IncomingResponse | null) => {
      call = response?.getHeader(kCallHeader) ?? call;
      return call;
    };
    const tell = (event: Event) => {
      if (this.sessions.get(leg) === session) this.report(event);
    };
    session.on("icecandidate", ({ ready }) => ready());
    session.on("progress", (event: IncomingEvent | OutgoingEvent) => {
      if (event.originator !== "remote" || !("response" in event)) return;
      const early = Boolean(event.response.body);
      tell({ type: "progressed", leg, early, call: known(event.response) });
    });
    session.on("accepted", (event: IncomingEvent | OutgoingEvent) => {
      if ("response" in event) known(event.response);
    });
    session.on("confirmed", () => tell({ type: "connected", leg, call }));
    const over = (event: EndEvent) => {
      if (this.sessions.get(leg) !== session) return;
      this.forget(leg);
      this.report({ type: "ended", leg, end: endOf(event) });
    };
    session.on("failed", over);
    session.on("ended", over);
  }

  private listenTo(session: RTCSession): void {
    session.connection.addEventListener("track", ({ track, streams: [stream] }) => {
      this.media.play(stream ?? new MediaStream([track]));
    });
  }
}

/** JsSIP's types leave it out. */
function callId(request: IncomingMessage): string {
  return (request as IncomingMessage & { call_id: string }).call_id;
}

/** Who calls, as the server tells it. [RFC3323 §4.1] an anonymous caller has no number. */
function caller(request: IncomingMessage): Peer {
  const { uri, display_name: name } = request.from;
  const anonymous = uri.host === "anonymous.invalid" || /^anonymous$/i.test(uri.user ?? "");
  if (anonymous) return { number: "", name: null };
  const number = decodeURIComponent(uri.user ?? "");
  return { number, name: name && name !== number ? name : null };
}

function endOf({ originator, message, cause }: EndEvent): End {
  if (originator === "remote" && message && cause !== "Bad Media Description") {
    const status = "status_code" in message ? message.status_code : null;
    return { by: "them", status, reason: message.getHeader("Reason") ?? null };
  }
  if (cause === "Connection Error") return { by: "line", fault: "connection" };
  return { by: "line", fault: cause === "Request Timeout" ? "timeout" : "media" };
}

/**
 * JsSIP drops a 2xx that crosses its CANCEL once a provisional response has come, so the callee would
 * talk to nobody. [RFC3261 §9.1] "the CANCEL request has no effect": such a leg is ours to end by BYE.
 */
function acknowledgeCrossing(session: RTCSession): void {
  const inside = session as unknown as {
    _receiveInviteResponse(response: IncomingResponse): void;
    _acceptAndTerminate(response: IncomingResponse): void;
    _dialog?: unknown;
  };
  const receive = inside._receiveInviteResponse.bind(session);
  inside._receiveInviteResponse = (response) => {
    const crossed = session.isEnded() && !inside._dialog;
    const accepted = response.status_code >= 200 && response.status_code < 300;
    if (crossed && accepted) inside._acceptAndTerminate(response);
    else receive(response);
  };
}
