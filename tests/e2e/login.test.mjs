/** Who gets in, who does not, and what both read. */

import assert from 'node:assert/strict';
import { gone, seen } from './drivers/hands.mjs';
import { Stage } from './drivers/stage.mjs';

const stage = Stage.forThisFile();

const kWrong = 'Wrong email or password.';

stage.scene('a wrong password and an unknown address read the same', async () => {
  const visitor = await stage.visitor();
  await visitor.signIn({ ...stage.login('reception'), password: 'not this one' });
  await visitor.reads(kWrong);
  await visitor.signIn({ email: 'nobody@demo.test', password: stage.server.password });
  await visitor.reads(kWrong);
  await visitor.signIn({ email: 'reception@other.test', password: stage.server.password });
  await visitor.reads(kWrong);
  await seen(visitor.hands, 'button', 'Sign in');
  await visitor.signIn(stage.login('reception'));
  await visitor.ready();
});

stage.scene('guessing is slowed down, and says for how long', async () => {
  const visitor = await stage.visitor();
  const statuses = [];
  for (let i = 0; i < 40 && statuses.at(-1) !== 429; i++) {
    const guess = { email: 'accounts@demo.test', password: `guess ${i}` };
    statuses.push(await visitor.logInByApi(guess));
  }
  assert.equal(statuses.at(-1), 429, `never refused: ${statuses}`);
  assert.ok(statuses.slice(0, -1).every((status) => status === 401), `${statuses}`);
  await visitor.signIn({ email: 'accounts@demo.test', password: 'another guess' });
  await visitor.reads('Too many attempts. Try again in');
});

stage.scene('a reload stays signed in; signing out does not come back', async () => {
  const reception = await stage.browser('reception');
  await reception.person.page.reload();
  await reception.ready();
  await reception.hands.press('button', 'Sign out');
  await seen(reception.hands, 'button', 'Sign in');
  await reception.person.page.reload();
  await seen(reception.hands, 'button', 'Sign in');
  assert.equal(await reception.apiStatus('/api/v1/calls'), 401);
});

stage.scene('a user without an extension has no telephone', async () => {
  const admin = await stage.visitor();
  await admin.signIn(stage.login('admin'));
  await admin.reads('No extension is assigned to your account.');
  await gone(admin.hands, 'tab', 'Phone');
  await gone(admin.hands, 'button', 'Call');
});

stage.scene('a browser without WebRTC is told what it needs', async () => {
  const visitor = await stage.visitor({ initScript: () => {
    delete window.RTCPeerConnection;
  } });
  await visitor.reads(
    "This browser can't make calls. Use a current Chrome, Edge, Firefox or Safari over HTTPS.");
});

stage.scene('a blocked microphone is named, with the way out', async () => {
  const reception = await stage.browser('reception',
    { permissions: [], flags: ['--deny-permission-prompts'] });
  await reception.dial('102');
  await reception.reads('Microphone blocked');
});

stage.scene('the page is served with a strict policy and complains of nothing', async () => {
  const visitor = await stage.visitor({ url: stage.server.httpsUrl });
  const { headers } = await visitor.get('/');
  const policy = headers['content-security-policy'] ?? '';
  assert.match(policy, /default-src/);
  assert.match(policy, /frame-ancestors/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|\*/);
  await visitor.signIn(stage.login('reception'));
  await visitor.ready();
  // Before the login, "who am I?" is answered 401, which the console shows as a failed resource.
  const complaints = visitor.person.trouble.filter((text) => !/401/.test(text));
  assert.deepEqual(complaints, []);
});

stage.scene('nothing secret is kept where scripts can read it', async () => {
  const reception = await stage.browser('reception', { url: stage.server.httpsUrl });
  const kept = await reception.person.page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  assert.ok(!kept.includes(stage.server.password), 'the password is in the web storage');
  assert.doesNotMatch(kept, /ticket|token|secret|session_id/i);
  const cookies = await reception.person.context.cookies();
  assert.ok(cookies.length > 0);
  for (const cookie of cookies) {
    assert.deepEqual(
      { httpOnly: cookie.httpOnly, secure: cookie.secure, sameSite: cookie.sameSite },
      { httpOnly: true, secure: true, sameSite: 'Strict' }, cookie.name);
  }
});
