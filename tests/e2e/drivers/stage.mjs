/**
 * A running server and the people around it: who needs what, and who is sent home afterwards. One
 * stage serves one test file; each scene (test) brings its own people.
 */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { speechFile } from '../audio/speech.mjs';
import { Baresip } from './baresip.mjs';
import { Chromium } from './chromium.mjs';
import { Firefox } from './firefox.mjs';
import { PlaywrightHands, PuppeteerHands } from './hands.mjs';
import { Linphone } from './linphone.mjs';
import { kOut } from './process.mjs';
import { Pulse } from './pulse.mjs';
import { Server } from './server.mjs';
import { Softphone } from './softphone.mjs';
import { waitUntil } from './wait.mjs';

/** A microphone opens when it rings or when one dials: nobody speaks before the call is up. */
export const kLead = 4;
/** It speaks when the call is up, so its silence in front is for its own start only. */
const kFirefoxLead = 1;
const kTrail = 60;
const kSceneMs = 180_000;

export class Stage {
  #people = [];
  #sound;

  /** Opens a stage before the file's tests and closes it after them. */
  static forThisFile(options = {}) {
    const stage = new Stage();
    before(async () => {
      stage.server = await Server.start(options);
    });
    after(() => stage.#close());
    return stage;
  }

  /** One test. Whatever its people did or left undone, they go home after it. */
  scene(name, play, { timeout = kSceneMs } = {}) {
    test(name, { timeout }, async () => {
      try {
        await play();
      } catch (error) {
        error.message += await this.#report(name);
        throw error;
      } finally {
        await this.dismiss();
      }
    });
  }

  login(user) {
    return { email: `${user}@demo.test`, password: this.server.password };
  }

  /** A person at a Chromium with the page open; `says` is 'ann' or 'bob'. */
  async visitor({ says = 'ann', lead = kLead, url, ...options } = {}) {
    const microphone = speechFile(says, { lead, trail: kTrail });
    const person = this.#expect(await Chromium.start({ says: microphone, ...options }), says);
    const phone = new Softphone(person, new PlaywrightHands(person.page), { says, lead });
    await phone.open(url ?? this.server.httpUrl);
    return phone;
  }

  /** The same, signed in as that user of the demo tenant and Ready. */
  async browser(user, options) {
    return this.#signIn(await this.visitor(options), user);
  }

  /** A person at a Firefox, over HTTPS, signed in and Ready. It speaks when told to. */
  async firefox(user, { says = 'bob' } = {}) {
    const pulse = await this.sound();
    const person = this.#expect(await Firefox.start({
      pulse, ear: await pulse.addEar('firefox-ear'), mouth: await pulse.addMouth('firefox-mouth'),
    }), user);
    const phone = new Softphone(person, new PuppeteerHands(person.page),
      { says, lead: kFirefoxLead });
    phone.speak = () => person.say(speechFile(says, { lead: kFirefoxLead })).ended;
    await phone.open(this.server.httpsUrl);
    return this.#signIn(phone, user);
  }

  async #signIn(phone, user) {
    await phone.signIn(this.login(user));
    await phone.ready();
    return phone;
  }

  /** A desk phone that is registered. The rest of `options` goes to Baresip.start(). */
  async deskPhone(extension, { transport = 'udp', ...options } = {}) {
    const pulse = await this.sound();
    return this.#expect(await Baresip.start({
      user: extension,
      password: this.server.password,
      server: this.server.sipAddress(transport),
      transport,
      pulse,
      ear: await pulse.addEar(`desk-${extension}-${this.#people.length}`),
      says: 'bob',
      ...options,
    }), `desk phone ${extension}`);
  }

  /** The same, a linphone over UDP. */
  async linphone(extension, { says = 'bob' } = {}) {
    return this.#expect(await Linphone.start({
      user: extension,
      password: this.server.password,
      server: this.server.sipAddress('udp'),
      says,
    }), `linphone ${extension}`);
  }

  /** A second server, beside the file's own, for scenes that end it badly. */
  async anotherServer() {
    const server = await Server.start();
    this.#expect({ stop: () => server.die() }, 'another server');
    return server;
  }

  /** The server knows of no call of theirs any more. */
  async noCallsLeft(...phones) {
    for (const phone of phones) {
      await waitUntil(`the calls of ${phone.says} to be over`,
        async () => (await phone.liveCalls()).length === 0);
    }
  }

  /** The sound server, started for the first who needs one. */
  async sound() {
    this.#sound ??= Pulse.start();
    return this.#sound;
  }

  #expect(person, name) {
    this.#people.push({ person, name });
    return person;
  }

  /** Sends everybody home. */
  async dismiss() {
    const leaving = this.#people.splice(0).reverse();
    await Promise.allSettled(leaving.map(({ person }) => person.stop()));
  }

  /** For a scene that failed: what the pages show and complain about, what the server last said. */
  async #report(name) {
    const folder = join(kOut, 'failed');
    mkdirSync(folder, { recursive: true });
    const lines = [];
    for (const [i, { person, name: who }] of this.#people.entries()) {
      const picture = join(folder, `${name} - ${i} ${who}.png`.replaceAll('/', '_'));
      const page = person.page;
      if (page) await page.screenshot({ path: picture }).catch(() => {});
      if (person.trouble?.length > 0) lines.push(`${who}: ${person.trouble.join('\n  ')}`);
    }
    return ['', ...lines, 'the server last said:', this.server.lastWords()].join('\n');
  }

  async #close() {
    await this.dismiss();
    await (await this.#sound)?.stop();
    await this.server?.stop();
  }
}
