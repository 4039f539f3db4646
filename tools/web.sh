#!/usr/bin/env bash
# Makes web/dist, the page that is built into the binary. Does nothing when it is up to date.
set -euo pipefail
cd "$(dirname "$0")/../web"

if [[ ! -f node_modules/.package-lock.json || package-lock.json -nt node_modules/.package-lock.json ]]; then
  echo "Fetching the page's parts from the npm registry"
  npm ci --no-audit --no-fund --loglevel=error
  touch node_modules/.package-lock.json
fi
newer() { find src public index.html package-lock.json vite.config.ts -newer dist/index.html -print -quit; }
if [[ ! -f dist/index.html || -n "$(newer)" ]]; then
  echo "Building the page"
  npm run --silent build
fi
