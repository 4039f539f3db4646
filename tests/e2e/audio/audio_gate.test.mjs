import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activity, kHop } from './activity.mjs';
import { judge } from './audio_gate.mjs';
import * as damage from './damage.mjs';
import { resample } from './resample.mjs';
import { speech } from './speech.mjs';

const ann = speech('ann');
const bob = speech('bob');

/** The middle of the first 150 ms in which Ann speaks all the time. */
const talking = (() => {
  const { speech: spoken } = activity(ann.samples, ann.rate);
  const frame = spoken.findIndex((_, i) => spoken.slice(i, i + 15).filter(Boolean).length === 15);
  return (frame + 7) * kHop;
})();

/** Ann speaks, Bob hears `heard`. */
const hears = (heard, more = {}) => judge({ sent: ann, heard, own: bob, codec: 'opus', ...more });

function accepts(result) {
  assert.deepEqual(result.problems, [], JSON.stringify(result.measures));
}

function rejects(result, problem) {
  assert.equal(result.ok, false, JSON.stringify(result.measures));
  assert.match(result.problems.join('\n'), problem);
}

test('accepts the very same sound', () => accepts(hears(ann)));

test('accepts sound that comes late', () => {
  accepts(hears(damage.delayed(ann, 2.345)));
});

test('accepts a recording that begins after the silence in front', () => {
  accepts(hears(damage.skipped(ann, 0, 1.2)));
});

test('accepts what G.711 makes of it, in both of its laws', () => {
  for (const law of ['u-law', 'a-law']) {
    const heard = damage.coded(ann, 'wav', '-r', '8000', '-e', law);
    accepts(hears(heard, { codec: 'g711' }));
  }
});

test('accepts what a lossy wideband codec makes of it', () => {
  accepts(hears(damage.coded(ann, 'ogg', '-r', '48000', '-C', '1')));
});

test('accepts telephone sound at any rate of the recording', () => {
  accepts(hears(resample(damage.coded(ann, 'wav', '-r', '8000', '-e', 'u-law'), 44100),
    { codec: 'g711' }));
});

test('accepts a jitter buffer that once skips in a pause', () => {
  accepts(hears(damage.skipped(ann, 1.2, 0.1)));
});

test('accepts both parties talking without hearing themselves', () => {
  accepts(judge({ sent: bob, heard: damage.delayed(bob, 0.3), own: ann, codec: 'opus' }));
});

test('accepts 1 % made up by concealment', () => accepts(hears(ann, { concealment: 0.01 })));

test('judges only the seconds it is asked for', () => {
  const lost = damage.mixed(damage.silence(ann),
    { rate: ann.rate, samples: ann.samples.map((x, i) => (i < 5 * ann.rate ? 0 : x)) });
  rejects(hears(lost), /of the speech arrived/);
  accepts(hears(lost, { from: 5.5 }));
});

test('rejects silence', () => {
  rejects(hears(damage.silence(ann)), /only 0.0 % of the speech arrived/);
});

test('rejects an empty recording', () => {
  rejects(hears({ rate: 48000, samples: new Float32Array(0) }), /of the speech arrived/);
});

test('rejects swapped legs: one hears oneself', () => {
  const result = hears(bob);
  rejects(result, /of the speech arrived/);
  rejects(result, /own voice comes back/);
});

test('rejects one side only: good one way, silence the other', () => {
  accepts(hears(ann));
  rejects(judge({ sent: bob, heard: damage.silence(bob), own: ann, codec: 'opus' }),
    /of the speech arrived/);
});

test('rejects a hole of 60 ms each second', () => {
  const result = hears(damage.holed(ann, { every: 1, length: 0.06 }));
  rejects(result, /a gap of/);
  rejects(result, /of the speech arrived/);
});

test('rejects a single hole of 60 ms in speech', () => {
  const hole = { every: 100, from: talking - 0.03, length: talking + 0.03 };
  rejects(hears(damage.holed(ann, hole)), /a gap of/);
});

test('rejects 60 ms of speech left out', () => {
  rejects(hears(damage.skipped(ann, talking, 0.06)), /^a skip of [456]. ms/);
});

test('lets a browser speed speech up for a moment, as long as it did not make it up', () => {
  accepts(hears(damage.skipped(ann, talking, 0.06), { concealment: 0.001 }));
});

test('rejects sound that is 10 % too fast, and 10 % too slow', () => {
  rejects(hears(damage.faster(ann, 0.1)), /speed is off|of the speech arrived/);
  rejects(hears(damage.faster(ann, 0.1), { concealment: 0 }), /speed is off|of the speech arrived/);
  rejects(hears(damage.faster(ann, -0.1)), /speed is off|of the speech arrived/);
});

test('rejects sound that is 1 % too fast', () => {
  rejects(hears(damage.faster(ann, 0.01)), /speed is off by -/);
});

test('rejects sound that is 6 dB too quiet, and 6 dB too loud', () => {
  rejects(hears(damage.louder(ann, -6)), /^level changed by -6/);
  rejects(hears(damage.louder(ann, 6)), /^level changed by 6/);
});

test('rejects an echo of oneself at -34 dB and accepts it at -46 dB', () => {
  const echo = (db) => damage.mixed(ann, damage.louder(damage.delayed(bob, 0.12), db));
  rejects(hears(echo(-34)), /^own voice comes back at -3/);
  accepts(hears(echo(-46)));
});

test('rejects somebody else in the pauses', () => {
  rejects(hears(damage.mixed(ann, damage.noise(ann, -46))), /something else is heard/);
});

test('rejects sound of the wrong colour', () => {
  rejects(hears(damage.coded(ann, 'wav', '-r', '8000', '-e', 'u-law')), /log-spectral distance/);
});

test('rejects noise in place of speech', () => {
  rejects(hears(damage.noise(ann, -25)), /of the speech arrived/);
});

test('rejects 2 % made up by concealment', () => {
  rejects(hears(ann, { concealment: 0.02 }), /^2.0 % of it was made up/);
});

test('judges a call within two seconds of processor time', () => {
  const start = process.cpuUsage();
  hears(damage.delayed(ann, 0.5));
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < 2e6, `${(user + system) / 1e6} s`);
});
