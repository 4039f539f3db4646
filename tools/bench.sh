#!/usr/bin/env bash
# Measures the promises, all of them or those named: tools/bench.sh P1,P9
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-packages.sh build develop
tools/build.sh bench
exec python3 bench/run.py ${1:+--only "$1"}
