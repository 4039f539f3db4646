/** Every state of the page, light and dark, narrow and wide, for every kind of eye and hand. */

import assert from 'node:assert/strict';
import { inEveryLook, violations } from './drivers/accessibility.mjs';
import { seen } from './drivers/hands.mjs';
import { Stage } from './drivers/stage.mjs';
import { waitUntil } from './drivers/wait.mjs';

const stage = Stage.forThisFile();

async function requireAccessible(state, phone) {
  await inEveryLook(phone.person.page, async (look) => {
    assert.deepEqual(await violations(phone.person.page), [], `${state}, ${look}`);
  });
}

stage.scene('axe finds nothing in any state of the page', async () => {
  const reception = await stage.visitor({ says: 'ann' });
  await seen(reception.hands, 'button', 'Sign in');
  await requireAccessible('login', reception);
  await reception.signIn({ ...stage.login('reception'), password: 'wrong' });
  await reception.reads('Wrong email or password.');
  await requireAccessible('login refused', reception);
  await reception.signIn(stage.login('reception'));
  await reception.ready();
  await requireAccessible('idle', reception);
  await reception.hands.press('tab', 'Call History');
  await requireAccessible('call history', reception);
  await reception.hands.press('tab', 'Phone');

  const sales = await stage.browser('sales', { says: 'bob' });
  await reception.dial('102');
  await sales.ringing();
  await requireAccessible('dialling', reception);
  await requireAccessible('incoming', sales);
  await sales.answer();
  await reception.inCall();
  await requireAccessible('in call', reception);
  await reception.hands.press('button', 'Keypad');
  await reception.mute();
  await requireAccessible('in call, muted, with keypad', reception);
  await reception.hangUp();
  await sales.reads('Call ended');
  await requireAccessible('call ended', sales);
}, { timeout: 300_000 });

stage.scene('a call is made, answered and ended with the keyboard alone', async () => {
  const reception = await stage.visitor({ says: 'ann' });
  const { email, password } = stage.login('reception');
  const keys = reception.person.page.keyboard;
  await reception.focusByTab('Email');
  await keys.type(email);
  await reception.focusByTab('Password');
  await keys.type(password);
  await keys.press('Enter');
  await reception.ready();

  const sales = await stage.browser('sales', { says: 'bob' });
  await keys.type('102');
  await keys.press('Enter');
  await sales.ringing();
  await sales.answerable();
  // Enter answers once the dialog has been there for a moment: it may have been meant otherwise.
  await waitUntil('Enter to answer', async () => {
    await sales.hands.type('Enter');
    return !(await sales.isRinging());
  });
  await Promise.all([reception.inCall(), sales.inCall()]);
  await keys.press('Escape');
  await sales.reads('Call ended');

  await keys.type('102');
  await keys.press('Enter');
  await sales.ringing();
  await sales.hands.type('Escape');
  await reception.reads('Declined');
});
