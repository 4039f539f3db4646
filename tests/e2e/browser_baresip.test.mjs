/** Reception at a Chromium, the Workshop at a desk phone: both directions, by codec and keying. */

import assert from 'node:assert/strict';
import { converse } from './drivers/calls.mjs';
import { seen } from './drivers/hands.mjs';
import { Stage } from './drivers/stage.mjs';

const stage = Stage.forThisFile();

const kPlain = { codec: 'pcmu', transport: 'udp', media: 'plain' };
const kTls = { codec: 'pcmu', transport: 'tls', media: 'sdes' };
const kWebRtc = { codec: 'opus', transport: 'udp', media: 'dtls' };

const nameOf = ({ codec, transport, media }) => `${codec}, ${transport}, ${media}`;
/** How the gate calls the path, and the browser the codec: no leg is transcoded needlessly. */
const kGate = { pcmu: 'g711', opus: 'opus' };
const kMime = { pcmu: 'audio/PCMU', opus: 'audio/opus' };

async function browserCalls(options) {
  const workshop = await stage.deskPhone('103', { says: 'bob', ...options });
  const reception = await stage.browser('reception', { says: 'ann' });
  await reception.dial('103');
  await workshop.ringing();
  await workshop.answer();
  await reception.inCall();
  return { reception, workshop };
}

async function phoneCalls(options) {
  const workshop = await stage.deskPhone('103', { says: 'bob', ...options });
  const reception = await stage.browser('reception', { says: 'ann' });
  await workshop.dial('101');
  assert.match(await reception.ringing(), /Workshop/);
  await reception.answer();
  await workshop.answered();
  await reception.inCall();
  return { reception, workshop };
}

async function talk(name, { reception, workshop }, codec) {
  const { left } = await converse(name, [reception, workshop], kGate[codec]);
  assert.equal(left.receives, kMime[codec]);
  assert.equal(left.sends, kMime[codec]);
}

for (const options of [kPlain, kTls, kWebRtc]) {
  const name = `browser calls desk phone (${nameOf(options)})`;
  stage.scene(`${name}: each hears the other, the browser hangs up`, async () => {
    const call = await browserCalls(options);
    await talk(name, call, options.codec);
    await call.reception.hangUp();
    await call.workshop.closed();
    await call.reception.ready();
    await stage.noCallsLeft(call.reception);
  });
}

for (const options of [kPlain, kTls, kWebRtc]) {
  const name = `desk phone calls browser (${nameOf(options)})`;
  stage.scene(`${name}: each hears the other, the phone hangs up`, async () => {
    const call = await phoneCalls(options);
    await talk(name, call, options.codec);
    await call.workshop.hangUp();
    await call.reception.reads('Call ended');
    await call.reception.ready();
    await stage.noCallsLeft(call.reception);
  });
}

stage.scene('a key pressed in the browser reaches the desk phone', async () => {
  const { reception, workshop } = await browserCalls(kPlain);
  await reception.hands.press('button', 'Keypad');
  await seen(reception.hands, 'button', '5');
  await reception.hands.press('button', '5');
  assert.equal((await workshop.event('CALL_DTMF_START')).param, '5');
});

stage.scene('the desk phone declines, and the browser reads it', async () => {
  const workshop = await stage.deskPhone('103', kPlain);
  const reception = await stage.browser('reception', { says: 'ann' });
  await reception.dial('103');
  await workshop.ringing();
  await workshop.hangUp();
  await reception.reads('Busy');
});
