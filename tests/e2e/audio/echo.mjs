/** Looks for a listener's own voice in what it heard. */

import { crossCorrelation } from './fft.mjs';

/** A delay is judged only where this much of the own speech falls into the far one's pauses. */
const kEnoughSeconds = 0.15;

/**
 * `heard` is what came in, `silent[t]` = 1 where the far party paused, `own` what the listener
 * said. At each delay, the part of `heard` that is a scaled copy of `own` is its projection on it;
 * the strongest is the echo. Returns its level in dB against `own`, or undefined if the two never
 * spoke apart, so that no echo could be told.
 */
export function echoLevel({ heard, silent, own, rate }) {
  const quiet = heard.map((sample, t) => sample * silent[t]);
  const product = crossCorrelation(quiet, own);
  const energy = crossCorrelation(silent, own.map((sample) => sample * sample));
  const meanPower = activePower(own);
  const enough = kEnoughSeconds * rate * meanPower;
  let strongest;
  for (let lag = product.first; lag <= product.last; lag++) {
    const ownEnergy = energy.at(lag);
    if (ownEnergy < enough) continue;
    const gain = Math.abs(product.at(lag)) / ownEnergy;
    if (strongest === undefined || gain > strongest) strongest = gain;
  }
  return strongest === undefined ? undefined : 20 * Math.log10(strongest + 1e-6);
}

/** Mean power of the samples that belong to speech rather than to silence. */
function activePower(samples) {
  const total = samples.reduce((sum, x) => sum + x * x, 0);
  const mean = total / samples.length;
  let power = 0;
  let count = 0;
  for (const sample of samples) {
    if (sample * sample < mean * 0.01) continue;
    power += sample * sample;
    count++;
  }
  return count > 0 ? power / count : 0;
}
