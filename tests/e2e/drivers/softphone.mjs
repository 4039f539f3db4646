/**
 * The product's page in the words of its user: sign in, dial, answer, hang up. Every name used here
 * is one that scripts may rely on.
 */

import { gone, read, seen } from './hands.mjs';
import { waitUntil } from './wait.mjs';

const kRingMs = 10_000;
const kAnswerMs = 10_000;

export class Softphone {
  /**
   * `person` is a Chromium or a Firefox, `hands` what works its page. `says` is 'ann' or 'bob',
   * `lead` the silence in front of it.
   */
  constructor(person, hands, { says, lead } = {}) {
    this.person = person;
    this.hands = hands;
    this.says = says;
    this.lead = lead;
  }

  async open(url) {
    await this.hands.open(url);
  }

  async signIn({ email, password }) {
    await seen(this.hands, 'button', 'Sign in');
    await this.hands.fill('Email', email);
    await this.hands.fill('Password', password);
    await this.hands.press('button', 'Sign in');
  }

  /** What the Connection status says: Ready, Connecting..., Disconnected or In Call. */
  connection() {
    return this.hands.text('status', 'Connection');
  }

  connectionBecomes(text, limitMs = 15_000) {
    return waitUntil(`Connection to say ${text}`,
      async () => (await this.connection()) === text, limitMs);
  }

  ready() {
    return this.connectionBecomes('Ready');
  }

  async enterNumber(number) {
    await this.hands.fill('Number', number);
  }

  async dial(number) {
    await this.enterNumber(number);
    await this.hands.press('button', 'Call');
  }

  /** Resolves with what the incoming call's dialog says. */
  async ringing(limitMs = kRingMs) {
    await seen(this.hands, 'alertdialog', undefined, limitMs);
    return this.hands.text('alertdialog');
  }

  async isRinging() {
    return this.hands.sees('alertdialog');
  }

  stopsRinging(limitMs = kRingMs) {
    return gone(this.hands, 'alertdialog', undefined, limitMs);
  }

  async answer() {
    await this.answerable();
    await this.hands.press('button', 'Answer');
  }

  /** Answer can be pressed once the microphone is there. */
  answerable() {
    return waitUntil('Answer to be enabled', async () => {
      const disabled = await this.hands.attribute('button', 'Answer', 'disabled');
      return disabled === null;
    });
  }

  /** Presses two buttons, the second `waitMs` after the first, as fast as fingers never are. */
  pressInTurn(first, second, waitMs) {
    return this.person.page.evaluate(async ({ names, pause }) => {
      const press = async (name) => {
        const named = (one) => (one.getAttribute('aria-label') ?? one.innerText).trim() === name;
        const button = () => [...document.querySelectorAll('button')].find(named);
        while (!button()) await new Promise((resolve) => requestAnimationFrame(resolve));
        button().click();
      };
      await press(names[0]);
      await new Promise((resolve) => setTimeout(resolve, pause));
      await press(names[1]);
    }, { names: [first, second], pause: waitMs });
  }

  decline() {
    return this.hands.press('button', 'Decline');
  }

  async inCall(limitMs = kAnswerMs) {
    await this.connectionBecomes('In Call', limitMs);
    await seen(this.hands, 'button', 'Hang Up');
  }

  hangUp() {
    return this.hands.press('button', 'Hang Up');
  }

  /** Seconds since the answer, as the page counts them. */
  async callSeconds() {
    const text = await this.hands.text('timer', 'Call time');
    if (!/^(\d+:)?\d{1,2}:\d\d$/.test(text ?? '')) throw new Error(`Call time reads "${text}"`);
    return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  }

  mute() {
    return this.hands.press('button', 'Mute');
  }

  async muted() {
    return (await this.hands.attribute('button', 'Mute', 'aria-pressed')) === 'true';
  }

  async inCallNow() {
    return (await this.connection()) === 'In Call';
  }

  /** What getStats() says of the call. */
  look() {
    return this.person.stats();
  }

  /** What the page played of the call so far. */
  heard() {
    return this.person.heard();
  }

  /** Moves the focus with the Tab key until it is on the field with that label. */
  async focusByTab(label) {
    const field = this.person.page.getByLabel(label, { exact: true });
    await field.waitFor();
    await waitUntil(`Tab to reach ${label}`, async () => {
      if (await field.evaluate((element) => element === document.activeElement)) return true;
      await this.hands.type('Tab');
      return field.evaluate((element) => element === document.activeElement);
    });
  }

  /** My calls that are going on, as the API tells them. */
  async liveCalls() {
    const { items } = await this.person.page.evaluate(
      async () => (await fetch('/api/v1/calls')).json());
    return items;
  }

  apiStatus(path) {
    return this.person.page.evaluate(async (wanted) => (await fetch(wanted)).status, path);
  }

  /** The status of a login tried by a script of the same page. */
  logInByApi(credentials) {
    return this.person.page.evaluate(async (body) => {
      const answer = await fetch('/api/v1/login', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body,
      });
      return answer.status;
    }, JSON.stringify(credentials));
  }

  /** A resource of the server as this browser fetches it. */
  get(path) {
    return this.person.page.evaluate(async (wanted) => {
      const answer = await fetch(wanted);
      return { status: answer.status, headers: Object.fromEntries(answer.headers) };
    }, path);
  }

  /** Waits until the words can be read somewhere on the page. */
  reads(text, limitMs) {
    return read(this.hands, text, limitMs);
  }
}
