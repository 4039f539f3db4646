/** Reception calls Sales, each at a Chromium. */

import assert from 'node:assert/strict';
import { judge } from './audio/audio_gate.mjs';
import { speech } from './audio/speech.mjs';
import { seconds } from './audio/wav.mjs';
import { converse } from './drivers/calls.mjs';
import { kLead, Stage } from './drivers/stage.mjs';
import { stays, waitUntil } from './drivers/wait.mjs';

const stage = Stage.forThisFile();

async function callUp({ url } = {}) {
  const reception = await stage.browser('reception', { says: 'ann', url });
  const sales = await stage.browser('sales', { says: 'bob', url });
  await reception.dial('102');
  const dialog = await sales.ringing();
  await sales.answer();
  await Promise.all([reception.inCall(), sales.inCall()]);
  return { reception, sales, dialog };
}

stage.scene('two browsers hear each other and only each other, over HTTPS', async () => {
  const { reception, sales, dialog } = await callUp({ url: stage.server.httpsUrl });
  assert.match(dialog, /Reception/);
  assert.match(dialog, /101/);
  const { left, right } = await converse('two browsers', [reception, sales], 'opus');
  for (const stats of [left, right]) {
    assert.equal(stats.sends, 'audio/opus');
    assert.equal(stats.receives, 'audio/opus');
    assert.equal(stats.remoteAddress, '127.0.0.1');
    assert.equal(stats.packetsLost, 0);
  }
  await reception.hangUp();
  await sales.reads('Call ended');
  await Promise.all([reception.ready(), sales.ready()]);
  await stage.noCallsLeft(reception, sales);
});

stage.scene('the call time counts from the answer, and the one called can hang up', async () => {
  const { reception, sales } = await callUp();
  const from = await reception.callSeconds();
  const begin = Date.now();
  await waitUntil('the call time to count three seconds',
    async () => (await reception.callSeconds()) >= from + 3);
  const took = (Date.now() - begin) / 1000;
  assert.ok(took > 1.9 && took < 4.2, `three seconds of call time took ${took} s`);
  assert.ok(Math.abs((await reception.callSeconds()) - (await sales.callSeconds())) <= 1);
  await sales.hangUp();
  await reception.reads('Call ended');
  await Promise.all([reception.ready(), sales.ready()]);
  await reception.hands.press('tab', 'Call History');
  await reception.reads('Sales');
});

stage.scene('while muted, the other hears nothing; afterwards, the voice again', async () => {
  const { reception, sales } = await callUp();
  const kMutedFor = 3;
  await reception.mute();
  assert.equal(await reception.muted(), true);
  await stays('the call', kLead + kMutedFor, () => sales.inCallNow());
  const muted = await sales.heard();
  await reception.mute();
  assert.equal(await reception.muted(), false);
  const voice = speech('ann', { lead: kLead });
  await stays('the call', seconds(voice) - kMutedFor, () => sales.inCallNow());
  // The first second may hold what was said between the answer and the press.
  const peak = muted.samples.slice(muted.rate).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  assert.ok(seconds(muted) > kMutedFor, 'silence keeps flowing while muted');
  assert.ok(peak < 0.003, `while muted, a peak of ${peak} was heard`);
  const { measures } = judge({
    sent: voice, heard: await sales.heard(), codec: 'opus', from: kLead + kMutedFor + 2.5,
  });
  assert.ok(measures.coverage > 0.95, `after Mute was released: ${JSON.stringify(measures)}`);
  await reception.hangUp();
});

stage.scene('the caller learns that the other declined', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const sales = await stage.browser('sales', { says: 'bob' });
  await reception.dial('102');
  await sales.ringing();
  await sales.decline();
  await reception.reads('Declined');
  await sales.stopsRinging();
  await Promise.all([reception.ready(), sales.ready()]);
  await stage.noCallsLeft(reception, sales);
});

stage.scene('a number that is nobody, oneself, or not there has its own words', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  await reception.dial('199');
  await reception.reads('No such extension');
  await reception.dial('101');
  await reception.reads("You can't call yourself.");
  await reception.dial('104');
  await reception.reads('Not available');
});

stage.scene('who is in a call is busy to a third', async () => {
  const { reception, sales } = await callUp();
  const workshop = await stage.browser('workshop', { says: 'ann' });
  await workshop.dial('101');
  await workshop.reads('Busy');
  assert.equal(await reception.inCallNow(), true);
  assert.equal(await sales.inCallNow(), true);
});
