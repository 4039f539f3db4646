#!/usr/bin/env bash
# A virtual week: the scenarios named *Soak*, which are too long for `make test`.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-packages.sh build test
[[ -f build/dev/build.ninja ]] || cmake --preset dev >/dev/null
NINJA_STATUS='[dev %f/%t] ' ninja -C build/dev sidetone_scenario_test
program=$(find build/dev -name sidetone_scenario_test -type f -perm -u+x | head -n 1)
soaks=$("$program" --gtest_list_tests --gtest_also_run_disabled_tests --gtest_filter='*Soak*' | grep -c '^  ')
((soaks > 0)) || { echo "There is no scenario named *Soak*" >&2; exit 1; }
"$program" --gtest_also_run_disabled_tests --gtest_filter='*Soak*'
