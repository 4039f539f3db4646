import type { Event } from "../phone/io";
import { socketAddress } from "./address";
import type { Api, Ticket } from "./api";
import { instanceId } from "./instance";
import type { Legs, MediaPort } from "./legs";
import type { SipAgent } from "./sip";

/** The SIP flow: a ticket, a WebSocket with it, a registration on that. Loads JsSIP when first used. */
export class Signalling {
  private agent: SipAgent | null = null;
  private socket: WebSocket | null = null;
  private instance: Promise<string> | null = null;
  private attempt = 0;

  constructor(
    private readonly api: Api,
    private readonly media: MediaPort,
    private readonly report: (event: Event) => void,
  ) {}

  get legs(): Legs | null {
    return this.agent?.legs ?? null;
  }

  async open(): Promise<void> {
    this.close();
    const mine = ++this.attempt;
    this.instance ??= instanceId();
    const instance = await this.instance;
    const [stack, answer] = await Promise.all([
      import("./sip").catch(() => null),
      this.api.ticket(instance),
    ]);
    if (mine !== this.attempt) return;
    if (stack === null) return this.down(null);
    if (!answer.ok) return this.down(answer.status || null);
    if (this.agent?.uri !== answer.value.sip.uri) {
      this.agent?.stop();
      this.agent = new stack.SipAgent(answer.value, instance, this.media, this.report);
    }
    this.connect(answer.value, this.agent);
  }

  close(): void {
    ++this.attempt;
    const socket = this.socket;
    this.socket = null;
    if (!socket) return;
    socket.onopen = socket.onclose = socket.onmessage = null;
    this.agent?.release();
    socket.close();
  }

  ping(): void {
    this.agent?.ping();
  }

  private connect({ ticket, sip, iceServers }: Ticket, agent: SipAgent): void {
    const path = `${sip.wsPath}?ticket=${encodeURIComponent(ticket)}`;
    const socket = new WebSocket(socketAddress(path), "sip");
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    socket.onopen = () => {
      this.report({ type: "channel-progressed", channel: "signalling" });
      agent.use(socket, iceServers);
    };
    socket.onclose = () => this.down(null);
  }

  private down(status: number | null): void {
    this.report({ type: "channel-down", channel: "signalling", status });
  }
}
