/**
 * How a person works a page: things are found by role and accessible name, as a screen reader
 * finds them. One pair of hands for Playwright's pages, one for Puppeteer's.
 */

import { waitUntil } from './wait.mjs';

const kLimitMs = 10_000;

export class PlaywrightHands {
  constructor(page) {
    this.page = page;
  }

  open(url) {
    return this.page.goto(url);
  }

  press(role, name) {
    return this.#find(role, name).click({ timeout: kLimitMs });
  }

  /** Puts the finger on it. What comes back presses it, or nothing if it has gone by then. */
  async aim(role, name) {
    const found = await this.#find(role, name).elementHandle({ timeout: kLimitMs });
    return () => found.evaluate((element) => element.click());
  }

  fill(label, text) {
    return this.page.getByLabel(label, { exact: true }).fill(text, { timeout: kLimitMs });
  }

  type(key) {
    return this.page.keyboard.press(key);
  }

  /** The text of what has that role and name, or undefined if nothing has it. */
  async text(role, name) {
    const found = this.#find(role, name);
    return (await found.count()) > 0 ? (await found.first().innerText()).trim() : undefined;
  }

  async attribute(role, name, attribute) {
    return this.#find(role, name).first().getAttribute(attribute, { timeout: kLimitMs });
  }

  async sees(role, name) {
    return this.#find(role, name).first().isVisible();
  }

  async reads(text) {
    return (await this.page.getByText(text).filter({ visible: true }).count()) > 0;
  }

  screenshot(path) {
    return this.page.screenshot({ path });
  }

  #find(role, name) {
    return this.page.getByRole(role, name === undefined ? {} : { name, exact: true });
  }
}

export class PuppeteerHands {
  constructor(page) {
    this.page = page;
  }

  open(url) {
    return this.page.goto(url);
  }

  async press(role, name) {
    await this.page.locator(selector(role, name)).setTimeout(kLimitMs).click();
  }

  async aim(role, name) {
    const found = await this.page.waitForSelector(selector(role, name), { timeout: kLimitMs });
    return () => found.evaluate((element) => element.click());
  }

  async fill(label, text) {
    const found = await this.page.waitForSelector(`::-p-aria(${label})`, { timeout: kLimitMs });
    await found.type(text);
  }

  type(key) {
    return this.page.keyboard.press(key);
  }

  async text(role, name) {
    const found = await this.page.$(selector(role, name));
    return found ? (await found.evaluate((element) => element.innerText)).trim() : undefined;
  }

  async attribute(role, name, attribute) {
    const found = await this.page.waitForSelector(selector(role, name), { timeout: kLimitMs });
    return found.evaluate((element, wanted) => element.getAttribute(wanted), attribute);
  }

  async sees(role, name) {
    const found = await this.page.$(selector(role, name));
    return found ? found.isVisible() : false;
  }

  async reads(text) {
    const found = await this.page.$$(`::-p-text(${text})`);
    const visible = await Promise.all(found.map((element) => element.isVisible()));
    return visible.includes(true);
  }

  screenshot(path) {
    return this.page.screenshot({ path });
  }
}

function selector(role, name) {
  return name === undefined ? `::-p-aria([role="${role}"])`
    : `::-p-aria([name="${name}"][role="${role}"])`;
}

/** Resolves once the page has it; `limitMs` for what takes longer than a click. */
export function seen(hands, role, name, limitMs = kLimitMs) {
  return waitUntil(`${role} "${name ?? ''}"`, () => hands.sees(role, name), limitMs);
}

export function gone(hands, role, name, limitMs = kLimitMs) {
  return waitUntil(`${role} "${name ?? ''}" to go`, async () => !(await hands.sees(role, name)),
    limitMs);
}

export function read(hands, text, limitMs = kLimitMs) {
  return waitUntil(`the words "${text}"`, () => hands.reads(text), limitMs);
}
