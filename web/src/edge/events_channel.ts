import type { Event } from "../phone/io";
import type { ServerFrame } from "../phone/model";
import { socketAddress } from "./address";

/** The server's news. Reports only of the connection that was opened last. */
export class EventsChannel {
  private socket: WebSocket | null = null;

  constructor(private readonly report: (event: Event) => void) {}

  open(since: number | null): void {
    this.close();
    const query = since === null ? "" : `?since=${since}`;
    const socket = new WebSocket(socketAddress(`/api/v1/events${query}`));
    this.socket = socket;
    const mine = (event: Event) => {
      if (this.socket === socket) this.report(event);
    };
    socket.onopen = () => mine({ type: "channel-up", channel: "events" });
    socket.onmessage = ({ data }) => {
      const frame = parse(data);
      if (frame) mine({ type: "frame", frame });
    };
    socket.onclose = () => mine({ type: "channel-down", channel: "events", status: null });
  }

  close(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  ping(): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send('{"type":"ping"}');
  }
}

const kTypes = new Set(["snapshot", "call", "history", "registration", "pong", "session-ended"]);

/** A frame of a kind that this page knows; a newer server may send others. */
function parse(data: unknown): ServerFrame | null {
  try {
    const value = JSON.parse(String(data)) as { type?: string } | null;
    return kTypes.has(value?.type ?? "") ? (value as ServerFrame) : null;
  } catch {
    return null;
  }
}
