/** *43 is the echo test: who calls it hears oneself. */

import assert from 'node:assert/strict';
import { requireGoodAudio } from './audio/audio_gate.mjs';
import { speech } from './audio/speech.mjs';
import { concealment, talkingSeconds } from './drivers/calls.mjs';
import { kLead, Stage } from './drivers/stage.mjs';
import { stays } from './drivers/wait.mjs';

const stage = Stage.forThisFile();

stage.scene('a browser hears its own voice, and nothing else', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  await reception.dial('*43');
  await reception.inCall();
  const before = await reception.look();
  await stays('the echo test', talkingSeconds(kLead) + 1, () => reception.inCallNow());
  const after = await reception.look();
  const { delayMs } = requireGoodAudio('echo test', {
    sent: speech('ann', { lead: kLead }),
    heard: await reception.heard(),
    codec: 'opus',
    concealment: concealment(before, after),
  });
  assert.ok(delayMs < kLead * 1000);
  await reception.hangUp();
  await reception.ready();
});

stage.scene('a desk phone hears its own voice', async () => {
  const workshop = await stage.deskPhone('103', { says: 'bob' });
  await workshop.dial('*43');
  await workshop.answered();
  await stays('the echo test', talkingSeconds() + 1, () => workshop.inCallNow());
  requireGoodAudio('echo test at a desk phone', {
    sent: speech('bob'), heard: await workshop.heard(), codec: 'g711',
  });
  await workshop.hangUp();
});
