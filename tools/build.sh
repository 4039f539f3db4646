#!/usr/bin/env bash
# Builds targets of one CMake preset, with everything they need: packages, the page, the binary.
#   tools/build.sh release sidetone
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift

tools/install-packages.sh build
tools/web.sh
[[ -f build/$preset/build.ninja ]] || cmake --preset "$preset" >/dev/null
NINJA_STATUS="[$preset %f/%t] " ninja -C "build/$preset" "$@"
