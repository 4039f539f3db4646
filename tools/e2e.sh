#!/usr/bin/env bash
# Real browsers and phones call each other through the server, and what they heard is judged.
#   tools/e2e.sh                 all of it, with the release build
#   tools/e2e.sh two_browsers    only the files with these words in their names
#   tools/e2e.sh --preset dev    with the build that has the sanitizers
set -euo pipefail
cd "$(dirname "$0")/.."
preset=release
[[ ${1:-} != --preset ]] || { preset=$2; shift 2; }
tools/install-packages.sh build test
tools/build.sh "$preset" sidetone
export SIDETONE_BINARY=$PWD/build/$preset/sidetone
npm --prefix tests/e2e ci --no-audit --no-fund --loglevel=error
cd tests/e2e
exec node run.mjs "$@"
