#!/usr/bin/env bash
# Real browsers and phones call each other through the release build, and what they heard is judged.
#   tools/e2e.sh                 all of it
#   tools/e2e.sh two_browsers    only the files with these words in their names
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-packages.sh build test
tools/build.sh release sidetone
export SIDETONE_BINARY=$PWD/build/release/sidetone
npm --prefix tests/e2e ci --no-audit --no-fund --loglevel=error
cd tests/e2e
exec node run.mjs "$@"
