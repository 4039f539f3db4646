/** A side that dies takes nobody with it: the other's call ends in bounded time. */

import assert from 'node:assert/strict';
import { Stage } from './drivers/stage.mjs';

const stage = Stage.forThisFile();

/** A leg without media for so long is given up; the page is told within the same time. */
const kGhostMs = 75_000;

async function callUp() {
  const reception = await stage.browser('reception', { says: 'ann' });
  const sales = await stage.browser('sales', { says: 'bob' });
  await reception.dial('102');
  await sales.ringing();
  await sales.answer();
  await Promise.all([reception.inCall(), sales.inCall()]);
  return { reception, sales };
}

stage.scene('a browser that is killed in a call: the other side is let go', async () => {
  const { reception, sales } = await callUp();
  await sales.person.die();
  await reception.connectionBecomes('Ready', kGhostMs);
  await stage.noCallsLeft(reception);
}, { timeout: 300_000 });

stage.scene('a desk phone that is killed in a call: the browser is let go', async () => {
  const workshop = await stage.deskPhone('103');
  const reception = await stage.browser('reception', { says: 'ann' });
  await reception.dial('103');
  await workshop.ringing();
  await workshop.answer();
  await reception.inCall();
  await workshop.die();
  await reception.connectionBecomes('Ready', kGhostMs);
  await stage.noCallsLeft(reception);
}, { timeout: 300_000 });

stage.scene('a caller that is killed while it rings: the phone stops ringing', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const sales = await stage.browser('sales', { says: 'bob' });
  await reception.dial('102');
  await sales.ringing();
  await reception.person.die();
  await sales.stopsRinging(kGhostMs);
  await sales.ready();
  await stage.noCallsLeft(sales);
}, { timeout: 300_000 });

stage.scene('a page that is closed in a call hangs up, and signs in again afterwards', async () => {
  const { reception, sales } = await callUp();
  await sales.person.page.close();
  await reception.connectionBecomes('Ready', kGhostMs);
  const again = await stage.browser('sales', { says: 'bob' });
  await reception.dial('102');
  await again.ringing();
}, { timeout: 300_000 });

stage.scene('when the server dies, the page says so', async () => {
  const reception = await stage.browser('reception', { says: 'ann' });
  const server = await stage.anotherServer();
  const visitor = await stage.visitor({ url: server.httpUrl });
  await visitor.signIn({ email: 'sales@demo.test', password: server.password });
  await visitor.ready();
  await server.die();
  await visitor.connectionBecomes('Disconnected', 30_000);
  assert.equal(await reception.connection(), 'Ready');
});
