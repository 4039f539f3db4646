/** A SIP message, just far enough taken apart for a test. */
export interface SipMessage {
  readonly start: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

export function parse(text: string): SipMessage {
  const end = text.indexOf("\r\n\r\n");
  const [start = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()] as const;
  });
  return { start, headers, body: text.slice(end + 4) };
}

export function header(message: SipMessage, name: string): string {
  const found = message.headers.find(([known]) => known.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? "";
}

export function method(message: SipMessage): string {
  return message.start.split(" ")[0] ?? "";
}

type Extra = Readonly<Record<string, string>>;

export function write(start: string, headers: readonly string[], body = ""): string {
  const type = body ? ["Content-Type: application/sdp"] : [];
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return [start, ...headers, ...type, length, "", body].join("\r\n");
}

export function response(
  request: SipMessage,
  status: string,
  extra: Extra = {},
  body = "",
): string {
  const copied = request.headers
    .filter(([name]) => /^(via|from|call-id|cseq)$/i.test(name))
    .map(([name, value]) => `${name}: ${value}`);
  const to = header(request, "To");
  const tag = to.includes("tag=") || status.startsWith("100") ? "" : ";tag=fake";
  const more = Object.entries(extra).map(([name, value]) => `${name}: ${value}`);
  return write(`SIP/2.0 ${status}`, [...copied, `To: ${to}${tag}`, ...more], body);
}

/** An audio description as an ICE-lite server writes it, as an offer or as the answer to `mid`. */
export function sdp(kind: "offer" | "answer", mid = "0"): string {
  const fingerprint = Array.from({ length: 32 }, (_, i) => (i * 7 + 16).toString(16)).join(":");
  return [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${mid}`,
    "a=ice-lite",
    "m=audio 40000 UDP/TLS/RTP/SAVPF 111 0 101",
    "c=IN IP4 127.0.0.1",
    "a=rtcp-mux",
    `a=mid:${mid}`,
    "a=sendrecv",
    "a=ice-ufrag:fake",
    "a=ice-pwd:fakefakefakefakefakefake",
    `a=fingerprint:sha-256 ${fingerprint.toUpperCase()}`,
    `a=setup:${kind === "offer" ? "actpass" : "passive"}`,
    "a=rtpmap:111 opus/48000/2",
    "a=rtpmap:0 PCMU/8000",
    "a=rtpmap:101 telephone-event/8000",
    "a=candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host",
    "a=end-of-candidates",
    "",
  ].join("\r\n");
}
