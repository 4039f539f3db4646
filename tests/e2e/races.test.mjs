/** Things that happen in the same instant: cancel and ring, cancel and answer, two answers. */

import assert from 'node:assert/strict';
import { Stage } from './drivers/stage.mjs';
import { stays, waitUntil } from './drivers/wait.mjs';

const stage = Stage.forThisFile();

const ready = (...phones) => Promise.all(phones.map((phone) => phone.ready()));

/** Waits until one of the phones is In Call and the others are Ready, and returns that one. */
async function theOneInCall(phones) {
  return waitUntil('exactly one of them to be in the call', async () => {
    const texts = await Promise.all(phones.map((phone) => phone.connection()));
    const rest = texts.filter((text) => text === 'Ready').length;
    return rest === phones.length - 1 && phones[texts.indexOf('In Call')];
  });
}

stage.scene('S21: a call cancelled at once leaves nobody ringing', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const sales = await stage.browser('sales', { says: 'bob' });
  for (const wait of [0, 20, 50, 90, 200]) {
    await reception.enterNumber('102');
    await reception.pressInTurn('Call', 'Hang Up', wait);
    await ready(reception);
    await stage.noCallsLeft(reception, sales);
    await sales.stopsRinging(2_000);
  }
  await reception.dial('102');
  await sales.ringing();
  await sales.answer();
  await Promise.all([reception.inCall(), sales.inCall()]);
  await reception.hangUp();
  await stage.noCallsLeft(reception, sales);
});

stage.scene('R1: cancel and answer cross, and both sides agree', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const sales = await stage.browser('sales', { says: 'bob' });
  for (let round = 0; round < 6; round++) {
    await reception.dial('102');
    await sales.ringing();
    await sales.answerable();
    const hangUp = await reception.hands.aim('button', 'Hang Up');
    const answer = await sales.hands.aim('button', 'Answer');
    await Promise.all([hangUp(), answer()]);
    await ready(reception, sales);
    await sales.stopsRinging(2_000);
    await stage.noCallsLeft(reception, sales);
  }
});

stage.scene('R2: two browsers of one extension answer at once, and one of them has the call',
  async () => {
    const reception = await stage.browser('reception', { says: 'ann' });
    const two = [await stage.browser('sales', { says: 'bob' }),
      await stage.browser('sales', { says: 'bob' })];
    for (let round = 0; round < 3; round++) {
      await reception.dial('102');
      await Promise.all(two.map((phone) => phone.ringing()));
      await Promise.all(two.map((phone) => phone.answerable()));
      const fingers = await Promise.all(two.map((phone) => phone.hands.aim('button', 'Answer')));
      await Promise.all(fingers.map((press) => press()));
      await reception.inCall();
      const winner = await theOneInCall(two);
      const loser = two.find((phone) => phone !== winner);
      await loser.reads('Answered on another device');
      await stays('the call of the winner', 1, () => winner.inCallNow());
      await reception.hangUp();
      await ready(reception, ...two);
      await stage.noCallsLeft(reception, ...two);
    }
  });

stage.scene('the desk phone answers, and the browser of the same extension is told', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const browser = await stage.browser('workshop', { says: 'bob' });
  const desk = await stage.deskPhone('103');
  await reception.dial('103');
  await Promise.all([browser.ringing(), desk.ringing()]);
  await desk.answer();
  await browser.reads('Answered on another device');
  await browser.stopsRinging(2_000);
  await reception.inCall();
  await reception.hangUp();
  await desk.closed();
});

stage.scene('the browser answers, and the desk phone of the same extension stops', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const browser = await stage.browser('workshop', { says: 'bob' });
  const desk = await stage.deskPhone('103');
  await reception.dial('103');
  await Promise.all([browser.ringing(), desk.ringing()]);
  await browser.answer();
  await desk.closed();
  await Promise.all([reception.inCall(), browser.inCall()]);
  await browser.hangUp();
  await stage.noCallsLeft(reception, browser);
});

stage.scene('R2: a browser and a desk phone of one extension answer at once', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const browser = await stage.browser('workshop', { says: 'bob' });
  const desk = await stage.deskPhone('103');
  await reception.dial('103');
  await Promise.all([browser.ringing(), desk.ringing()]);
  await browser.answerable();
  const answer = await browser.hands.aim('button', 'Answer');
  const deskWins = desk.answer().then(() => true, () => false);
  await answer();
  await reception.inCall();
  await waitUntil('one of them, and not both, to have the call',
    async () => (await browser.inCallNow()) !== (await desk.inCallNow()));
  if (!(await browser.inCallNow())) {
    assert.equal(await deskWins, true);
    await browser.reads('Answered on another device');
  }
  await reception.hangUp();
  await ready(reception, browser);
  await stage.noCallsLeft(reception, browser);
});

stage.scene('pressing Enter twice places one call', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const sales = await stage.browser('sales', { says: 'bob' });
  await reception.enterNumber('102');
  await Promise.all([reception.hands.type('Enter'), reception.hands.type('Enter')]);
  await sales.ringing();
  assert.equal((await reception.liveCalls()).length, 1);
});
