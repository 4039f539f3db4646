#!/usr/bin/env bash
# Measures the promises, all of them or those named: tools/bench.sh P1,P8
set -euo pipefail
cd "$(dirname "$0")/.."
tools/install-packages.sh build develop
tools/build.sh release sidetone
tools/build.sh bench sidetone_bench
python3 -B bench/judge_test.py
exec python3 -B bench/run.py ${1:+--only "$1"}
