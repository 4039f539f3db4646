/** Pictures of every state of the page, for people to look at: out/screenshots. */

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import assert from 'node:assert/strict';
import { inEveryLook } from './drivers/accessibility.mjs';
import { seen } from './drivers/hands.mjs';
import { kOut } from './drivers/process.mjs';
import { Stage } from './drivers/stage.mjs';

const stage = Stage.forThisFile();
const kFolder = join(kOut, 'screenshots');

async function picture(state, phone) {
  mkdirSync(kFolder, { recursive: true });
  await inEveryLook(phone.person.page, async (look) => {
    const path = join(kFolder, `${state} ${look}.png`.replaceAll(' ', '-'));
    await phone.hands.screenshot(path);
    assert.ok(existsSync(path));
  });
}

stage.scene('every state of the page has its picture', async () => {
  const reception = await stage.visitor({ says: 'ann' });
  await seen(reception.hands, 'button', 'Sign in');
  await picture('1 login', reception);
  await reception.signIn({ ...stage.login('reception'), password: 'wrong' });
  await reception.reads('Wrong email or password.');
  await picture('2 login refused', reception);
  await reception.signIn(stage.login('reception'));
  await reception.ready();
  await picture('3 ready', reception);
  await reception.dial('199');
  await reception.reads('No such extension');
  await picture('4 no such extension', reception);
  const sales = await stage.browser('sales', { says: 'bob' });
  await reception.dial('102');
  await sales.ringing();
  await picture('5 dialling', reception);
  await picture('6 incoming', sales);
  await sales.answer();
  await reception.inCall();
  await picture('7 in call', reception);
  await reception.hands.press('button', 'Keypad');
  await reception.mute();
  await picture('8 in call muted with keypad', reception);
  await reception.hangUp();
  await sales.reads('Call ended');
  await picture('9 call ended', sales);
  await reception.hands.press('tab', 'Call History');
  await reception.reads('Sales');
  await picture('10 call history', reception);
}, { timeout: 300_000 });
