/** Workshop and Accounts at desk phones, by way of the server. */

import { converse } from '../e2e/drivers/calls.mjs';
import { Stage } from '../e2e/drivers/stage.mjs';

const stage = Stage.forThisFile();

async function callAndTalk(name, { caller, called }, codec) {
  const transcoded = (caller.codec ?? 'pcmu') !== (called.codec ?? 'pcmu');
  const workshop = await stage.deskPhone('103', { says: 'ann', ...caller });
  const accounts = await stage.deskPhone('104', { says: 'bob', ...called });
  await workshop.dial('104');
  await accounts.ringing();
  await accounts.answer();
  await workshop.answered();
  await converse(name, [workshop, accounts], codec, { transcoded });
  return { workshop, accounts };
}

stage.scene('two desk phones hear each other: G.711 passed through, caller hangs up', async () => {
  const phones = await callAndTalk('two phones, G.711', {
    caller: { codec: 'pcmu', transport: 'udp', media: 'plain' },
    called: { codec: 'pcmu', transport: 'tls', media: 'sdes' },
  }, 'g711');
  await phones.workshop.hangUp();
  await phones.accounts.closed();
});

stage.scene('two desk phones hear each other: Opus one side, G.711 the other', async () => {
  const phones = await callAndTalk('two phones, Opus and G.711', {
    caller: { codec: 'opus', transport: 'tcp', media: 'plain' },
    called: { codec: 'pcma', transport: 'udp', media: 'plain' },
  }, 'g711');
  await phones.accounts.hangUp();
  await phones.workshop.closed();
});

stage.scene('two desk phones hear each other: G.722 one side, Opus the other', async () => {
  const phones = await callAndTalk('two phones, G.722 and Opus', {
    caller: { codec: 'g722', transport: 'udp', media: 'plain' },
    called: { codec: 'opus', transport: 'udp', media: 'dtls' },
  }, 'g722');
  await phones.workshop.hangUp();
  await phones.accounts.closed();
});
