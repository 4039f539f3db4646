/**
 * A side that dies takes nobody with it: the other's call ends in bounded time. Deaths that have
 * nothing to do with each other are waited for together.
 */

import { Stage } from './drivers/stage.mjs';

const stage = Stage.forThisFile();

/** A leg that is silent for 30 s is given up; a call that rings with nobody to hear it, later. */
const kGivenUpMs = 45_000;
const kRungOutMs = 75_000;

const twoBrowsers = async ([caller, called, extension]) => {
  const left = await stage.browser(caller, { says: 'ann' });
  const right = await stage.browser(called, { says: 'bob' });
  await left.dial(extension);
  await right.ringing();
  return { left, right };
};

async function talking(who) {
  const { left, right } = await twoBrowsers(who);
  await right.answer();
  await Promise.all([left.inCall(), right.inCall()]);
  return { left, right };
}

stage.scene('a browser and a desk phone are killed, each in a call: the others are let go',
  async () => {
    const { left: reception, right: sales } = await talking(['reception', 'sales', '102']);
    const workshop = await stage.deskPhone('103');
    const accounts = await stage.browser('accounts', { says: 'ann' });
    await accounts.dial('103');
    await workshop.ringing();
    await workshop.answer();
    await accounts.inCall();
    await Promise.all([sales.person.die(), workshop.die()]);
    await Promise.all([reception, accounts].map(
      (phone) => phone.connectionBecomes('Ready', kGivenUpMs)));
    await stage.noCallsLeft(reception, accounts);
  }, { timeout: 300_000 });

stage.scene('a caller is killed while it rings, a page is closed in a call: the others are let go',
  async () => {
    const { left: reception, right: sales } = await twoBrowsers(['reception', 'sales', '102']);
    const { left: workshop, right: accounts } = await talking(['workshop', 'accounts', '104']);
    await Promise.all([reception.person.die(), accounts.person.page.close()]);
    await Promise.all([
      sales.stopsRinging(kRungOutMs),
      workshop.connectionBecomes('Ready', kGivenUpMs),
    ]);
    await sales.ready();
    await stage.noCallsLeft(sales, workshop);
    const again = await stage.browser('accounts', { says: 'bob' });
    await workshop.dial('104');
    await again.ringing();
  }, { timeout: 300_000 });

stage.scene('the server is killed: the page says so', async () => {
  const server = await stage.anotherServer();
  const visitor = await stage.visitor({ url: server.httpUrl });
  await visitor.signIn({ email: 'sales@demo.test', password: server.password });
  await visitor.ready();
  await server.die();
  await visitor.connectionBecomes('Disconnected', 30_000);
});
