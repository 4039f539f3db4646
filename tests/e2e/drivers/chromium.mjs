/** One person at one Chromium: the microphone is a WAV, the ear is what the page plays. */

import { chromium } from 'playwright-core';
import { fromPcm16 } from '../audio/wav.mjs';
import { leaveSoundAlone, listenInPage, takeHeard, takeStats } from './ear_script.mjs';

const kExecutable = process.env.SIDETONE_CHROMIUM ?? '/usr/bin/chromium';

export class Chromium {
  /**
   * `says` is the WAV of its microphone, which begins when the page opens the microphone. `flags`
   * are more command-line switches, `permissions` what the page is granted, `initScript` runs
   * before the page's own scripts.
   */
  static async start({ says, flags = [], permissions = ['microphone'], initScript } = {}) {
    const person = new Chromium();
    person.browser = await chromium.launch({
      executablePath: kExecutable,
      args: [
        '--no-sandbox', '--use-fake-device-for-media-stream',
        ...(permissions.length > 0 ? ['--use-fake-ui-for-media-stream'] : []),
        ...(says ? [`--use-file-for-fake-audio-capture=${says}%noloop`] : []),
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
        '--no-first-run', '--disable-quic', '--ignore-certificate-errors', ...flags,
      ],
    });
    person.context = await person.browser.newContext({ ignoreHTTPSErrors: true, permissions });
    await person.context.addInitScript(listenInPage);
    await person.context.addInitScript(leaveSoundAlone);
    if (initScript) await person.context.addInitScript(initScript);
    person.trouble = [];
    person.page = await person.newPage();
    return person;
  }

  /** Another page of the same person. What its scripts complain about lands in `trouble`. */
  async newPage() {
    const page = await this.context.newPage();
    page.on('pageerror', (error) => this.trouble.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.trouble.push(`console: ${message.text()}`);
    });
    return page;
  }

  /** What the page has played of its newest remote track, from the moment it came. */
  async heard() {
    const recording = await this.page.evaluate(takeHeard);
    if (!recording) throw new Error('the page has not played any remote audio');
    return fromPcm16(Buffer.from(recording.pcm, 'base64'), recording.rate);
  }

  stats() {
    return this.page.evaluate(takeStats);
  }

  /** Ends the browser as a crash would: at once, without a word to anybody. */
  async die() {
    const { pid } = await this.#mainProcess();
    process.kill(pid, 'SIGKILL');
    await this.browser.close().catch(() => {});
  }

  async #mainProcess() {
    const session = await this.browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const main = processInfo.find(({ type }) => type === 'browser');
    return { pid: main.id };
  }

  async stop() {
    await this.browser.close();
  }
}
