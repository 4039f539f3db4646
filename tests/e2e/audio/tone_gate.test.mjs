import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as damage from './damage.mjs';
import { judgeTone } from './tone_gate.mjs';

const tone = (frequency, db = -20) => ({
  rate: 48000,
  samples: Float32Array.from({ length: 48000 * 4 },
    (_, i) => 10 ** (db / 20) * Math.sin((2 * Math.PI * frequency * i) / 48000)),
});
const judged = (heard, more) => judgeTone({ heard, frequency: 440, ...more });

function rejects(result, problem) {
  assert.match(result.problems.join('\n'), problem, JSON.stringify(result.measures));
}

test('accepts the tone', () => assert.deepEqual(judged(tone(440)).problems, []));

test('accepts the tone after G.711', () => {
  const heard = damage.coded(tone(440), 'wav', '-r', '8000', '-e', 'u-law');
  assert.deepEqual(judged(heard).problems, []);
});

test('rejects silence', () => rejects(judged(damage.silence(tone(440))), /no tone/));
test('rejects another tone', () => rejects(judged(tone(700)), /no tone/));
test('rejects too little', () => rejects(judged(tone(440), { to: 0.5 }), /only 0.50 s/));

test('rejects a hole of 60 ms each second', () => {
  rejects(judged(damage.holed(tone(440), { every: 1, length: 0.06, from: 0.5 })), /a gap of/);
});

test('rejects the listener\'s own tone beside it', () => {
  const both = damage.mixed(tone(440), tone(700, -55));
  rejects(judged(both, { absent: [700] }), /700 Hz is heard/);
  assert.deepEqual(judged(tone(440), { absent: [700] }).problems, []);
});

test('rejects a level that wobbles', () => {
  const steady = tone(440);
  const wobbling = { rate: 48000,
    samples: steady.samples.map((x, i) => (i % 48000 < 24000 ? x : x * 2.5)) };
  rejects(judged(wobbling), /level wobbles/);
});
