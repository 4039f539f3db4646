/**
 * Judges one direction of a call by what its far end heard. One number is not enough: each of the
 * measures below has a kind of bad audio that only it can see, and audio_gate.test.mjs shows each.
 */

import { activity, decibels, kHop, powerAround, runningPower } from './activity.mjs';
import { drift, followDelay } from './align.mjs';
import { echoLevel } from './echo.mjs';
import { bandPass } from './fft.mjs';
import { resample } from './resample.mjs';
import { bandAnalyser, distance } from './spectrum.mjs';

/** The band that a path can carry, and how much colour its codec may cost. */
const kPaths = {
  opus: { rate: 16000, band: [150, 7000], distanceDb: 6 },
  g722: { rate: 16000, band: [150, 6500], distanceDb: 6 },
  g711: { rate: 8000, band: [300, 3400], distanceDb: 8 },
};

export const kLimits = {
  coverage: 0.99,
  gapMs: 40,
  skipMs: 40,
  adaptiveSkipMs: 120,
  levelDb: 3,
  echoDb: -40,
  pauseDb: -35,
  drift: 0.008,
  adaptiveDrift: 0.02,
  concealment: 0.01,
};

/** Following the delay needs no more than telephone sound. */
const kFollowRate = 8000;
const kFollowBand = [300, 3400];
/** A frame is heard when the wave is recognised and not 15 dB weaker than the rest. */
const kRecognised = 0.4;
const kPresentDb = -15;
/** Jumps within so many frames are one. */
const kQuickFrames = 8;

/**
 * `sent` is what one party said, `heard` what the other's phone played, `own` what that other said
 * itself: all `{ rate, samples }`. `codec` is 'opus', 'g722' or 'g711', the weakest on the path.
 * `from` and `to` limit the judgement to these seconds of `sent`. `concealment` is given by
 * browsers: the share of samples that they had to make up; and as their jitter buffers quietly
 * speed speech up and slow it down, they may be farther off within a moment than a phone may. So
 * may a path with `adaptive`: the server's own jitter buffer stands where it transcodes.
 * Returns `{ ok, problems, measures }`; each problem is one sentence.
 */
export function judge({ sent, heard, own, codec, from = 0, to = Infinity, concealment,
  adaptive = concealment !== undefined }) {
  const path = kPaths[codec];
  if (!path) throw new Error(`no judgement for codec ${codec}`);
  const signals = { sent: views(sent, path), heard: views(heard, path) };
  const said = activity(signals.sent.path, path.rate);
  const within = (i) => i * kHop >= from && i * kHop < to;
  said.speech = said.speech.map((spoken, i) => spoken && within(i));
  said.pause = said.pause.map((silent, i) => silent && within(i));
  const track = followDelay(signals.sent.phone, signals.heard.phone,
    { rate: kFollowRate, speech: said.speech });
  const scene = { path, said, track, signals, heardPower: powerHeard(signals, said, track) };
  const measures = {
    delayMs: Math.round(track.overall * 1000),
    drift: drift(track),
    ...presence(scene),
    skipMs: skipMs(scene),
    distanceDb: colour(scene),
    pauseDb: pauseLevel(scene),
    echoDb: own ? echo(scene, views(own, path).phone) : undefined,
    concealment,
  };
  const problems = problemsIn(measures, path, adaptive);
  return { ok: problems.length === 0, problems, measures };
}

/** The same as judge(), but says what is wrong by throwing. */
export function requireGoodAudio(name, input) {
  const { ok, problems, measures } = judge(input);
  if (ok) return measures;
  throw new Error(`${name}: ${problems.join('; ')}\n${JSON.stringify(measures)}`);
}

const kViews = new Map(Object.values(kPaths).map((path) => [path, new WeakMap()]));

/** A signal in the path's band, and as a telephone would carry it. */
function views(audio, path) {
  const known = kViews.get(path);
  if (!known.has(audio)) known.set(audio, makeViews(audio, path));
  return known.get(audio);
}

function makeViews(audio, { rate, band }) {
  const atPathRate = resample(audio, rate);
  const atPhoneRate = resample(atPathRate, kFollowRate);
  return {
    rate,
    path: bandPass(atPathRate.samples, rate, band),
    phone: bandPass(atPhoneRate.samples, kFollowRate, kFollowBand),
  };
}

/** For each frame of what was said, the power of what was heard of it. */
function powerHeard({ heard }, said, track) {
  const sums = runningPower(heard.path);
  return said.power.map((_, i) => powerAround(sums, heard.rate, i * kHop + track.delay[i]));
}

