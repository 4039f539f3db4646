/** What axe says of a page, and the looks in which it is asked. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kSizes = { narrow: { width: 320, height: 640 }, wide: { width: 1280, height: 800 } };

/** Runs `check(name)` with the page light and dark, 320 pixels wide and wide. */
export async function inEveryLook(page, check) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [size, viewport] of Object.entries(kSizes)) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      await settled(page);
      await check(`${colorScheme} ${size}`);
    }
  }
}

/** Colours that still fade into each other would be measured half-way. */
function settled(page) {
  return page.evaluate(async () => {
    const passing = document.getAnimations()
      .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map((one) => one.finished));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** Runs in the page: the buttons that do not lie within the padding of the card around them. */
function buttonsThatStickOut() {
  const sticksOut = (button) => {
    const card = button.closest('.card');
    const padding = parseFloat(getComputedStyle(card).paddingRight);
    const room = card.getBoundingClientRect().right - padding;
    return button.offsetParent !== null && button.getBoundingClientRect().right > room + 1;
  };
  return [...document.querySelectorAll('.card button')].filter(sticksOut)
    .map((button) => `the button ${button.innerText} sticks out of its card`);
}

/** One line for each thing that axe, or a page wider than its window, has to complain of. */
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(kAxe);
  const found = await page.evaluate(async () => {
    const { violations: all } = await window.axe.run(document, { resultTypes: ['violations'] });
    return all.map(({ id, help, nodes }) =>
      `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`);
  });
  const wider = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wider > 0) found.push(`the page is ${wider} pixels wider than its window`);
  return [...found, ...await page.evaluate(buttonsThatStickOut)];
}
