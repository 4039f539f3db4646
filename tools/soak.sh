#!/usr/bin/env bash
# Eight people who do what they like with their phones, for CALLS calls (100,000) over bad networks,
# in virtual time: the same test that `make test` runs for 2,000.
#   tools/soak.sh 20000
# A day that goes wrong prints its seed; to have it again:
#   SEED=17 tools/soak.sh
set -euo pipefail
cd "$(dirname "$0")/.."
calls=${1:-100000}

tools/install-packages.sh build test
[[ -f build/dev/build.ninja ]] || cmake --preset dev >/dev/null
NINJA_STATUS='[dev %f/%t] ' ninja -C build/dev sidetone_scenario_test
program=$(find build/dev -name sidetone_scenario_test -type f -perm -u+x | head -n 1)
SIDETONE_CALLS=$calls SIDETONE_SEED=${SEED:-} "$program" --gtest_filter='RandomUsers.*'
