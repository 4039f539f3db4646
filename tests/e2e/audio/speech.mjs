/**
 * What the callers say: two voices with sentences of their own, made by espeak-ng when first asked
 * for and kept in out/speech. Between sentences both pause, so that whatever a recording holds in
 * one speaker's pause can be told from that speaker's voice.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resample } from './resample.mjs';
import { readWav, writeWav } from './wav.mjs';

const kFolder = fileURLToPath(new URL('../out/speech', import.meta.url));
const kRate = 48000;
const kTalkingLevelDb = -20;

/** Ann's long pauses hold some of Bob's words, and his many short ones hers, however they meet. */
const kPeople = {
  ann: {
    voice: ['-v', 'en-us+f3', '-s', '150'],
    pause: 1.3,
    sentences: [
      'Good morning, this is the front desk.',
      'Seven yellow boxes have just arrived.',
    ],
  },
  bob: {
    voice: ['-v', 'en-gb+m3', '-s', '165'],
    pause: 0.75,
    sentences: [
      'Hello, sales team here.',
      'Our new price list is ready.',
      'Please tell them we need twelve more.',
    ],
  },
};

export const kVoices = Object.keys(kPeople);

/** The path of `who`'s WAV at that rate, with seconds of silence in front (`lead`) and behind. */
export function speechFile(who, { rate = kRate, lead = 1.5, trail = 0.4 } = {}) {
  const recipe = createHash('sha256').update(JSON.stringify([kPeople[who], kTalkingLevelDb]));
  const name = [who, rate, lead, trail, recipe.digest('hex').slice(0, 8)].join('-');
  const path = join(kFolder, `${name}.wav`);
  if (!existsSync(path)) {
    mkdirSync(kFolder, { recursive: true });
    const unfinished = `${path}.${process.pid}`;
    writeWav(unfinished, resample(speak(kPeople[who], { lead, trail }), rate));
    renameSync(unfinished, path);
  }
  return path;
}

export function speech(who, options) {
  return readWav(speechFile(who, options));
}

function speak({ voice, sentences, pause }, { lead, trail }) {
  const spoken = sentences.map((sentence) => say(voice, sentence));
  const gap = Math.round(pause * kRate);
  const body = spoken.reduce((sum, one) => sum + one.length + gap, -gap);
  const samples = new Float32Array(Math.round((lead + trail) * kRate) + body);
  let at = Math.round(lead * kRate);
  for (const one of spoken) {
    samples.set(one, at);
    at += one.length + gap;
  }
  return { rate: kRate, samples };
}

/** One sentence, without the silence around it, at the level at which all are spoken. */
function say(voice, sentence) {
  const path = join(kFolder, `sentence.${process.pid}.wav`);
  execFileSync('espeak-ng', [...voice, '-w', path, sentence]);
  const { samples } = resample(readWav(path), kRate);
  const loud = (sample) => Math.abs(sample) > 0.01;
  const spoken = samples.slice(samples.findIndex(loud), samples.findLastIndex(loud) + 1);
  const rms = Math.sqrt(spoken.reduce((sum, x) => sum + x * x, 0) / spoken.length);
  const gain = 10 ** (kTalkingLevelDb / 20) / rms;
  return spoken.map((sample) => sample * gain);
}
