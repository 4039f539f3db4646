import type { Socket } from "jssip/lib/Socket";

/**
 * The one socket that JsSIP knows. Behind it connections come and go, each with a ticket of its own;
 * when to open the next one is decided in phone/, not by JsSIP.
 */
export class Wire implements Socket {
  readonly url = "wss://sidetone.invalid";
  readonly sip_uri = "sip:sidetone.invalid;transport=ws";
  readonly via_transport = location.protocol === "https:" ? "WSS" : "WS";
  onconnect: () => void = () => {};
  ondisconnect: (error: boolean, code?: number, reason?: string) => void = () => {};
  ondata: <T>(data: T) => void = () => {};
  private socket: WebSocket | null = null;

  connect(): void {}

  isConnected(): boolean {
    return this.socket !== null;
  }

  isConnecting(): boolean {
    return false;
  }

  disconnect(): void {
    this.release();
  }

  send(message: string | ArrayBufferLike | Blob | ArrayBufferView): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN) return false;
    this.socket.send(message as string);
    return true;
  }

  /** Makes an open connection the present one. */
  attach(socket: WebSocket): void {
    this.socket = socket;
    this.onconnect();
  }

  /** `socket` carries no more: what waits for an answer on it fails now. False if it did not. */
  detach(socket: WebSocket | null): boolean {
    if (socket === null || this.socket !== socket) return false;
    this.socket = null;
    socket.close();
    this.ondisconnect(true);
    return true;
  }

  /** Lets the present connection go. */
  release(): boolean {
    return this.detach(this.socket);
  }
}
