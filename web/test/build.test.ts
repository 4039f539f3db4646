import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { builtPage } from "./bench";

const kFirstLoad = 100_000;

async function files(extension: string) {
  const root = await builtPage();
  return readdirSync(join(root, "assets"))
    .filter((name) => name.endsWith(extension))
    .map((name) => ({ name, content: readFileSync(join(root, "assets", name)) }));
}

test("all the JavaScript that the Phone tab needs is at most 100 kB, gzipped", async () => {
  const scripts = await files(".js");
  expect(scripts.length).toBeGreaterThan(1);
  const size = scripts.reduce(
    (sum, { content }) => sum + gzipSync(content, { level: 9 }).length,
    0,
  );
  expect(size).toBeLessThanOrEqual(kFirstLoad);
});

test("every asset has a hash in its name, so that it may be cached for ever", async () => {
  for (const { name } of [...(await files(".js")), ...(await files(".css"))]) {
    expect(name).toMatch(/-[\w-]{8}\.(js|css)$/);
  }
});

test("index.html obeys default-src 'self': no script, style or address of its own", async () => {
  const html = readFileSync(join(await builtPage(), "index.html"), "utf8");
  expect(html).toContain('<meta name="csrf-token" content="%CSRF_TOKEN%"');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=|data:|https?:/);
  for (const { content } of await files(".css"))
    expect(String(content)).not.toMatch(/url\(|@import/);
});

test("the API's types are those of docs/api/openapi.yaml", async () => {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const { stdout } = await promisify(execFile)(
    join(root, "node_modules/.bin/openapi-typescript"),
    [join(root, "../docs/api/openapi.yaml")],
    { maxBuffer: 10_000_000 },
  );
  const strip = (text: string) => text.slice(text.indexOf("export interface paths")).trim();
  expect(strip(stdout)).toBe(strip(readFileSync(join(root, "src/api/schema.d.ts"), "utf8")));
});
