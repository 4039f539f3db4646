/** The server's own address for a WebSocket at `path`. */
export function socketAddress(path: string): string {
  const address = new URL(path, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}
