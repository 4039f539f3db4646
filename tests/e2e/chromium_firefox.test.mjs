/** Reception at a Chromium, Sales at a Firefox. */

import assert from 'node:assert/strict';
import { converse } from './drivers/calls.mjs';
import { Stage } from './drivers/stage.mjs';

const stage = Stage.forThisFile();

stage.scene('Chromium calls Firefox: each hears the other', async () => {
  const sales = await stage.firefox('sales', { says: 'bob' });
  const reception = await stage.browser('reception', { says: 'ann' });
  await reception.dial('102');
  assert.match(await sales.ringing(), /Reception/);
  await sales.answer();
  await Promise.all([reception.inCall(), sales.inCall()]);
  const { right } = await converse('Chromium and Firefox', [reception, sales], 'opus');
  assert.equal(right.receives, 'audio/opus');
  await sales.hangUp();
  await reception.reads('Call ended');
  await Promise.all([reception.ready(), sales.ready()]);
}, { timeout: 300_000 });

stage.scene('Firefox calls Chromium, which hangs up', async () => {
  const sales = await stage.firefox('sales', { says: 'bob' });
  const reception = await stage.browser('reception', { says: 'ann' });
  await sales.dial('101');
  assert.match(await reception.ringing(), /Sales/);
  await reception.answer();
  await Promise.all([reception.inCall(), sales.inCall()]);
  await reception.hangUp();
  await sales.reads('Call ended');
  await Promise.all([reception.ready(), sales.ready()]);
});