/** How much of the speech arrived, in how long stretches none did, and how loud the rest was. */
function presence({ said, track, heardPower }) {
  const recognised = said.speech.map((spoken, i) => spoken && track.match[i] >= kRecognised);
  const levelDb = levelOver(recognised, said.power, heardPower);
  const gain = 10 ** ((levelDb + kPresentDb) / 10);
  let spoken = 0;
  let found = 0;
  let missing = 0;
  let longest = 0;
  said.speech.forEach((isSpeech, i) => {
    const lost = isSpeech && !(recognised[i] && heardPower[i] > said.power[i] * gain);
    missing = lost ? missing + 1 : 0;
    longest = Math.max(longest, missing);
    spoken += isSpeech;
    found += isSpeech && !lost;
  });
  // n silent frames of 20 ms, each 10 ms after the other, are a hole of (n + 1) · 10 ms.
  const gapMs = longest === 0 ? 0 : (longest + 1) * kHop * 1000;
  return { coverage: spoken > 0 ? found / spoken : 0, gapMs, levelDb };
}

/** The farthest that the sound jumps in time, at once or in quick steps, amid speech. */
function skipMs({ said, track }) {
  let skip = 0;
  said.speech.forEach((_, i) => {
    for (let k = i; k < i + kQuickFrames && said.speech[k]; k++) {
      skip = Math.max(skip, Math.abs(track.delay[k] - track.delay[i]));
    }
  });
  return Math.round(skip * 1000);
}

function levelOver(chosen, sentPower, heardPower) {
  let sent = 0;
  let heard = 0;
  chosen.forEach((isChosen, i) => {
    if (!isChosen) return;
    sent += sentPower[i];
    heard += heardPower[i];
  });
  return sent > 0 ? decibels(heard / sent) : -Infinity;
}

function colour({ path, said, track, signals, heardPower }) {
  const bandsAt = bandAnalyser(path.rate, path.band);
  const levelDb = levelOver(said.speech, said.power, heardPower);
  let sum = 0;
  let count = 0;
  said.speech.forEach((spoken, i) => {
    if (!spoken || i % 2 === 1) return;
    const center = Math.round(i * kHop * path.rate);
    const later = center + Math.round(track.delay[i] * path.rate);
    const sent = bandsAt(signals.sent.path, center);
    sum += distance(sent, bandsAt(signals.heard.path, later), levelDb);
    count++;
  });
  return count > 0 ? sum / count : Infinity;
}

/** What is heard while the speaker pauses between two sentences, against the speech as heard. */
function pauseLevel({ said, heardPower }) {
  const first = said.speech.indexOf(true);
  const last = said.speech.lastIndexOf(true);
  const mean = (chosen) => {
    let sum = 0;
    let count = 0;
    for (let i = first; i <= last; i++) {
      if (!chosen[i]) continue;
      sum += heardPower[i];
      count++;
    }
    return count > 0 ? sum / count : 0;
  };
  return decibels(mean(said.pause)) - decibels(mean(said.speech));
}

/** The listener's own voice in what it heard, looked for where the far speaker pauses. */
function echo({ said, track, signals }, own) {
  const heard = signals.heard.phone;
  const silent = new Uint8Array(heard.length);
  const first = said.speech.indexOf(true);
  const last = said.speech.lastIndexOf(true);
  for (let i = Math.max(0, first); i <= last; i++) {
    if (!said.pause[i]) continue;
    const from = Math.round((i * kHop - kHop / 2 + track.delay[i]) * kFollowRate);
    silent.fill(1, Math.max(0, from), Math.max(0, from + kFollowRate * kHop));
  }
  return echoLevel({ heard, silent, own, rate: kFollowRate });
}

function problemsIn(measures, path, adaptive) {
  const percent = (share) => `${(share * 100).toFixed(1)} %`;
  const db = (value) => `${value.toFixed(1)} dB`;
  const { coverage, gapMs, skipMs, levelDb, distanceDb, pauseDb, echoDb, concealment } = measures;
  const skipLimit = adaptive ? kLimits.adaptiveSkipMs : kLimits.skipMs;
  const driftLimit = adaptive ? kLimits.adaptiveDrift : kLimits.drift;
  const rules = [
    [coverage >= kLimits.coverage, `only ${percent(coverage)} of the speech arrived`],
    [gapMs <= kLimits.gapMs, `a gap of ${gapMs} ms`],
    [skipMs <= skipLimit, `a skip of ${skipMs} ms`],
    [Math.abs(levelDb) <= kLimits.levelDb, `level changed by ${db(levelDb)}`],
    [distanceDb <= path.distanceDb, `log-spectral distance ${db(distanceDb)}`],
    [pauseDb <= kLimits.pauseDb, `something else is heard in the pauses, at ${db(pauseDb)}`],
    [Math.abs(measures.drift) <= driftLimit, `speed is off by ${percent(measures.drift)}`],
    [!(echoDb > kLimits.echoDb), `own voice comes back at ${db(echoDb ?? 0)}`],
    [!(concealment > kLimits.concealment), `${percent(concealment ?? 0)} of it was made up`],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}
