import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { WebSocketServer, type WebSocket } from "ws";
import type { HistoryItem, Me, ServerFrame } from "../../src/phone/model";
import { SipSide } from "./sip_side";

const kTypes: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** The network edge of the page, for its tests: the API and the two WebSockets, led by a script. */
export class FakeServer {
  readonly sip = new SipSide();
  me: Me | null = null;
  /** Who signs in with the right password, "secret". */
  account: Me | null = null;
  history: HistoryItem[] = [];
  tickets = 0;
  refusesTickets = 0;
  private seq = 0;
  private readonly channels = new Set<WebSocket>();
  private readonly http: Server;
  private readonly sockets = new WebSocketServer({ noServer: true });

  private constructor(private readonly root: string) {
    this.http = createServer((request, reply) => void this.serve(request, reply));
    this.http.on("upgrade", (request, socket, head) => {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://fake");
      const known = pathname === "/api/v1/events" || searchParams.get("ticket") === "t";
      if (this.me === null || !known) return socket.destroy();
      this.sockets.handleUpgrade(request, socket, head, (opened) =>
        pathname === "/sip" ? this.sip.attach(opened) : this.openEvents(opened),
      );
    });
  }

  static async start(root: string): Promise<FakeServer> {
    const server = new FakeServer(root);
    await new Promise<void>((done) => server.http.listen(0, "127.0.0.1", done));
    return server;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}/`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.clients) socket.terminate();
    this.http.closeAllConnections();
    await new Promise((done) => this.http.close(done));
  }

  /** Sends a change on every event channel, with the next number. */
  push(change: (seq: number) => ServerFrame): void {
    const text = JSON.stringify(change(++this.seq));
    for (const channel of this.channels) channel.send(text);
  }

  dropEvents(): void {
    for (const channel of this.channels) channel.terminate();
  }

  private openEvents(socket: WebSocket): void {
    this.channels.add(socket);
    socket.on("close", () => this.channels.delete(socket));
    socket.on("message", () =>
      socket.send(JSON.stringify({ type: "pong", time: new Date().toISOString() })),
    );
    const registrations = { softphone: true };
    socket.send(JSON.stringify({ type: "snapshot", seq: this.seq, calls: [], registrations }));
  }

  private async serve(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://fake");
    if (pathname.startsWith("/api/v1/")) return this.api(pathname.slice(8), request, reply);
    const name = pathname === "/" ? "index.html" : normalize(pathname).slice(1);
    try {
      let content: Buffer | string = await readFile(join(this.root, name));
      if (name === "index.html") content = String(content).replace("%CSRF_TOKEN%", "");
      reply.writeHead(200, {
        "Content-Type": kTypes[extname(name)] ?? "application/octet-stream",
        "Content-Security-Policy": "default-src 'self'; connect-src 'self'",
      });
      reply.end(content);
    } catch {
      reply.writeHead(404).end();
    }
  }

  private async api(path: string, request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const json = (status: number, value?: unknown) => {
      reply.writeHead(status, { "Content-Type": "application/json" });
      reply.end(value === undefined ? "" : JSON.stringify(value));
    };
    const refuse = (status: number) =>
      json(status, { type: "about:blank", title: "", status, detail: "" });
    if (path === "login") return this.login(await bodyOf(request), json, refuse);
    if (this.me === null) return refuse(401);
    if (request.method === "POST" && request.headers["x-csrf-token"] !== this.me.csrfToken) {
      return refuse(403);
    }
    switch (path) {
      case "me":
        return json(200, this.me);
      case "logout":
        this.me = null;
        return json(204);
      case "calls/history":
        return json(200, { items: this.history, nextCursor: null });
      case "softphone/ticket":
        return this.refusesTickets ? refuse(this.refusesTickets) : json(200, this.ticket());
      default:
        return refuse(404);
    }
  }

  private login(
    body: string,
    json: (status: number, value?: unknown) => void,
    refuse: (status: number) => void,
  ): void {
    const { password } = JSON.parse(body) as { password: string };
    if (password !== "secret") return refuse(401);
    this.me = this.account;
    json(200, this.me);
  }

  private ticket() {
    ++this.tickets;
    const sip = { uri: "sip:101@demo.test", displayName: "Reception", wsPath: "/sip" };
    return { ticket: "t", expiresAt: new Date().toISOString(), sip, iceServers: [] };
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
