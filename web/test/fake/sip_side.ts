import type { WebSocket } from "ws";
import { header, method, parse, response, sdp, write, type SipMessage } from "./sip_text";

/** The far end of the page's SIP flow, led by a test. */
export class SipSide {
  /** Everything that the page sent but REGISTER and pings, oldest first. */
  readonly seen: SipMessage[] = [];
  registrations = 0;
  answersRegister = true;
  private socket: WebSocket | null = null;
  private serial = 0;

  attach(socket: WebSocket): void {
    this.socket = socket;
    socket.on("message", (data) => this.receive(socket, String(data)));
    socket.on("close", () => {
      if (this.socket === socket) this.socket = null;
    });
  }

  drop(): void {
    this.socket?.terminate();
  }

  find(name: string): SipMessage | undefined {
    return this.seen.findLast((message) => method(message) === name);
  }

  status(code: number): SipMessage | undefined {
    return this.seen.findLast((message) => message.start.startsWith(`SIP/2.0 ${code}`));
  }

  /** Answers the page's INVITE. */
  reply(
    invite: SipMessage,
    status: string,
    options: { audio?: boolean; reason?: string } = {},
  ): void {
    const mid = /a=mid:(\S+)/.exec(invite.body)?.[1] ?? "0";
    const extra = {
      Contact: "<sip:fake@127.0.0.1;transport=ws>",
      "X-Sidetone-Call": "call-1",
      ...(options.reason ? { Reason: options.reason } : {}),
    };
    this.send(response(invite, status, extra, options.audio ? sdp("answer", mid) : ""));
  }

  /** Calls the page; gives the INVITE's own lines, which a CANCEL or ACK needs again. */
  invite(from: string, user = "101"): string[] {
    const serial = ++this.serial;
    const lines = [
      `Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKfake${serial}`,
      "Max-Forwards: 70",
      `From: ${from};tag=them${serial}`,
      `To: <sip:${user}@demo.test>`,
      `Call-ID: fake-${serial}`,
    ];
    const more = [
      "CSeq: 1 INVITE",
      "Contact: <sip:fake@127.0.0.1;transport=ws>",
      `X-Sidetone-Call: in-${serial}`,
    ];
    this.send(write(`INVITE sip:${user}@demo.test SIP/2.0`, [...lines, ...more], sdp("offer")));
    return lines;
  }

  cancel(lines: readonly string[], reason?: string): void {
    const extra = reason ? [`Reason: ${reason}`] : [];
    this.send(write("CANCEL sip:101@demo.test SIP/2.0", [...lines, "CSeq: 1 CANCEL", ...extra]));
  }

  /** Ends, from the far end, the call that the page made or took. */
  bye(invite: SipMessage): void {
    const lines = [
      "Via: SIP/2.0/WS 127.0.0.1;branch=z9hG4bKbye",
      "Max-Forwards: 70",
      `From: ${header(invite, "To")};tag=fake`,
      `To: ${header(invite, "From")}`,
      `Call-ID: ${header(invite, "Call-ID")}`,
      "CSeq: 2 BYE",
    ];
    const contact = /<([^>]+)>/.exec(header(invite, "Contact"))?.[1] ?? "";
    this.send(write(`BYE ${contact} SIP/2.0`, lines));
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  private receive(socket: WebSocket, text: string): void {
    if (text === "\r\n\r\n") return socket.send("\r\n");
    if (text.trim() === "") return;
    const message = parse(text);
    if (method(message) === "REGISTER") return this.register(message);
    this.seen.push(message);
    if (method(message) === "BYE") this.send(response(message, "200 OK"));
    if (method(message) === "CANCEL") this.send(response(message, "200 OK"));
    if (message.start.startsWith("SIP/2.0 ") && header(message, "CSeq").endsWith("INVITE")) {
      this.acknowledge(message);
    }
  }

  private register(message: SipMessage): void {
    ++this.registrations;
    if (!this.answersRegister) return;
    this.send(response(message, "200 OK", { Contact: header(message, "Contact"), Expires: "300" }));
  }

  private acknowledge(answer: SipMessage): void {
    if (/^SIP\/2\.0 1/.test(answer.start)) return;
    const lines = answer.headers
      .filter(([name]) => /^(via|from|to|call-id)$/i.test(name))
      .map(([name, value]) => `${name}: ${value}`);
    this.send(
      write("ACK sip:101@demo.test SIP/2.0", [...lines, "CSeq: 1 ACK", "Max-Forwards: 70"]),
    );
  }
}
