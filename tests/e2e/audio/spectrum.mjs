/** How far two sounds differ in colour: the log-spectral distance over ear-wide bands. */

import { decibels } from './activity.mjs';
import { fft, powerOfTwoAtLeast } from './fft.mjs';

const kWindow = 0.032;
const kBands = 20;
/** What lies this far under the loudest band of a frame is masked by it and not compared. */
const kMaskedDb = 35;

/** Returns bandsAt(samples, center): levels in dB of `kBands` bands around a sample. */
export function bandAnalyser(rate, [low, high]) {
  const length = Math.round(kWindow * rate);
  const size = powerOfTwoAtLeast(length);
  const hann = Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) /
    (length - 1)));
  const edges = melEdges(low, high).map((frequency) => Math.round((frequency / rate) * size));
  return (samples, center) => {
    const re = new Float64Array(size);
    const im = new Float64Array(size);
    const from = center - (length >> 1);
    for (let i = 0; i < length; i++) re[i] = (samples[from + i] ?? 0) * hann[i];
    fft(re, im);
    return bandLevels(re, im, edges);
  };
}

function bandLevels(re, im, edges) {
  const levels = new Float64Array(kBands);
  for (let band = 0; band < kBands; band++) {
    const last = Math.max(edges[band] + 1, edges[band + 1]);
    let power = 0;
    for (let k = edges[band]; k < last; k++) power += re[k] * re[k] + im[k] * im[k];
    levels[band] = decibels(power);
  }
  return levels;
}

function melEdges(low, high) {
  const mel = (hz) => 1127 * Math.log(1 + hz / 700);
  const hertz = (m) => 700 * (Math.exp(m / 1127) - 1);
  const step = (mel(high) - mel(low)) / kBands;
  return Array.from({ length: kBands + 1 }, (_, i) => hertz(mel(low) + i * step));
}

/** Distance in dB of two frames' bands once their levels are made equal by `levelDb`. */
export function distance(sent, heard, levelDb) {
  const floor = Math.max(...sent) - kMaskedDb;
  let sum = 0;
  for (let band = 0; band < sent.length; band++) {
    const difference = Math.max(sent[band], floor) - Math.max(heard[band] - levelDb, floor);
    sum += difference * difference;
  }
  return Math.sqrt(sum / sent.length);
}
