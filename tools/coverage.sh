#!/usr/bin/env bash
# Line coverage of src/ by its unit and scenario tests: a summary, and build/coverage/index.html.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-packages.sh build test develop
[[ -f build/coverage/build.ninja ]] || cmake --preset coverage >/dev/null
NINJA_STATUS='[coverage %f/%t] ' ninja -C build/coverage
ctest --test-dir build/coverage -j 2 --output-on-failure >build/coverage/ctest.log ||
  { tail -n 40 build/coverage/ctest.log; exit 1; }
gcovr --root . --filter src/ --exclude '.*_test\.cpp' --exclude-throw-branches \
  --html-details build/coverage/index.html --print-summary build/coverage
