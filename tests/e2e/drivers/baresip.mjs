/** A desk phone: baresip on 127.0.0.1, played by a script over its control socket. */

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { speechFile } from '../audio/speech.mjs';
import { freePort, newFolder, Program } from './process.mjs';
import { Inbox, waitUntil } from './wait.mjs';

/** One module brings both laws of G.711; each other codec has a module to itself. */
const kG711 = { pcmu: 'PCMU/8000/1', pcma: 'PCMA/8000/1' };
const kRates = { pcmu: 8000, pcma: 8000, g722: 16000, opus: 48000 };

/** Silence in front of what is said, and behind it: at the end of its file it would hang up. */
const kLead = 1.5;
const kTrail = 60;

export class Baresip {
  /**
   * `user`, `password` and `server` (host:port) make it register; without a server it is reached
   * at its own address. `transport` is udp, tcp or tls; `media` plain, sdes or dtls (with ICE).
   * `says` is 'ann' or 'bob', and said as soon as a call is up; what it hears, it plays to `ear`
   * of the running sound server `pulse`.
   */
  static async start(options) {
    const phone = new Baresip();
    try {
      await phone.#start({ transport: 'udp', media: 'plain', codec: 'pcmu', ...options });
    } catch (error) {
      await phone.stop();
      throw error;
    }
    return phone;
  }

  async #start(options) {
    this.user = options.user;
    this.says = options.says;
    this.lead = kLead;
    this.domain = options.server;
    this.recording = await options.pulse.record(options.ear);
    this.news = new Inbox();
    this.folder = newFolder(`baresip-${options.user}`);
    this.sipPort = await freePort();
    this.controlPort = await freePort();
    writeFileSync(join(this.folder, 'config'), this.#config(options));
    writeFileSync(join(this.folder, 'accounts'), this.#account(options));
    writeFileSync(join(this.folder, 'contacts'), '');
    this.program = new Program('baresip', ['-f', this.folder, '-v', '-s'], {
      name: 'baresip',
      folder: this.folder,
      env: options.pulse.environment({ ear: options.ear }),
    });
    this.control = await waitUntil('the control socket of baresip', () => this.#connect());
    this.control.on('data', (data) => this.#read(data));
    this.control.on('error', () => {});
    if (options.server) await this.#registered();
  }

  /** It may have registered before the control socket was there to tell. */
  #registered() {
    return waitUntil(`baresip ${this.user} to be registered`,
      () => /registered successfully/.test(this.program.text()));
  }

  #config({ codec, media, says }) {
    const speaks = speechFile(says, { rate: kRates[codec], lead: kLead, trail: kTrail });
    const codecModule = codec in kG711 ? 'g711' : codec;
    const modules = ['stdio', codecModule, 'alsa', 'aufile', 'srtp'];
    if (media === 'dtls') modules.push('ice', 'dtls_srtp');
    return [
      'poll_method epoll',
      `sip_listen 127.0.0.1:${this.sipPort}`,
      `audio_source aufile,${speaks}`,
      'audio_player alsa,pulse',
      'audio_alert aufile,none',
      'audio_buffer 40-200',
      'ausrc_channels 1',
      'auplay_channels 1',
      'net_interface 127.0.0.1',
      `rtcp_mux ${media === 'dtls' ? 'yes' : 'no'}`,
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
      ...(codec in kG711 ? [`audio_codecs=${kG711[codec]}`] : []),
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

  /** `target` is an address, or a number at the server where it is registered. */
  async dial(target) {
    this.call = undefined;
    const address = target.includes(':') ? target : `sip:${target}@${this.domain}`;
    await this.command('dial', address);
  }

  async ringing() {
    return this.#keepCall(await this.event('CALL_INCOMING'));
  }

  async answer() {
    await this.command('accept');
    return this.answered();
  }

  async answered(limitMs) {
    this.up = true;
    return this.#keepCall(await this.event('CALL_ESTABLISHED', limitMs));
  }

  /** An INVITE that it refused by itself is a call of its own, closed before the one that rang. */
  #keepCall(event) {
    this.call = event.id;
    return event;
  }

  #closes(item) {
    return item.event && item.type === 'CALL_CLOSED' &&
      (this.call === undefined || item.id === this.call);
  }

  hangUp() {
    return this.command('hangup');
  }

  /** Resolves with the closing event; its `param` is the reason. */
  async closed(limitMs) {
    const event = await this.news.take(`CALL_CLOSED at baresip ${this.user}`,
      (item) => this.#closes(item), limitMs);
    this.up = false;
    return event;
  }

  /** Whether a call is up. */
  async inCallNow() {
    return this.up && !this.news.all.some((item) => this.#closes(item));
  }

  /** A phone tells nothing of what it had to conceal. */
  async look() {
    return undefined;
  }

  /** All that it has played since it was started. */
  async heard() {
    return this.recording.soFar();
  }

  /** A key pressed during a call. */
  press(key) {
    this.program.child.stdin.write(key);
  }

  async stop() {
    this.control?.destroy();
    await this.program?.stop();
    await this.recording?.stop();
  }

  /** Ends it as a power cut would. */
  die() {
    return this.program.stop({ signal: 'SIGKILL' });
  }
}
