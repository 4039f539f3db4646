/** One throw of the dice: a number in [0, 1) and the seed for the next throw. (mulberry32) */
export function roll(seed: number): readonly [number, number] {
  const next = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(next ^ (next >>> 15), next | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return [((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32, next];
}

/** How long to wait before attempt number `attempt`: doubled each time, and never in step. */
export function backoff(seed: number, attempt: number): readonly [number, number] {
  const [dice, next] = roll(seed);
  const longest = Math.min(kFirstRetry * 2 ** attempt, kLongestRetry);
  return [Math.round(longest * (0.5 + dice / 2)), next];
}

const kFirstRetry = 1000;
const kLongestRetry = 30_000;
