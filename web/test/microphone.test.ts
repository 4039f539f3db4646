import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk, launch } from "./bench";

// Without the fake permission prompt: headless Chromium refuses whatever was not granted.
let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

test("a blocked microphone is explained, and no INVITE goes out (S104)", async () => {
  const desk = await Desk.open(browser, { microphone: false });
  await desk.start();
  await desk.page.getByText("Calls need your microphone").waitFor();
  await desk.inspect("microphone-wanted");
  await desk.dial("102");
  await desk.page.getByText("Microphone blocked").waitFor();
  expect(desk.server.sip.find("INVITE")).toBeUndefined();
  await desk.inspect("microphone-blocked");
  desk.server.sip.invite('"Sales" <sip:102@demo.test>');
  await desk.page.getByRole("alertdialog").waitFor();
  await desk.inspect("incoming-blocked");
  await desk.close();
});
