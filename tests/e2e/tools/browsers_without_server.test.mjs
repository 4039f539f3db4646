/**
 * The browsers' drivers and the audio gate, proved on a page of the tests' own: two browsers with
 * one RTCPeerConnection each and no server between them.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { speechFile } from '../audio/speech.mjs';
import { converse } from '../drivers/calls.mjs';
import { Chromium } from '../drivers/chromium.mjs';
import { Firefox } from '../drivers/firefox.mjs';
import { PlaywrightHands, PuppeteerHands, seen } from '../drivers/hands.mjs';
import { connectPeers, servePeerPage } from '../drivers/peer_page.mjs';
import { Pulse } from '../drivers/pulse.mjs';
import { Softphone } from '../drivers/softphone.mjs';
import { waitUntil } from '../drivers/wait.mjs';

const kLead = 4;
const kLoopback = ['--allow-loopback-in-peer-connection'];

let site;
let pulse;
before(async () => {
  site = await servePeerPage();
  pulse = await Pulse.start();
  await pulse.addEar('ear');
  await pulse.addMouth('mouth');
});
after(async () => {
  await pulse.stop();
  await site.stop();
});

const chromium = (says) =>
  Chromium.start({ says: speechFile(says, { lead: kLead, trail: 60 }), flags: kLoopback });
const firefox = () => Firefox.start({ pulse, ear: 'ear', mouth: 'mouth' });

async function connect(...people) {
  for (const person of people) await person.page.goto(site.url);
  for (const person of people) await person.page.evaluate(() => window.peer.openMicrophone(true));
  await connectPeers(...people);
  for (const person of people) {
    await waitUntil('both to be connected',
      async () => (await person.page.evaluate(() => window.peer.state())) === 'connected');
  }
}

/** The page of a person as a party of a call. */
const party = (person, says, lead) => ({
  says,
  lead,
  inCallNow: async () => (await person.stats()).state === 'connected',
  look: () => person.stats(),
  heard: () => person.heard(),
});

test('two Chromiums hear each other', { timeout: 240_000 }, async () => {
  const ann = await chromium('ann');
  const bob = await chromium('bob');
  try {
    await connect(ann, bob);
    const { left } = await converse('two Chromiums without server',
      [party(ann, 'ann', kLead), party(bob, 'bob', kLead)], 'opus');
    assert.equal(left.receives, 'audio/opus');
    assert.equal(left.localCandidate, 'host');
    assert.deepEqual([...ann.trouble, ...bob.trouble], []);
  } finally {
    await ann.stop();
    await bob.stop();
  }
});

test('Chromium and Firefox hear each other', { timeout: 240_000 }, async () => {
  const ann = await chromium('ann');
  const bob = await firefox();
  try {
    await connect(ann, bob);
    const speaking = {
      ...party(bob, 'bob', 1),
      speak: () => bob.say(speechFile('bob', { lead: 1 })).ended,
    };
    await converse('Chromium and Firefox without server',
      [party(ann, 'ann', kLead), speaking], 'opus');
  } finally {
    await ann.stop();
    await bob.stop();
  }
});

test('a Chromium that dies is gone at once', { timeout: 90_000 }, async () => {
  const ann = await chromium('ann');
  await ann.page.goto(site.url);
  await ann.die();
  assert.equal(ann.browser.isConnected(), false);
});

for (const [name, start, Hands] of [
  ['Chromium', () => chromium('ann'), PlaywrightHands],
  ['Firefox', firefox, PuppeteerHands],
]) {
  test(`a page is worked by role and name in ${name}`, { timeout: 180_000 }, async () => {
    const person = await start();
    try {
      const hands = new Hands(person.page);
      const phone = new Softphone(person, hands);
      await phone.open(`${site.url}rehearsal`);
      await phone.signIn({ email: 'ann@demo.test', password: 'secret' });
      await phone.ready();
      await phone.dial('102');
      await phone.inCall();
      assert.equal(await phone.callSeconds(), 65);
      assert.equal(await phone.muted(), false);
      await phone.mute();
      assert.equal(await phone.muted(), true);
      assert.equal(await phone.isRinging(), false);
      await phone.hangUp();
      await phone.reads('Call ended');
      assert.match(await phone.ringing(), /Reception.*101/s);
      await phone.answer();
      await phone.stopsRinging();
      await (await hands.aim('button', 'Call'))();
      await seen(hands, 'button', 'Hang Up');
      assert.equal(await hands.text('status', 'No such status'), undefined);
    } finally {
      await person.stop();
    }
  });
}
