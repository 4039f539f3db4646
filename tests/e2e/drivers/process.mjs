/** Programs that a test starts: each has its own folder and log, and is ended by its id. */

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from './wait.mjs';

export const kOut = fileURLToPath(new URL('../out', import.meta.url));
const kPoliteMs = 5_000;

// Sound is lost when a compiler beside it takes the processor. Children inherit this; who may not
// ask for it does without.
try {
  setPriority(-10);
} catch {}

const running = new Set();
process.on('exit', () => {
  for (const program of running) program.child.kill('SIGKILL');
});
process.once('SIGTERM', () => process.exit(143));
process.once('SIGINT', () => process.exit(130));

/** A new folder under out/run, kept after the test for people to look into. */
export function newFolder(name) {
  mkdirSync(join(kOut, 'run'), { recursive: true });
  return mkdtempSync(join(kOut, 'run', `${name}-`));
}

export class Program {
  /** Starts `file` with `args`; its output goes to `<folder>/<name>.log`. */
  constructor(file, args, { name, folder, env = {}, onText }) {
    this.name = name;
    this.log = join(folder, `${name}.log`);
    const log = createWriteStream(this.log);
    this.child = spawn(file, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.on('data', (data) => {
        log.write(data);
        onText?.(data.toString());
      });
    }
    this.child.stdin.on('error', () => {});
    running.add(this);
    this.ended = new Promise((resolve) => {
      this.child.on('error', (error) => resolve({ error }));
      this.child.on('close', (code, signal) => resolve({ code, signal }));
    }).then((end) => {
      running.delete(this);
      log.end();
      this.end = end;
      return end;
    });
  }

  get pid() {
    return this.child.pid;
  }

  get alive() {
    return this.end === undefined;
  }

  text() {
    return readFileSync(this.log, 'utf8');
  }

  /** Asks it to end, insists after a while, and returns how it ended. */
  async stop({ signal = 'SIGTERM', limitMs = kPoliteMs } = {}) {
    if (this.alive) this.child.kill(signal);
    try {
      return await within(limitMs, `ending ${this.name}`, this.ended);
    } catch {
      this.child.kill('SIGKILL');
      return { ...(await this.ended), insisted: true };
    }
  }
}

/** A port of 127.0.0.1 that is free for TCP and UDP right now. */
export async function freePort() {
  for (;;) {
    const tcp = createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const { port } = tcp.address();
    const udp = await bind(port);
    await new Promise((resolve) => tcp.close(resolve));
    if (!udp) continue;
    await new Promise((resolve) => udp.close(resolve));
    return port;
  }
}

/** The first, an even one, of `count` neighbouring UDP ports that are free right now. */
export async function freeUdpPorts({ from, to, count }) {
  for (;;) {
    const first = from + 2 * Math.floor(Math.random() * ((to - from - count) / 2));
    const sockets = await Promise.all(Array.from({ length: count }, (_, i) => bind(first + i)));
    const free = sockets.every(Boolean);
    await Promise.all(sockets.filter(Boolean).map(
      (socket) => new Promise((resolve) => socket.close(resolve))));
    if (free) return first;
  }
}

/** A UDP socket on that port, or undefined if somebody has it. */
function bind(port) {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(undefined));
    socket.bind(port, '127.0.0.1', () => resolve(socket));
  });
}
