/**
 * A sound server of the test's own: each listener gets an ear (a sink that plays to nobody and
 * is recorded in the wall's time), each speaker a mouth (a microphone that hears what we play).
 */

import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromPcm16 } from '../audio/wav.mjs';
import { newFolder, Program } from './process.mjs';
import { waitUntil } from './wait.mjs';

const run = promisify(execFile);
const kRate = 48000;

export class Pulse {
  recordings = 0;

  static async start() {
    const pulse = new Pulse();
    // A socket's path may have about 100 characters, so it does not live under out/.
    pulse.home = mkdtempSync(join(tmpdir(), 'st-pulse-'));
    chmodSync(pulse.home, 0o700);
    pulse.socket = join(pulse.home, 'native');
    pulse.folder = newFolder('pulse');
    pulse.program = new Program('pulseaudio', [
      '-n', '--daemonize=no', '--use-pid-file=no', '--exit-idle-time=-1', '--system=false',
      '--realtime=no', '--high-priority=no', '--log-target=stderr',
      '-L', `module-native-protocol-unix socket=${pulse.socket} auth-anonymous=1`,
    ], {
      name: 'pulseaudio',
      folder: pulse.folder,
      env: { HOME: pulse.home, XDG_RUNTIME_DIR: pulse.home },
    });
    await waitUntil('the sound server', () => existsSync(pulse.socket) && pulse.#control('info'));
    return pulse;
  }

  /** What a program must have in its environment to use this server. */
  environment({ ear, mouth } = {}) {
    return {
      PULSE_SERVER: `unix:${this.socket}`,
      XDG_RUNTIME_DIR: this.home,
      ...(ear ? { PULSE_SINK: ear } : {}),
      ...(mouth ? { PULSE_SOURCE: mouth } : {}),
    };
  }

  async addEar(name) {
    await this.#load('module-null-sink', `sink_name=${name}`, `rate=${kRate}`, 'channels=1');
    return name;
  }

  /** A microphone: the source `name`, which hears what is played to the sink `<name>-speaker`. */
  async addMouth(name) {
    await this.addEar(`${name}-speaker`);
    await this.#load('module-remap-source', `source_name=${name}`,
      `master=${name}-speaker.monitor`, `source_properties=device.description=${name}`);
    return name;
  }

  /** Plays a WAV to a mouth; the program's `ended` tells when it is over. */
  say(mouth, path) {
    return this.#tool('paplay', [`--device=${mouth}-speaker`, path], `say-${mouth}`);
  }

  /** Records an ear from now on; `soFar()` of the result is `{ rate, samples }`. */
  async record(ear) {
    const path = join(this.folder, `${ear}-${++this.recordings}.raw`);
    const before = await this.#listening();
    const recorder = this.#tool('parec', [
      `--device=${ear}.monitor`, '--format=s16le', `--rate=${kRate}`, '--channels=1', '--raw',
      '--latency-msec=50', path,
    ], `hear-${ear}`);
    await waitUntil(`the recording of ${ear}`, async () => (await this.#listening()) > before);
    return {
      soFar: () => fromPcm16(readFileSync(path), kRate),
      stop: () => recorder.stop({ signal: 'SIGINT' }),
    };
  }

  async stop() {
    await this.program.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  #tool(file, args, name) {
    return new Program(file, args, { name, folder: this.folder, env: this.environment() });
  }

  async #listening() {
    return (await this.#control('list', 'short', 'source-outputs')).split('\n').length;
  }

  #load(...args) {
    return this.#control('load-module', ...args);
  }

  async #control(...args) {
    const env = { ...process.env, ...this.environment() };
    const { stdout } = await run('pactl', args, { env });
    return stdout;
  }
}
