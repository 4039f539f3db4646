/**
 * The browsers' drivers and the audio gate, proved on a page of the tests' own: two browsers with
 * one RTCPeerConnection each and no server between them.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { speechFile } from '../audio/speech.mjs';
import { concealment, requireBothHear, talkingSeconds } from '../drivers/calls.mjs';
import { Chromium } from '../drivers/chromium.mjs';
import { Firefox } from '../drivers/firefox.mjs';
import { PlaywrightHands, PuppeteerHands, seen } from '../drivers/hands.mjs';
import { connectPeers, servePeerPage } from '../drivers/peer_page.mjs';
import { Pulse } from '../drivers/pulse.mjs';
import { Softphone } from '../drivers/softphone.mjs';
import { stays, waitUntil } from '../drivers/wait.mjs';

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

const connected = (person) => async () => (await person.stats()).state === 'connected';

test('two Chromiums hear each other', { timeout: 90_000 }, async () => {
  const ann = await chromium('ann');
  const bob = await chromium('bob');
  try {
    await connect(ann, bob);
    const start = [await ann.stats(), await bob.stats()];
    await stays('the connection', talkingSeconds(kLead) + 1, connected(ann));
    const end = [await ann.stats(), await bob.stats()];
    requireBothHear('two Chromiums without server', {
      left: { says: 'ann', lead: kLead, heard: await ann.heard(),
        concealment: concealment(start[0], end[0]) },
      right: { says: 'bob', lead: kLead, heard: await bob.heard(),
        concealment: concealment(start[1], end[1]) },
      codec: 'opus',
    });
    assert.equal(end[0].receives, 'audio/opus');
    assert.equal(end[0].localCandidate, 'host');
    assert.deepEqual([...ann.trouble, ...bob.trouble], []);
  } finally {
    await ann.stop();
    await bob.stop();
  }
});

test('Chromium and Firefox hear each other, one after the other', { timeout: 90_000 }, async () => {
  const ann = await chromium('ann');
  const bob = await firefox();
  try {
    const ear = await bob.listen();
    await connect(ann, bob);
    const start = [await ann.stats(), await bob.stats()];
    await stays('the connection', talkingSeconds(kLead) + 1, connected(bob));
    await bob.say(speechFile('bob')).ended;
    await stays('the connection', 1, connected(bob));
    const end = [await ann.stats(), await bob.stats()];
    requireBothHear('Chromium and Firefox without server', {
      left: { says: 'ann', lead: kLead, heard: await ann.heard(),
        concealment: concealment(start[0], end[0]) },
      right: { says: 'bob', heard: await ear.stop(), concealment: concealment(start[1], end[1]) },
      codec: 'opus',
    });
  } finally {
    await ann.stop();
    await bob.stop();
  }
});

test('a Chromium that dies is gone at once', { timeout: 30_000 }, async () => {
  const ann = await chromium('ann');
  await ann.page.goto(site.url);
  await ann.die();
  assert.equal(ann.browser.isConnected(), false);
});

for (const [name, start, Hands] of [
  ['Chromium', () => chromium('ann'), PlaywrightHands],
  ['Firefox', firefox, PuppeteerHands],
]) {
  test(`a page is worked by role and name in ${name}`, { timeout: 60_000 }, async () => {
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
      await hands.pressAtOnce('button', 'Call');
      await seen(hands, 'button', 'Hang Up');
      assert.equal(await hands.text('status', 'No such status'), undefined);
    } finally {
      await person.stop();
    }
  });
}
