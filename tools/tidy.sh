#!/usr/bin/env bash
# clang-tidy and clang-format over src/, and the house rules. Warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-packages.sh build develop
cmake --preset tidy -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
mapfile -t sources < <(git ls-files 'src/*.h' 'src/*.cpp' 'tests/*.h' 'tests/*.cpp' 'fuzz/*.cpp')
clang-format-19 --dry-run --Werror "${sources[@]}"
python3 tools/house_rules.py .
run-clang-tidy-19 -quiet -p build/tidy -warnings-as-errors='*' "$PWD/src/.*(?<!_test)\.cpp$"
