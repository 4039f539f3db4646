/**
 * Two desk phones that call each other with nothing between them: proves the phones' drivers and
 * the audio gate on real G.711, G.722 and Opus, with and without encryption.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Baresip } from '../e2e/drivers/baresip.mjs';
import { converse } from '../e2e/drivers/calls.mjs';
import { Linphone } from '../e2e/drivers/linphone.mjs';
import { Pulse } from '../e2e/drivers/pulse.mjs';

const kPlain = { codec: 'pcmu', transport: 'udp', media: 'plain' };

let pulse;
before(async () => {
  pulse = await Pulse.start();
  await pulse.addEar('ann');
  await pulse.addEar('bob');
});
after(() => pulse.stop());

const baresip = (who, options) =>
  Baresip.start({ user: who, says: who, ear: who, pulse, ...options });

/** Runs `play` with a caller and a called baresip, and ends both. */
async function withPhones(start, play) {
  const phones = [];
  try {
    for (const begin of start) phones.push(await begin());
    await play(...phones);
  } finally {
    for (const phone of phones) await phone.stop();
  }
}

async function callAndTalk(name, [caller, called], codec) {
  await caller.dial(called.address);
  await called.ringing();
  await called.answer();
  await caller.answered();
  await converse(name, [caller, called], codec);
  await caller.hangUp();
  await Promise.all([caller.closed(), called.closed()]);
}

for (const options of [
  kPlain,
  { codec: 'opus', transport: 'udp', media: 'dtls' },
  { codec: 'g722', transport: 'tcp', media: 'sdes' },
]) {
  const name = `two baresips, ${Object.values(options).join(' ')}`;
  test(`${name}: each hears the other`, { timeout: 180_000 }, () => withPhones(
    ['ann', 'bob'].map((who) => () => baresip(who, options)),
    (...phones) => callAndTalk(`${name}, without server`, phones,
      options.codec === 'pcmu' ? 'g711' : options.codec)));
}

test('linphone calls baresip: each hears the other', { timeout: 180_000 }, () => withPhones(
  [() => Linphone.start({ user: 'ann', says: 'ann' }), () => baresip('bob', kPlain)],
  (...phones) => callAndTalk('linphone and baresip, without server', phones, 'g711')));

test('a declined call is closed at the caller', { timeout: 90_000 }, () => withPhones(
  ['ann', 'bob'].map((who) => () => baresip(who, kPlain)),
  async (ann, bob) => {
    await ann.dial(bob.address);
    await bob.ringing();
    await bob.hangUp();
    assert.match((await ann.closed()).param, /^(480|486|603)/);
  }));
