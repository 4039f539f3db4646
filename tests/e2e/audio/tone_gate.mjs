/** Judges a steady tone, for browsers whose fake microphone can do no more than hum. */

import { decibels, framePower } from './activity.mjs';
import { bandPass } from './fft.mjs';
import { resample } from './resample.mjs';

const kRate = 8000;
const kHalfWidth = 20;

export const kToneLimits = { gapMs: 40, restDb: -25, wobbleDb: 3 };

/**
 * `heard` between the seconds `from` and `to` should be one tone of that `frequency`, without a
 * hole, of even level and with nothing beside it. `absent` lists tones that may not be there (the
 * listener's own): each must be 40 dB weaker. Returns `{ ok, problems, measures }`.
 */
export function judgeTone({ heard, frequency, from = 0, to = Infinity, absent = [] }) {
  const all = resample(heard, kRate).samples;
  const samples = all.subarray(Math.round(from * kRate), Math.min(all.length, to * kRate));
  const toneDb = bandLevel(samples, frequency);
  const measures = {
    seconds: samples.length / kRate,
    levelDb: toneDb,
    restDb: restLevel(samples, frequency) - toneDb,
    ...steadiness(samples, frequency, toneDb),
    strangersDb: absent.map((other) => bandLevel(samples, other) - toneDb),
  };
  const problems = problemsIn(measures, { frequency, absent });
  return { ok: problems.length === 0, problems, measures };
}

function bandLevel(samples, frequency) {
  const tone = bandPass(samples, kRate, [frequency - kHalfWidth, frequency + kHalfWidth]);
  return meanDb(tone);
}

function restLevel(samples, frequency) {
  const tone = bandPass(samples, kRate, [frequency - kHalfWidth, frequency + kHalfWidth]);
  const voice = bandPass(samples, kRate, [150, 3700]);
  return meanDb(voice.map((sample, i) => sample - tone[i]));
}

/** Holes are looked for in all that is heard, since the tone's own filter would ring over them. */
function steadiness(samples, frequency, toneDb) {
  const levels = Array.from(framePower(samples, kRate), decibels).slice(2, -2);
  let missing = 0;
  let longest = 0;
  let wobbleDb = 0;
  for (const level of levels) {
    missing = level < toneDb - 15 ? missing + 1 : 0;
    longest = Math.max(longest, missing);
    if (missing === 0) wobbleDb = Math.max(wobbleDb, Math.abs(level - toneDb));
  }
  return { gapMs: longest === 0 ? 0 : (longest + 1) * 10, wobbleDb };
}

function meanDb(samples) {
  return decibels(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

function problemsIn({ seconds, levelDb, restDb, gapMs, wobbleDb, strangersDb }, wanted) {
  const rules = [
    [seconds >= 1, `only ${seconds.toFixed(2)} s to judge`],
    [levelDb > -50, `no tone of ${wanted.frequency} Hz`],
    [restDb <= kToneLimits.restDb, `other sound at ${restDb.toFixed(1)} dB`],
    [gapMs <= kToneLimits.gapMs, `a gap of ${gapMs} ms`],
    [wobbleDb <= kToneLimits.wobbleDb, `level wobbles by ${wobbleDb.toFixed(1)} dB`],
    ...strangersDb.map((db, i) => [
      db <= -40, `${wanted.absent[i]} Hz is heard at ${db.toFixed(1)} dB`]),
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}
