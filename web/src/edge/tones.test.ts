import { expect, test } from "vitest";
import { loudness } from "./meter";
import { renderPattern, toneFrequencies } from "./tones";

const kRate = 8000;
const pattern = {
  hertz: [440, 480],
  seconds: 6,
  bursts: [[0, 2]],
  level: 0.1,
} as const;

/** How much of `samples` is at `hertz`. (Goertzel) */
function amount(samples: Float32Array, hertz: number): number {
  let [sine, cosine] = [0, 0];
  samples.forEach((sample, i) => {
    sine += sample * Math.sin((2 * Math.PI * hertz * i) / kRate);
    cosine += sample * Math.cos((2 * Math.PI * hertz * i) / kRate);
  });
  return (2 * Math.hypot(sine, cosine)) / samples.length;
}

test("a ringing tone has its two frequencies, while it sounds, and then silence", () => {
  const samples = renderPattern(kRate, pattern);
  expect(samples.length).toBe(6 * kRate);
  const burst = samples.subarray(0, 2 * kRate);
  expect(amount(burst, 440)).toBeCloseTo(0.05, 2);
  expect(amount(burst, 480)).toBeCloseTo(0.05, 2);
  expect(amount(burst, 600)).toBeLessThan(0.001);
  expect(samples.subarray(2 * kRate).every((sample) => sample === 0)).toBe(true);
});

test("a burst begins and ends without a click", () => {
  const samples = renderPattern(kRate, pattern);
  const jumps = samples.map((sample, i) => Math.abs(sample - (samples[i - 1] ?? 0)));
  expect(Math.max(...jumps)).toBeLessThan(0.05);
});

test("loudness is 0 for silence, 1 for full scale, and even steps of decibels between", () => {
  const square = (level: number) => new Float32Array(64).map((_, i) => (i % 2 ? level : -level));
  expect(loudness(square(0))).toBe(0);
  expect(loudness(square(1))).toBeCloseTo(1, 5);
  expect(loudness(square(Math.sqrt(0.001)))).toBeCloseTo(0.5, 5);
});

test("a key has the tones of its row and column, and the end of the tones has none (S33)", () => {
  expect(toneFrequencies("1")).toEqual([697, 1209]);
  expect(toneFrequencies("#")).toEqual([941, 1477]);
  expect(toneFrequencies("")).toBeNull();
  expect(toneFrequencies(",")).toBeNull();
  expect(toneFrequencies("12")).toBeNull();
});
