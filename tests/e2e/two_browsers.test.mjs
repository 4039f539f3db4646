/** Reception calls Sales, each at a Chromium. */

import assert from 'node:assert/strict';
import { judge } from './audio/audio_gate.mjs';
import { speech } from './audio/speech.mjs';
import { seconds } from './audio/wav.mjs';
import { concealment, requireBothHear, talkingSeconds } from './drivers/calls.mjs';
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

async function talk(...phones) {
  const stats = () => Promise.all(phones.map((phone) => phone.person.stats()));
  const before = await stats();
  const up = () => phones.map((phone) => phone.connection());
  await stays('the call', talkingSeconds(kLead) + 0.5,
    async () => (await Promise.all(up())).every((text) => text === 'In Call'));
  const after = await stats();
  return Promise.all(phones.map(async (phone, i) => ({
    stats: after[i],
    heard: await phone.person.heard(),
    concealment: concealment(before[i], after[i]),
  })));
}

stage.scene('two browsers hear each other and only each other, over HTTPS', async () => {
  const { reception, sales, dialog } = await callUp({ url: stage.server.httpsUrl });
  assert.match(dialog, /Reception/);
  assert.match(dialog, /101/);
  const [ann, bob] = await talk(reception, sales);
  requireBothHear('two browsers', {
    left: { says: 'ann', lead: kLead, ...ann },
    right: { says: 'bob', lead: kLead, ...bob },
    codec: 'opus',
  });
  for (const { stats } of [ann, bob]) {
    assert.equal(stats.sends, 'audio/opus');
    assert.equal(stats.receives, 'audio/opus');
    assert.equal(stats.remoteAddress, '127.0.0.1');
  }
  await reception.hangUp();
  await sales.reads('Call ended');
  await Promise.all([reception.ready(), sales.ready()]);
});

stage.scene('the call time counts from the answer, and the one called can hang up', async () => {
  const { reception, sales } = await callUp();
  const begin = { at: Date.now(), ours: await reception.callSeconds() };
  await waitUntil('the call time to count to 3',
    async () => (await reception.callSeconds()) >= begin.ours + 3);
  const took = (Date.now() - begin.at) / 1000;
  assert.ok(took > 1.9 && took < 4.2, `3 seconds of call time took ${took} s`);
  assert.ok(Math.abs((await reception.callSeconds()) - (await sales.callSeconds())) <= 1);
  await sales.hangUp();
  await reception.reads('Call ended');
  await Promise.all([reception.ready(), sales.ready()]);
});

stage.scene('while muted, the other hears nothing; afterwards, the voice again', async () => {
  const { reception, sales } = await callUp();
  await reception.mute();
  assert.equal(await reception.muted(), true);
  const lasts = talkingSeconds(kLead) + 0.5;
  const half = speech('ann', { lead: kLead });
  await stays('the muted call', kLead + 3, async () => (await sales.connection()) === 'In Call');
  const muted = await sales.person.heard();
  await reception.mute();
  assert.equal(await reception.muted(), false);
  await stays('the call', lasts - kLead - 3, async () => (await sales.connection()) === 'In Call');
  const all = await sales.person.heard();
  const loudest = muted.samples.slice(muted.rate).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  assert.ok(seconds(muted) > 3, 'packets keep flowing while muted');
  assert.ok(loudest < 0.003, `while muted a peak of ${loudest} was heard`);
  const { measures } = judge({ sent: half, heard: all, codec: 'opus', from: kLead + 4.5 });
  assert.ok(measures.coverage > 0.95, JSON.stringify(measures));
  await reception.hangUp();
});

stage.scene('the caller learns that the other declined', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const sales = await stage.browser('sales', { says: 'bob' });
  await reception.dial('102');
  await sales.ringing();
  await sales.decline();
  await reception.reads('Declined');
  await Promise.all([reception.ready(), sales.ready()]);
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
