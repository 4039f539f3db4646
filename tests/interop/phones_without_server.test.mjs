/**
 * Two desk phones that call each other with nothing between them: proves the phones' driver and
 * the audio gate on real G.711, G.722 and Opus, with and without encryption.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { speechFile } from '../e2e/audio/speech.mjs';
import { Baresip, speakingRate } from '../e2e/drivers/baresip.mjs';
import { requireBothHear, talkingSeconds } from '../e2e/drivers/calls.mjs';
import { Pulse } from '../e2e/drivers/pulse.mjs';

let pulse;
before(async () => {
  pulse = await Pulse.start();
  await pulse.addEar('ann');
  await pulse.addEar('bob');
});
after(() => pulse.stop());

function phone(who, options) {
  const speaks = speechFile(who, { rate: speakingRate(options.codec), trail: 60 });
  const environment = pulse.environment({ ear: who });
  return Baresip.start({ user: who, speaks, ear: who, environment, ...options });
}

async function callEachOther(name, options) {
  const ann = await phone('ann', options);
  const bob = await phone('bob', options);
  try {
    const ears = [await pulse.record('ann'), await pulse.record('bob')];
    await ann.dial(bob.address);
    await bob.ringing();
    await bob.answer();
    await ann.answered();
    await bob.callLasts(talkingSeconds() + 1);
    const [annHeard, bobHeard] = [await ears[0].stop(), await ears[1].stop()];
    await ann.hangUp();
    await bob.closed();
    return requireBothHear(name, {
      left: { says: 'ann', heard: annHeard },
      right: { says: 'bob', heard: bobHeard },
      codec: { pcmu: 'g711', pcma: 'g711' }[options.codec] ?? options.codec,
    });
  } finally {
    await ann.stop();
    await bob.stop();
  }
}

for (const options of [
  { codec: 'pcmu', transport: 'udp', media: 'plain' },
  { codec: 'opus', transport: 'udp', media: 'dtls' },
  { codec: 'g722', transport: 'tcp', media: 'sdes' },
]) {
  const name = Object.values(options).join(' ');
  test(`two phones hear each other: ${name}`, async () => {
    const measures = await callEachOther(`phones without server, ${name}`, options);
    assert.ok(measures.left.coverage >= 0.99);
  });
}

test('a declined call is closed at the caller', async () => {
  const options = { codec: 'pcmu', transport: 'udp', media: 'plain' };
  const ann = await phone('ann', options);
  const bob = await phone('bob', options);
  try {
    await ann.dial(bob.address);
    await bob.ringing();
    await bob.hangUp();
    assert.match((await ann.closed()).param, /^(480|486|603)/);
  } finally {
    await ann.stop();
    await bob.stop();
  }
});
