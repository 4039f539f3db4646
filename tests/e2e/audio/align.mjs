/** Finds where on a recording's time each moment of what was sent is heard. */

import { kHop, runningPower } from './activity.mjs';
import { crossCorrelation } from './fft.mjs';

const kWindow = 0.08;
/** How far a jitter buffer moves the sound in one step, and where to look after it lost track. */
const kNear = 0.07;
const kFar = 0.25;
const kSureMatch = 0.6;
/** A vowel is like itself one pitch period away: a jump of 50 ms must match better by 0.1. */
const kReluctance = 2;
/** Frames looked at together, and after how many lost looks it is searched for far away again. */
const kStep = 2;
const kLostAgain = 8;

/** The delay in samples at which all of `sent` fits `heard` best. */
export function overallDelay(sent, heard) {
  const correlation = crossCorrelation(heard, sent);
  let best = 0;
  for (let lag = correlation.first; lag <= correlation.last; lag++) {
    if (correlation.at(lag) > correlation.at(best)) best = lag;
  }
  return best;
}

/**
 * Follows the delay through the recording, for jitter buffers stretch and skip. For each frame of
 * 10 ms that is speech: `delay[i]` in seconds and `match[i]`, how alike both sides are there
 * (1 = the same wave). Frames without speech carry the last delay on.
 */
export function followDelay(sent, heard, { rate, speech }) {
  const start = overallDelay(sent, heard);
  const delay = new Float64Array(speech.length);
  const match = new Float64Array(speech.length);
  const search = searcher(sent, heard, rate);
  let current = start;
  let lost = 0;
  for (let i = 0; i < speech.length; i += kStep) {
    const spoken = speech.slice(i, i + kStep).includes(true);
    const found = spoken ? search(i + kStep / 2, current, kNear) : { delay: current, match: 0 };
    lost = spoken && found.match < kSureMatch ? lost + 1 : 0;
    if (lost % kLostAgain === 1) {
      const farther = search(i + kStep / 2, start, kFar);
      if (farther.match > Math.max(kSureMatch, found.match + 0.1)) Object.assign(found, farther);
    }
    if (found.match >= kSureMatch) current = found.delay;
    match.fill(found.match, i, i + kStep);
    delay.fill(current / rate, i, i + kStep);
  }
  return { overall: start / rate, delay, match };
}

/** Returns search(frame, delay, reach): the best match of that frame within reach of a delay. */
function searcher(sent, heard, rate) {
  const half = Math.round((kWindow / 2) * rate);
  const powers = { sent: runningPower(sent), heard: runningPower(heard) };
  return (frame, around, reach) => {
    const from = Math.max(0, Math.round(frame * kHop * rate) - half);
    const to = Math.min(sent.length, from + 2 * half);
    const span = Math.round(reach * rate);
    const best = { delay: around, match: 0, score: 0 };
    for (let delay = around - span; delay <= around + span; delay++) {
      const first = Math.max(from, -delay);
      const last = Math.min(to, heard.length - delay);
      if (last - first < half) continue;
      const power = (powers.sent[last] - powers.sent[first]) *
        (powers.heard[last + delay] - powers.heard[first + delay]);
      const match = product(sent, heard, { first, last, delay }) / Math.sqrt(power + 1e-12);
      const score = match - (kReluctance * Math.abs(delay - around)) / rate;
      if (score > best.score) Object.assign(best, { delay, match, score });
    }
    return best;
  };
}

function product(sent, heard, { first, last, delay }) {
  let sum = 0;
  for (let t = first; t < last; t++) sum += sent[t] * heard[t + delay];
  return sum;
}

/** Change of the delay per second of sound, from the frames that surely match. 0.1 = 10 % slow. */
export function drift({ delay, match }) {
  const points = [];
  match.forEach((m, i) => {
    if (m >= kSureMatch) points.push([i * kHop, delay[i]]);
  });
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  let xy = 0;
  let xx = 0;
  for (const [x, y] of points) {
    xy += (x - meanX) * (y - meanY);
    xx += (x - meanX) ** 2;
  }
  return xx > 0 ? xy / xx : 0;
}
