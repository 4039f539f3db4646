#!/usr/bin/env bash
# Everything that says whether Sidetone stands: unit and scenario tests, house rules, the page, and
# phones and browsers that call each other. Each part's output is in build/test-logs; a part that
# fails shows its end, and a part that runs no test at all has failed. The last line counts them all.
set -uo pipefail
cd "$(dirname "$0")/.."
logs=build/test-logs
mkdir -p "$logs"
passed=0
failed=0

# part NAME COUNTER COMMAND…: runs it, and lets COUNTER read "passed failed" out of its log.
part() {
  local name=$1 counter=$2 log=$logs/$1.log started=$SECONDS code=0 good bad
  shift 2
  printf '%-12s ' "$name"
  "$@" >"$log" 2>&1 || code=$?
  read -r good bad < <("$counter" "$log" "$code") || good=0 bad=0
  if ((good + bad == 0 || (code != 0 && bad == 0))); then bad=$((bad + 1)); fi
  passed=$((passed + good))
  failed=$((failed + bad))
  printf '%d passed, %d failed (%d s)\n' "$good" "$bad" $((SECONDS - started))
  ((bad == 0)) && return
  echo "---- the end of $log"
  tail -n 60 "$log"
  echo "----"
  return 1
}

# A command that is one test by itself, or a step that the others stand on.
whole() { (($2 == 0)) && echo "1 0" || echo "0 1"; }
# Of each GoogleTest binary "[  PASSED  ] 812 tests.", "[  FAILED  ] 2 tests, listed below:"; one
# that ended before it could say so, and our scripts, are one test each: "3/17 Test #3: … Passed".
ctest_counts() {
  awk '/^[0-9]+: \[  PASSED  \] [0-9]+ tests?\./ { good += $5 }
       /^[0-9]+: \[  FAILED  \] [0-9]+ tests?, listed/ { bad += $5 }
       /Test +#[0-9]+: (house_rules|rfc_index) \.+ +Passed/ { good++ }
       / tests failed out of / { broken = $4 }
       END { print good + 0, (bad > broken ? bad : broken + 0) }' "$1"
}
# "      Tests  1 failed | 80 passed (81)"
vitest_counts() {
  local line
  line=$(grep -E '^ +Tests +' "$1" | tail -n 1)
  echo "$(number_before passed "$line") $(number_before failed "$line")"
}
# "12 passed, 0 failed"
last_counts() { sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$1" | tail -n 1; }
number_before() {
  local found
  found=$(grep -oE "[0-9]+ $1" <<<"$2" | head -n 1 | cut -d' ' -f1)
  echo "${found:-0}"
}

unit() { ctest --test-dir build/dev -j 2 -V; }

export NO_COLOR=1 CI=1
built=0
part packages whole tools/install-packages.sh build test &&
  part build whole tools/build.sh dev && built=1
((!built)) || part unit ctest_counts unit
if [[ -d web/node_modules ]]; then
  part web-types whole npm --prefix web run --silent check
  part web-lint whole npm --prefix web run --silent lint
  part web vitest_counts npm --prefix web run --silent test
fi
((!built)) || part e2e last_counts tools/e2e.sh --preset dev
echo "$passed passed, $failed failed"
((failed == 0))
