/** Audio as this folder passes it around: `{ rate, samples }`, mono, samples within ±1. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const kPcm = 1;
const kFloat = 3;
const kExtensible = 0xfffe;

/** Reads PCM of 16 bits or 32-bit float; of several channels the first is taken. */
export function readWav(path) {
  const file = readFileSync(path);
  if (file.toString('latin1', 0, 4) !== 'RIFF') throw new Error(`${path} is not a WAV file`);
  let format;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const body = at + 8;
    if (name === 'fmt ') format = readFormat(file, body);
    // A writer that was ended early leaves 0 or a size beyond the end: take what is there.
    if (name === 'data') {
      const end = size === 0 ? file.length : Math.min(file.length, body + size);
      return { rate: format.rate, samples: readSamples(file.subarray(body, end), format) };
    }
    at = body + size + (size % 2);
  }
  throw new Error(`${path} has no data`);
}

function readFormat(file, body) {
  let encoding = file.readUInt16LE(body);
  if (encoding === kExtensible) encoding = file.readUInt16LE(body + 24);
  return {
    encoding,
    channels: file.readUInt16LE(body + 2),
    rate: file.readUInt32LE(body + 4),
    bits: file.readUInt16LE(body + 14),
  };
}

function readSamples(data, { encoding, channels, bits }) {
  const known = (encoding === kPcm && bits === 16) || (encoding === kFloat && bits === 32);
  if (!known) throw new Error(`WAV encoding ${encoding} of ${bits} bits is not read here`);
  const stride = (bits / 8) * channels;
  const samples = new Float32Array(Math.floor(data.length / stride));
  for (let i = 0; i < samples.length; i++) {
    samples[i] = bits === 16 ? data.readInt16LE(i * stride) / 32768 : data.readFloatLE(i * stride);
  }
  return samples;
}

/** Raw signed 16-bit little-endian mono, as recorders write it. */
export function fromPcm16(data, rate) {
  return { rate, samples: readSamples(data, { encoding: kPcm, channels: 1, bits: 16 }) };
}

export function writeWav(path, { rate, samples }) {
  const file = Buffer.alloc(44 + samples.length * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + samples.length * 2, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(kPcm, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples.length * 2, 40);
  for (let i = 0; i < samples.length; i++) {
    const clipped = Math.max(-32768, Math.min(32767, Math.round(samples[i] * 32768)));
    file.writeInt16LE(clipped, 44 + i * 2);
  }
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, file);
}

export function seconds({ rate, samples }) {
  return samples.length / rate;
}
