#!/usr/bin/env bash
# Runs the libFuzzer targets, each for S seconds (600), or only the one named T:
#   tools/fuzz.sh sip_message 3600
# Starts from fuzz/corpus and the folders that fuzz/<target>.seeds lists; what is new is kept in
# build/fuzz/corpus, what crashes in build/fuzz/crashes: make it a regression input by copying it
# into fuzz/corpus.
set -euo pipefail
cd "$(dirname "$0")/.."
only=${1:-}
seconds=${2:-600}

tools/install-packages.sh build develop
cmake --preset fuzz >/dev/null
names=()
for source in fuzz/*_fuzz.cpp; do
  name=$(basename "$source" _fuzz.cpp)
  [[ -z $only || $only == "$name" ]] && names+=("$name")
done
((${#names[@]})) || { echo "There is no fuzz/${only}_fuzz.cpp" >&2; exit 2; }
ninja -C build/fuzz "${names[@]/%/_fuzz}"
mkdir -p build/fuzz/crashes
failed=0
for name in "${names[@]}"; do
  mkdir -p "build/fuzz/corpus/$name" "fuzz/corpus/$name"
  dictionary=()
  [[ -f fuzz/$name.dict ]] && dictionary=("-dict=fuzz/$name.dict")
  seeds=()
  [[ -f fuzz/$name.seeds ]] && mapfile -t seeds <"fuzz/$name.seeds"
  log=build/fuzz/$name.log
  if "build/fuzz/fuzz/${name}_fuzz" -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 \
      -artifact_prefix="build/fuzz/crashes/$name-" "${dictionary[@]}" \
      "build/fuzz/corpus/$name" "fuzz/corpus/$name" "${seeds[@]}" >"$log" 2>&1; then
    echo "$name: clean, $(grep -oE 'Done [0-9]+ runs' "$log" | tail -n 1 | cut -d' ' -f2) runs"
  else
    echo "$name: FAILED, see $log"
    tail -n 30 "$log"
    failed=1
  fi
done
exit $failed
