/** The product under test: `sidetone serve --demo` on free ports of 127.0.0.1. */

import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, freeUdpPorts, newFolder, Program } from './process.mjs';
import { waitUntil } from './wait.mjs';

const kBuilds = ['release', 'dev'].map(
  (preset) => fileURLToPath(new URL(`../../../build/${preset}/sidetone`, import.meta.url)));
const kReadyMs = 15_000;
/** What no server may ever print: a broken invariant, or a sanitizer's finding. */
const kAlarm = new RegExp(['AddressSanitizer', 'LeakSanitizer', 'ThreadSanitizer', 'runtime error:',
  'invariant broken:', 'terminate called', 'stack smashing'].join('|'));

export function serverBinary() {
  const binary = process.env.SIDETONE_BINARY ?? kBuilds.find((path) => existsSync(path));
  if (!binary || !existsSync(binary)) {
    throw new Error(`no server to test: build it first, or name one in SIDETONE_BINARY`);
  }
  return binary;
}

export class Server {
  /** `settings` are more lines of TOML for the top of the file, `environment` more variables. */
  static async start({ settings = [], environment = {} } = {}) {
    const server = new Server();
    server.folder = newFolder('server');
    server.password = randomBytes(12).toString('base64url');
    server.ports = await freePorts();
    const config = join(server.folder, 'sidetone.toml');
    writeFileSync(config, server.#config(settings));
    server.program = new Program(serverBinary(), ['serve', '--demo', '--config', config], {
      name: 'sidetone',
      folder: server.folder,
      env: { SIDETONE_DEMO_PASSWORD: server.password, ...environment },
    });
    await server.#ready();
    return server;
  }

  #config(settings) {
    const { https, http, sip, sips, stun, ops, webrtc, rtp } = this.ports;
    return [
      `state_dir = "${join(this.folder, 'state')}"`,
      'drain_seconds = 1',
      ...settings,
      '[listen]',
      'address = "127.0.0.1"',
      `https_port = ${https}`,
      `local_http_port = ${http}`,
      `sip_port = ${sip}`,
      `sips_port = ${sips}`,
      `stun_port = ${stun}`,
      `ops_port = ${ops}`,
      '[media]',
      'advertise = ["127.0.0.1"]',
      `webrtc_port = ${webrtc}`,
      `rtp_ports = "${rtp}-${rtp + 199}"`,
      '',
    ].join('\n');
  }

  async #ready() {
    try {
      await waitUntil('the server to be ready', async () => {
        if (!this.program.alive) return true;
        return (await fetch(`http://127.0.0.1:${this.ports.ops}/readyz`)).ok;
      }, kReadyMs);
    } catch (error) {
      await this.program.stop();
      throw new Error(`${error.message}\n${this.lastWords()}`);
    }
    if (!this.program.alive) {
      throw new Error(`the server ended at start: ${JSON.stringify(this.program.end)}\n` +
        this.lastWords());
    }
  }

  /** The page without a certificate, on loopback. */
  get httpUrl() {
    return `http://127.0.0.1:${this.ports.http}/`;
  }

  get httpsUrl() {
    return `https://127.0.0.1:${this.ports.https}/`;
  }

  /** Where a phone registers, by transport. */
  sipAddress(transport) {
    return `127.0.0.1:${transport === 'tls' ? this.ports.sips : this.ports.sip}`;
  }

  /** The value of one of its metrics, summed over those of its labels that match. */
  async metric(name, labels = '') {
    const text = await (await fetch(`http://127.0.0.1:${this.ports.ops}/metrics`)).text();
    const lines = text.split('\n').filter((line) => line.startsWith(name) && line.includes(labels));
    return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
  }

  lastWords() {
    return this.program.text().split('\n').slice(-30).join('\n');
  }

  /** Ends it as a power cut would. */
  die() {
    return this.program.stop({ signal: 'SIGKILL' });
  }

  /** Ends the server. Throws if it had crashed, would not end, or printed what it may not. */
  async stop() {
    const { alive } = this.program;
    const end = await this.program.stop({ limitMs: 20_000 });
    const text = this.program.text();
    const faults = [];
    if (!alive) faults.push('the server ended during the test');
    if (end.insisted) faults.push('the server did not end on SIGTERM');
    if (end.code !== 0) faults.push(`it ended with ${JSON.stringify(end)}`);
    if (kAlarm.test(text)) faults.push('it raised an alarm');
    if (text.includes(this.password)) faults.push('its log shows the password');
    if (faults.length > 0) throw new Error(`${faults.join('; ')}\n${this.lastWords()}`);
  }
}

async function freePorts() {
  const ports = {};
  for (const name of ['https', 'http', 'sip', 'sips', 'stun', 'ops']) {
    ports[name] = await freePort();
  }
  ports.webrtc = await freeUdpPorts({ from: 40_000, to: 49_000, count: 4 });
  ports.rtp = await freeUdpPorts({ from: 20_000, to: 29_700, count: 200 });
  return ports;
}
