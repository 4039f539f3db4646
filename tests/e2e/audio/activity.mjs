/** Where a clean recording of a speaker has speech, and where it has a pause. Frames of 10 ms. */

export const kHop = 0.01;
const kFrame = 0.02;
const kSpeechRangeDb = 25;
/** A pause counts from this far behind speech, for codecs and jitter buffers have tails. */
const kTail = 0.15;

export const decibels = (power) => 10 * Math.log10(power + 1e-12);

/** Mean power of each frame of 20 ms, one every 10 ms; frame i is centred on i · 10 ms. */
export function framePower(samples, rate) {
  const sums = runningPower(samples);
  const frames = Math.floor(samples.length / (rate * kHop));
  const power = new Float64Array(frames);
  for (let i = 0; i < frames; i++) power[i] = powerAround(sums, rate, i * kHop);
  return power;
}

/** sums[n] = the power of the first n samples: any stretch costs one subtraction. */
export function runningPower(samples) {
  const sums = new Float64Array(samples.length + 1);
  for (let i = 0; i < samples.length; i++) sums[i + 1] = sums[i] + samples[i] * samples[i];
  return sums;
}

/** Mean power of the 20 ms around a time; what lies outside the recording is silence. */
export function powerAround(sums, rate, time) {
  const half = Math.round((kFrame / 2) * rate);
  const center = Math.round(time * rate);
  const from = clamp(center - half, sums.length - 1);
  const to = clamp(center + half, sums.length - 1);
  return (sums[to] - sums[from]) / (2 * half);
}

function clamp(value, last) {
  return Math.max(0, Math.min(last, value));
}

/**
 * Marks each frame: `speech[i]` where the speaker is within 25 dB of loud speech, `pause[i]` where
 * there has been none for a while and none begins at once.
 */
export function activity(samples, rate) {
  const power = framePower(samples, rate);
  const loud = [...power].sort((a, b) => a - b)[Math.floor(power.length * 0.95)];
  const threshold = loud / 10 ** (kSpeechRangeDb / 10);
  const speech = Array.from(power, (p) => p > threshold && p > 1e-8);
  return { power, speech, pause: pausesBetween(speech) };
}

function pausesBetween(speech) {
  const tail = Math.round(kTail / kHop);
  const pause = speech.map(() => true);
  speech.forEach((spoken, i) => {
    if (!spoken) return;
    for (let k = Math.max(0, i - tail); k <= Math.min(speech.length - 1, i + tail); k++) {
      pause[k] = false;
    }
  });
  return pause;
}

