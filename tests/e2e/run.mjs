/**
 * Runs the test files one after the other (two browsers and a server fill two cores), and ends
 * with one line that counts.
 *
 *   node run.mjs              everything that needs the server, and the audio gate's own tests
 *   node run.mjs --tools      what judges: the audio gate, the browsers' and the phones' drivers
 *   node run.mjs races death  only the files with these words in their names
 */

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kHere = fileURLToPath(new URL('.', import.meta.url));
const kInterop = join(kHere, '../interop');
const kFileMs = 10 * 60_000;

const testsIn = (folder) => readdirSync(folder)
  .filter((name) => name.endsWith('.test.mjs')).sort().map((name) => join(folder, name));

const needsNoServer = (path) => path.includes('_without_server');
const gate = testsIn(join(kHere, 'audio'));
const tools = [...testsIn(join(kHere, 'tools')), ...testsIn(kInterop).filter(needsNoServer)];
const product = [...testsIn(kInterop).filter((path) => !needsNoServer(path)), ...testsIn(kHere)];

function chosen(args) {
  if (args.includes('--tools')) return [...gate, ...tools];
  if (args.length === 0) return [...gate, ...product];
  return [...gate, ...tools, ...product].filter(
    (path) => args.some((word) => basename(path).includes(word)));
}

/** Runs one file and returns how many of its tests passed and failed. */
async function run(file) {
  console.log(`\n== ${basename(file)}`);
  const child = spawn(process.execPath, ['--test-reporter=spec', file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const limit = setTimeout(() => child.kill('SIGTERM'), kFileMs);
  let text = '';
  child.stdout.on('data', (data) => {
    text += data;
    process.stdout.write(data);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(limit);
  const count = (what) => Number(new RegExp(`^\\S+ ${what} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { file, passed: count('pass'), failed: failed === 0 && code !== 0 ? 1 : failed };
}

const files = chosen(process.argv.slice(2));
const start = Date.now();
const results = [];
for (const file of files) results.push(await run(file));

const total = (what) => results.reduce((sum, result) => sum + result[what], 0);
console.log(`\n${files.length} files in ${Math.round((Date.now() - start) / 1000)} s`);
for (const { file, failed } of results) {
  if (failed > 0) console.log(`failed: ${failed} in ${basename(file)}`);
}
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exit(total('failed') > 0 || total('passed') === 0 ? 1 : 0);
