/** Ways in which a call's sound goes wrong, for proving that the gates notice. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWav, writeWav } from './wav.mjs';

export const silence = ({ rate, samples }) => ({ rate, samples: new Float32Array(samples.length) });

export function louder({ rate, samples }, db) {
  return { rate, samples: samples.map((sample) => sample * 10 ** (db / 20)) };
}

export function delayed({ rate, samples }, seconds) {
  const out = new Float32Array(samples.length + Math.round(seconds * rate));
  out.set(samples, out.length - samples.length);
  return { rate, samples: out };
}

/** Both at once, as long as the first. */
export function mixed(one, other) {
  return { rate: one.rate, samples: one.samples.map((x, i) => x + (other.samples[i] ?? 0)) };
}

/** Nothing for `length` seconds, once every `every` seconds. */
export function holed({ rate, samples }, { every, length, from = 0 }) {
  const isHole = (i) => i >= from * rate && (i / rate) % every < length;
  return { rate, samples: samples.map((sample, i) => (isHole(i) ? 0 : sample)) };
}

/** Played faster by a share, with the pitch going up, as a wrong clock does it. */
export function faster({ rate, samples }, share) {
  const out = new Float32Array(Math.floor(samples.length / (1 + share)));
  for (let i = 0; i < out.length; i++) {
    const at = i * (1 + share);
    const low = Math.floor(at);
    out[i] = samples[low] + (at - low) * ((samples[low + 1] ?? 0) - samples[low]);
  }
  return { rate, samples: out };
}

/** Without `length` seconds at `at`: what follows comes early. */
export function skipped({ rate, samples }, at, length) {
  const cut = Math.round(at * rate);
  const out = new Float32Array(samples.length - Math.round(length * rate));
  out.set(samples.subarray(0, cut));
  out.set(samples.subarray(cut + Math.round(length * rate)), cut);
  return { rate, samples: out };
}

/** Noise with a seed, at a level in dB of full scale. */
export function noise({ rate, samples }, db) {
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const amplitude = 10 ** (db / 20) * Math.sqrt(3);
  return { rate, samples: samples.map(() => uniform() * amplitude) };
}

/** Through sox: coded with `arguments` into a file of that kind, and back to PCM. */
export function coded(audio, kind, ...options) {
  const folder = mkdtempSync(join(tmpdir(), 'sidetone-coded-'));
  try {
    const [before, code, after] = ['before.wav', `code.${kind}`, 'after.wav'].map(
      (name) => join(folder, name));
    writeWav(before, audio);
    execFileSync('sox', ['-V1', before, ...options, code]);
    execFileSync('sox', ['-V1', code, '-b', '16', '-e', 'signed-integer', after]);
    return readWav(after);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
