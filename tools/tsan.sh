#!/usr/bin/env bash
# The threaded parts under ThreadSanitizer: queues, media workers, sockets, store, the whole server.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-packages.sh build test
[[ -f build/tsan/build.ninja ]] || cmake --preset tsan >/dev/null
targets=()
for module in net app store api loopback; do
  target=sidetone_${module}_test
  ninja -C build/tsan -t query "$target" >/dev/null 2>&1 && targets+=("$target")
done
NINJA_STATUS='[tsan %f/%t] ' ninja -C build/tsan "${targets[@]}"
for target in "${targets[@]}"; do
  program=$(find build/tsan -name "$target" -type f -perm -u+x | head -n 1)
  TSAN_OPTIONS="halt_on_error=1 suppressions=$PWD/tools/tsan.supp" "$program" --gtest_brief=1
done
