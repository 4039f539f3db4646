import { existsSync, mkdirSync, mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { build } from "vite";
import { expect } from "vitest";
import { reception } from "../src/phone/bench";
import { FakeServer } from "./fake/server";

const kBrowser = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const kPictures = process.env["SCREENSHOTS"];
const kAxe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

// For a machine that builds at the same time; what is waited for is always an observation.
const kPatience = 30_000;

let built: Promise<string> | null = null;

/** The page as it ships, built anew so that no test looks at an old one. */
export function builtPage(): Promise<string> {
  built ??= (async () => {
    const outDir = mkdtempSync(join(tmpdir(), "sidetone-web-"));
    const root = fileURLToPath(new URL("..", import.meta.url));
    await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
    return outDir;
  })();
  return built;
}

export function launch(...flags: string[]): Promise<Browser> {
  if (!existsSync(kBrowser)) throw new Error(`${kBrowser} is missing: install chromium`);
  return chromium.launch({
    executablePath: kBrowser,
    args: [
      "--no-sandbox",
      "--use-fake-device-for-media-stream",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--disable-quic",
      ...flags,
    ],
  });
}

/** A browser window on the page, and the server that it talks to. */
export class Desk {
  readonly complaints: string[] = [];

  private constructor(
    readonly server: FakeServer,
    readonly page: Page,
    private readonly context: BrowserContext,
  ) {
    page.on("console", (message) => {
      const expected = /Failed to load resource|WebSocket connection/.test(message.text());
      if (message.type() === "error" && !expected) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
  }

  static async open(browser: Browser, options: { microphone?: boolean } = {}): Promise<Desk> {
    const server = await FakeServer.start(await builtPage());
    server.account = reception;
    const context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
    if (options.microphone ?? true) await context.grantPermissions(["microphone"]);
    const page = await context.newPage();
    page.setDefaultTimeout(kPatience);
    return new Desk(server, page, context);
  }

  /** The page of a user who has signed in before. */
  async start(): Promise<void> {
    this.server.me = this.server.account;
    await this.page.goto(this.server.address);
    await this.status("Ready");
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.server.stop();
    expect(this.complaints).toEqual([]);
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  get number() {
    return this.page.getByRole("textbox", { name: "Number" });
  }

  async dial(number: string): Promise<void> {
    await this.number.fill(number);
    await this.button("Call").click();
  }

  async status(text: string): Promise<void> {
    const status = this.page.getByRole("status", { name: "Connection" });
    await until(async () => expect(await status.textContent()).toBe(text));
  }

  async alert(text: string): Promise<void> {
    await this.page.getByRole("alert").getByText(text, { exact: true }).waitFor();
  }

  /**
   * No complaint of axe (in the dark only colours differ), nothing wider than the narrowest window,
   * and pictures if wanted.
   */
  async inspect(name: string): Promise<void> {
    await this.theme("light");
    expect(await this.violations(), name).toEqual([]);
    await this.picture(`${name}-light`);
    await this.theme("dark");
    expect(await this.violations("color-contrast"), `${name} in the dark`).toEqual([]);
    await this.picture(`${name}-dark`);
    const wide = this.page.viewportSize()!;
    await this.page.setViewportSize({ width: 320, height: 700 });
    expect(await this.page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
    await this.picture(`${name}-narrow`);
    await this.page.setViewportSize(wide);
  }

  private async theme(name: "light" | "dark"): Promise<void> {
    await this.page.evaluate((value) => {
      document.documentElement.dataset["theme"] = value;
    }, name);
  }

  /** What still fades in would be measured half-way. */
  private async settled(): Promise<void> {
    await this.page.evaluate(async () => {
      const passing = document
        .getAnimations()
        .filter((one) => one.effect?.getComputedTiming().iterations !== Infinity);
      await Promise.allSettled(passing.map((one) => one.finished));
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
  }

  private async picture(name: string): Promise<void> {
    if (!kPictures) return;
    mkdirSync(kPictures, { recursive: true });
    await this.page.screenshot({ path: join(kPictures, `${name}.png`), animations: "disabled" });
  }

  private async violations(rule?: string): Promise<string[]> {
    // By the debugger's door: the page's policy lets no foreign script in.
    const missing = await this.page.evaluate(() => !("axe" in window));
    if (missing) await this.page.evaluate(readFileSync(kAxe, "utf8"));
    await this.settled();
    return this.page.evaluate(async (only) => {
      const { axe } = window as unknown as { axe: typeof import("axe-core") };
      const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
      const { violations } = await axe.run(document, {
        runOnly: only ? { type: "rule", values: [only] } : { type: "tag", values: tags },
        resultTypes: ["violations"],
      });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    }, rule);
  }
}

/** Waits for an observation to hold. */
export async function until(observe: () => Promise<void> | void): Promise<void> {
  await expect
    .poll(
      async () => {
        try {
          await observe();
          return "";
        } catch (error) {
          return String(error);
        }
      },
      { timeout: kPatience, interval: 20 },
    )
    .toBe("");
}
