#!/usr/bin/env bash
# Measures, each figure beside its bare counterpart in the same run, and compares the ratios with the thresholds.
set -euo pipefail
cd "$(dirname "$0")/../Benchmarks"

swift build -c release
.build/release/EngineBenchmark --check
