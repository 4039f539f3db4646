/**
 * One person at one Firefox, over WebDriver BiDi. It plays into an ear and listens to a mouth of
 * the test's sound server, so that both are real devices to it.
 */

import puppeteer from 'puppeteer-core';
import { leaveSoundAlone, listenInPage, takeStats } from './ear_script.mjs';
import { newFolder } from './process.mjs';

const kExecutable = process.env.SIDETONE_FIREFOX ?? '/usr/bin/firefox-esr';

const kPreferences = {
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.cubeb.sandbox': false,
  'security.sandbox.content.level': 0,
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'services.settings.server': 'data:,',
  'extensions.getAddons.cache.enabled': false,
  'media.gmp-manager.updateEnabled': false,
};

export class Firefox {
  /**
   * `pulse` is the running sound server, `ear` and `mouth` names of its devices. (A fake stream of
   * Firefox's own would be a hum, and does not count as a microphone when addresses are gathered.)
   */
  static async start({ pulse, ear, mouth }) {
    const person = new Firefox();
    person.pulse = pulse;
    person.ear = ear;
    person.mouth = mouth;
    const folder = newFolder('firefox');
    person.browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: kExecutable,
      headless: true,
      acceptInsecureCerts: true,
      extraPrefsFirefox: kPreferences,
      env: { ...process.env, HOME: folder, ...pulse.environment({ ear, mouth }) },
    });
    // Recording keeps the sound server's delay short, from before the first sound on.
    person.recording = await pulse.record(ear);
    person.page = await person.browser.newPage();
    await person.page.evaluateOnNewDocument(listenInPage);
    await person.page.evaluateOnNewDocument(leaveSoundAlone);
    return person;
  }

  /** Starts to speak the WAV now; the returned program's `ended` tells when it is over. */
  say(path) {
    return this.pulse.say(this.mouth, path);
  }

  /** All that it has played since it was started. */
  async heard() {
    return this.recording.soFar();
  }

  stats() {
    return this.page.evaluate(takeStats);
  }

  async stop() {
    await this.browser.close();
    await this.recording.stop();
  }
}
