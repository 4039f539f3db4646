#!/usr/bin/env node
/**
 * Turns the page and the description of the API into part of the program: each file as it is and
 * gzipped, with its type and its hash.
 *
 *   node tools/embed_web.mjs web/dist docs/api/openapi.yaml build/dev/web_files
 *
 * writes the variants, `embedded_web.s` that includes them and `embedded_web.cpp` that names them.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const [dist, description, out] = process.argv.slice(2);
const kTypes = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesIn(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]);
}

/** The compressed form, where it saves a tenth at least. */
function compressed(bytes) {
  const packed = gzipSync(bytes, { level: 9 });
  return packed.length < bytes.length * 0.9 ? packed : Buffer.alloc(0);
}

if (!existsSync(join(dist, 'index.html'))) {
  console.error(`${dist}/index.html is missing: build the page first, with tools/web.sh`);
  process.exit(1);
}
mkdirSync(out, { recursive: true });
const assembly = ['.section .rodata'];
const declarations = [];

/** Puts bytes into the program; returns the C++ initialiser of their view. */
function embed(name, bytes) {
  writeFileSync(join(out, name), bytes);
  assembly.push(`.global ${name}`, `${name}:`, `.incbin "${resolve(out, name)}"`, '.byte 0');
  declarations.push(`extern const char ${name}[];`);
  return `{${name}, ${bytes.length}}`;
}

const rows = filesIn(dist).map((path) => path.slice(dist.length)).sort().map((path, index) => {
  const bytes = readFileSync(join(dist, path));
  const type = kTypes[extname(path)];
  if (!type) throw new Error(`${path}: add its content type to tools/embed_web.mjs`);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const name = `sidetone_web_${index}`;
  return `      {"${path}", "${type}", "\\"${hash}\\"", ${embed(name, bytes)}, ` +
    `${embed(`${name}_gzip`, compressed(bytes))}, ${path.startsWith('/assets/')}},`;
});
const text = embed('sidetone_description', readFileSync(description));

assembly.push('.section .note.GNU-stack, "", @progbits', '');
writeFileSync(join(out, 'embedded_web.s'), assembly.join('\n'));
writeFileSync(join(out, 'embedded_web.cpp'), `#include "app/embedded_web.h"

extern "C" {
${declarations.join('\n')}
}

namespace sidetone::app {

std::span<const api::StaticFile> embedded_web() {
  static const api::StaticFile files[] = {
${rows.join('\n')}
  };
  return files;
}

std::string_view embedded_description() {
  return ${text};
}

}  // namespace sidetone::app
`);
