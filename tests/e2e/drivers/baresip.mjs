/** A desk phone: baresip on 127.0.0.1, played by a script over its control socket. */

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, newFolder, Program } from './process.mjs';
import { Inbox, stays, waitUntil } from './wait.mjs';

const kCodecs = { pcmu: 'PCMU/8000/1', pcma: 'PCMA/8000/1', g722: 'G722/16000/1',
  opus: 'opus/48000/2' };
const kRates = { pcmu: 8000, pcma: 8000, g722: 16000, opus: 48000 };

/** The rate of the file that a phone of that codec must be given to speak. */
export const speakingRate = (codec) => kRates[codec];

export class Baresip {
  /**
   * `user`, `password` and `server` (host:port) make it register; without a server it is reached
   * at its own address. `transport` is udp, tcp or tls; `media` plain, sdes or dtls (with ICE).
   * `speaks` is the WAV it plays into its calls, at speakingRate(codec).
   */
  static async start(options) {
    const phone = new Baresip();
    await phone.#start({ transport: 'udp', media: 'plain', codec: 'pcmu', ...options });
    return phone;
  }

  async #start(options) {
    this.user = options.user;
    this.news = new Inbox();
    this.folder = newFolder(`baresip-${options.user}`);
    this.sipPort = await freePort();
    this.controlPort = await freePort();
    writeFileSync(join(this.folder, 'config'), this.#config(options));
    writeFileSync(join(this.folder, 'accounts'), this.#account(options));
    writeFileSync(join(this.folder, 'contacts'), '');
    this.program = new Program('baresip', ['-f', this.folder, '-v'], {
      name: 'baresip', folder: this.folder, env: options.environment,
    });
    this.control = await waitUntil('the control socket of baresip', () => this.#connect());
    this.control.on('data', (data) => this.#read(data));
    this.control.on('error', () => {});
    if (options.server) await this.event('REGISTER_OK');
  }

  #config({ codec, media, speaks, ear }) {
    const modules = ['stdio', { pcma: 'g711', pcmu: 'g711' }[codec] ?? codec, 'aufile', 'srtp'];
    if (ear) modules.push('alsa');
    if (media === 'dtls') modules.push('ice', 'dtls_srtp');
    return [
      'poll_method epoll',
      `sip_listen 127.0.0.1:${this.sipPort}`,
      `audio_source aufile,${speaks}`,
      `audio_player ${ear ? 'alsa,pulse' : 'aufile,none'}`,
      'audio_alert aufile,none',
      'audio_buffer 40-200',
      'ausrc_channels 1',
      'auplay_channels 1',
      'net_interface 127.0.0.1',
      'module_path /usr/lib/baresip/modules',
      ...modules.map((name) => `module ${name}.so`),
      'module_tmp uuid.so',
      'module_tmp account.so',
      'module_app menu.so',
      'module_app ctrl_tcp.so',
      `ctrl_tcp_listen 127.0.0.1:${this.controlPort}`,
      'ringback_disabled yes',
      'menu_bell no',
      'opus_bitrate 32000',
      'opus_stereo no',
      'opus_sprop_stereo no',
      '',
    ].join('\n');
  }

  #account({ user, password = 'none', server, transport, media, codec }) {
    const address = server ?? `127.0.0.1:${this.sipPort}`;
    return [
      `<sip:${user}@${address};transport=${transport}>`,
      `auth_user=${user}`,
      `auth_pass=${password}`,
      `regint=${server ? 600 : 0}`,
      'answermode=manual',
      'ptime=20',
      `audio_codecs=${kCodecs[codec]}`,
      ...{ plain: [], sdes: ['mediaenc=srtp-mand'], dtls: ['mediaenc=dtls_srtp', 'medianat=ice'] }[
        media],
    ].join(';') + '\n';
  }

  async #connect() {
    const socket = connect(this.controlPort, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  #pending = Buffer.alloc(0);

  /** Netstrings of JSON: "12:{...},". */
  #read(data) {
    this.#pending = Buffer.concat([this.#pending, data]);
    for (;;) {
      const colon = this.#pending.indexOf(':');
      if (colon < 0) return;
      const end = colon + 1 + Number(this.#pending.toString('latin1', 0, colon));
      if (this.#pending.length <= end) return;
      this.news.put(JSON.parse(this.#pending.toString('utf8', colon + 1, end)));
      this.#pending = this.#pending.subarray(end + 1);
    }
  }

  #tokens = 0;

  /** One of baresip's long commands; resolves with what it prints. */
  async command(command, params = '') {
    const token = `t${++this.#tokens}`;
    const text = JSON.stringify({ command, params, token });
    this.control.write(`${Buffer.byteLength(text)}:${text},`);
    const answer = await this.news.take(`baresip's answer to ${command}`,
      (item) => item.response && item.token === token);
    if (!answer.ok) throw new Error(`baresip ${command} ${params}: ${answer.data}`);
    return answer.data;
  }

  /** Takes the next event of that type, also one that has already come. */
  event(type, limitMs) {
    return this.news.take(`${type} at baresip ${this.user}`,
      (item) => item.event && item.type === type, limitMs);
  }

  /** Where it is called without a server between. */
  get address() {
    return `sip:${this.user}@127.0.0.1:${this.sipPort}`;
  }

  dial(target) {
    return this.command('dial', target);
  }

  ringing() {
    return this.event('CALL_INCOMING');
  }

  async answer() {
    await this.command('accept');
    return this.event('CALL_ESTABLISHED');
  }

  answered(limitMs) {
    return this.event('CALL_ESTABLISHED', limitMs);
  }

  hangUp() {
    return this.command('hangup');
  }

  /** Resolves with the closing event; its `param` is the reason. */
  closed(limitMs) {
    return this.event('CALL_CLOSED', limitMs);
  }

  /** Resolves when the call has lasted that long from now; rejects if it is closed before. */
  callLasts(seconds) {
    return stays(`the call at baresip ${this.user}`, seconds,
      () => !this.news.all.some((item) => item.type === 'CALL_CLOSED'));
  }

  /** A key pressed during a call. */
  press(key) {
    this.program.child.stdin.write(key);
  }

  async stop() {
    this.control.destroy();
    return this.program.stop();
  }
}
