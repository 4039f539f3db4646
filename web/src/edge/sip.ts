import { UA } from "jssip";
import type { IncomingRTCSessionEvent, RTCSessionEvent } from "jssip/lib/UA";
import type { Event } from "../phone/io";
import type { Ticket } from "./api";
import { Legs, type MediaPort } from "./legs";
import { Wire } from "./wire";

const kRegisterSeconds = 300;
// The server decides how long it rings; JsSIP's own limit only catches a server that forgot.
const kRingSeconds = 300;
// JsSIP must never reconnect by itself: see Wire.
const kNeverSeconds = 1_000_000;

/** The SIP user agent of one extension: registers on each new connection, and carries the legs. */
export class SipAgent {
  readonly legs: Legs;
  readonly uri: string;
  private readonly wire = new Wire();
  private readonly agent: UA;

  constructor(
    ticket: Ticket,
    instance: string,
    media: MediaPort,
    private readonly report: (event: Event) => void,
  ) {
    this.uri = ticket.sip.uri;
    this.agent = new UA({
      sockets: this.wire,
      uri: ticket.sip.uri,
      display_name: ticket.sip.displayName,
      instance_id: instance,
      register: true,
      register_expires: kRegisterSeconds,
      no_answer_timeout: kRingSeconds,
      // A refresh that fails would end a call whose media are well: the server watches over them.
      session_timers: false,
      connection_recovery_min_interval: kNeverSeconds,
      connection_recovery_max_interval: kNeverSeconds,
      user_agent: "Sidetone",
    });
    this.legs = new Legs(this.agent, media, report);
    this.agent.on("registered", () => report({ type: "channel-up", channel: "signalling" }));
    this.agent.on("registrationFailed", ({ response }) => {
      // A connection that broke says so itself.
      if (this.wire.release()) this.down(response?.status_code ?? null);
    });
    this.agent.on("newRTCSession", (event: RTCSessionEvent) => {
      if (event.originator === "remote") this.legs.incoming(event as IncomingRTCSessionEvent);
    });
    this.agent.start();
  }

  /** Registers over `socket`, and takes and makes calls on it until it closes. */
  use(socket: WebSocket, iceServers: RTCIceServer[]): void {
    this.legs.iceServers = iceServers;
    socket.onmessage = ({ data }) => {
      this.report({ type: "channel-heard", channel: "signalling" });
      this.wire.ondata(data);
    };
    socket.onclose = () => {
      if (this.wire.detach(socket)) this.down(null);
    };
    this.wire.attach(socket);
  }

  /** Lets the connection go, silently: who calls this knows. */
  release(): void {
    this.wire.release();
  }

  /** [RFC5626 §4.4.1] a double CRLF, answered by a single one. */
  ping(): void {
    this.wire.send("\r\n\r\n");
  }

  stop(): void {
    this.legs.hangUpAll();
    this.wire.release();
    this.agent.removeAllListeners();
    this.agent.stop();
  }

  private down(status: number | null): void {
    this.report({ type: "channel-down", channel: "signalling", status });
  }
}
