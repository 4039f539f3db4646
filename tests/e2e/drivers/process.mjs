/** Programs that a test starts: each has its own folder and log, and is ended by its id. */

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from './wait.mjs';

export const kOut = fileURLToPath(new URL('../out', import.meta.url));
const kPoliteMs = 5_000;

const running = new Set();
process.on('exit', () => {
  for (const program of running) program.child.kill('SIGKILL');
});

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
    const udp = createSocket('udp4');
    const free = await new Promise((resolve) => {
      udp.once('error', () => resolve(false));
      udp.bind(port, '127.0.0.1', () => resolve(true));
    });
    await new Promise((resolve) => tcp.close(resolve));
    if (free) await new Promise((resolve) => udp.close(resolve));
    if (free) return port;
  }
}
