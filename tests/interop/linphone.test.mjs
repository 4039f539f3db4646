/** A second opinion: linphone as the desk phone of Accounts. */

import { converse } from '../e2e/drivers/calls.mjs';
import { Stage } from '../e2e/drivers/stage.mjs';

const stage = Stage.forThisFile();

stage.scene('linphone calls a browser: each hears the other', async () => {
  const accounts = await stage.linphone('104', { says: 'bob' });
  const reception = await stage.browser('reception', { says: 'ann' });
  accounts.dial('101');
  await reception.ringing();
  await reception.answer();
  await accounts.answered();
  await reception.inCall();
  await converse('linphone calls browser', [reception, accounts], 'g711');
  accounts.hangUp();
  await reception.reads('Call ended');
});

stage.scene('baresip calls linphone, which hangs up', async () => {
  const accounts = await stage.linphone('104', { says: 'bob' });
  const workshop = await stage.deskPhone('103', { says: 'ann' });
  await workshop.dial('104');
  await accounts.ringing();
  await accounts.answer();
  await workshop.answered();
  accounts.hangUp();
  await workshop.closed();
});
