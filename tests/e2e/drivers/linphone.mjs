/** A second opinion among desk phones: linphonec, worked by what one types and what it prints. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { speechFile } from '../audio/speech.mjs';
import { fromPcm16 } from '../audio/wav.mjs';
import { freePort, freeUdpPorts, newFolder, Program } from './process.mjs';
import { waitUntil } from './wait.mjs';

const kRate = 8000;
const kLead = 1.5;
const kTrail = 60;
const kHeaderBytes = 44;

export class Linphone {
  /**
   * `user`, `password` and `server` (host:port) make it register. `says` is 'ann' or 'bob', and
   * said as soon as a call is up. It offers G.711 µ-law alone.
   */
  static async start(options) {
    const phone = new Linphone();
    try {
      await phone.#start(options);
    } catch (error) {
      await phone.stop();
      throw error;
    }
    return phone;
  }

  async #start({ user, password, server, says }) {
    this.says = says;
    this.lead = kLead;
    this.server = server;
    this.folder = newFolder(`linphone-${user}`);
    this.recording = join(this.folder, 'heard.wav');
    this.sipPort = await freePort();
    const rtp = await freeUdpPorts({ from: 50_000, to: 59_000, count: 20 });
    // Without a home for its database it starts, and then has no transports.
    mkdirSync(join(this.folder, '.local/share/linphone'), { recursive: true });
    const config = join(this.folder, 'linphonerc');
    writeFileSync(config, settings({ user, password, server, rtp, sipPort: this.sipPort }));
    this.printed = '';
    this.program = new Program('linphonec', ['-c', config, '-d', '0'], {
      name: 'linphonec',
      folder: this.folder,
      env: { HOME: this.folder },
      onText: (text) => {
        this.printed += text;
      },
    });
    await this.prints(/linphonec> /);
    this.type('soundcard use files');
    this.type(`play ${speechFile(says, { rate: kRate, lead: kLead, trail: kTrail })}`);
    this.type(`record ${this.recording}`);
    if (server) await this.#registered();
  }

  /** It says so only when asked. */
  #registered() {
    return waitUntil('linphonec to be registered', () => {
      this.type('status register');
      return /^registered, identity=/m.test(this.printed);
    });
  }

  type(line) {
    this.program.child.stdin.write(`${line}\n`);
  }

  /** Waits until it has printed this since the last time something was waited for. */
  prints(pattern, limitMs) {
    return waitUntil(`linphonec to print ${pattern}`, () => {
      const found = pattern.exec(this.printed);
      if (found) this.printed = this.printed.slice(found.index + found[0].length);
      return found;
    }, limitMs);
  }

  /** `target` is an address, or a number at the server where it is registered. */
  dial(target) {
    this.type(`call ${target.includes(':') ? target : `sip:${target}@${this.server}`}`);
  }

  /** Resolves with what it says of the caller. */
  async ringing() {
    return (await this.prints(/Receiving new incoming call from (.*), assigned id/))[1];
  }

  async answer() {
    this.type('answer');
    await this.answered();
  }

  async answered() {
    await this.prints(/Call \d+ with .* connected\./);
    this.up = true;
  }

  hangUp() {
    this.type('terminate');
  }

  async closed() {
    await this.prints(/Call \d+ with .* ended/);
    this.up = false;
  }

  async inCallNow() {
    return this.up && !/Call \d+ with .* ended/.test(this.printed);
  }

  /** A phone tells nothing of what it had to conceal. */
  async look() {
    return undefined;
  }

  /** What it has heard so far in its call. The file gets its header when the call is over. */
  async heard() {
    return fromPcm16(readFileSync(this.recording).subarray(kHeaderBytes), kRate);
  }

  async stop() {
    await this.program?.stop();
  }
}

function settings({ user, password, server, rtp, sipPort }) {
  const host = server ?? '127.0.0.1';
  const account = !server ? [] : [
    '[proxy_0]',
    `reg_proxy=<sip:${host};transport=udp>`,
    `reg_identity=sip:${user}@${host}`,
    'reg_expires=600',
    'reg_sendregister=1',
    'publish=0',
    '[auth_info_0]',
    `username=${user}`,
    `passwd=${password}`,
  ];
  return [
    '[sip]',
    `sip_port=${sipPort}`,
    'sip_tcp_port=0',
    'sip_tls_port=0',
    'use_ipv6=0',
    'ipv6_migration_done=1',
    'bind_address=127.0.0.1',
    `default_proxy=${server ? 0 : -1}`,
    '[rtp]',
    'bind_address=127.0.0.1',
    `audio_rtp_port=${rtp}-${rtp + 19}`,
    '[sound]',
    'echocancellation=0',
    ...codecs(),
    ...account,
    '',
  ].join('\n');
}

function codecs() {
  return ['opus/48000', 'PCMU/8000', 'PCMA/8000', 'speex/16000', 'speex/8000'].flatMap(
    (codec, i) => {
      const [mime, rate] = codec.split('/');
      const enabled = mime === 'PCMU' ? 1 : 0;
      return [`[audio_codec_${i}]`, `mime=${mime}`, `rate=${rate}`, `enabled=${enabled}`];
    });
}
