#!/usr/bin/env bash
# Measures, each figure beside its bare counterpart in the same run. Arguments choose: engine, patterns, json, http, call, output,
# start; none means all.
set -euo pipefail
cd "$(dirname "$0")/.."
chosen=${*:-engine patterns json http call output start}

engine() {
    swift build --package-path Benchmarks -c release
    Benchmarks/.build/release/EngineBenchmark --check Benchmarks/thresholds.json
}

patterns() {
    swift build --package-path Benchmarks -c release
    Benchmarks/.build/release/EngineBenchmark --patterns only
}

json() {
    swift build --package-path Benchmarks -c release
    Benchmarks/.build/release/JSONBenchmark
}

http() {
    command -v wrk >/dev/null || {
        [ "$(id -u)" -eq 0 ] || { echo "wrk is missing: sudo apt-get install -y wrk" >&2; exit 1; }
        apt-get update -qq && apt-get install -y -qq --no-install-recommends wrk >/dev/null
    }
    if [ ! -x .cache/bench/bin/uvicorn ]; then
        python3 -m venv .cache/bench
        .cache/bench/bin/pip install --quiet fastapi uvicorn sqlalchemy
    fi
    .cache/bench/bin/python Benchmarks/Server/http_benchmark.py
}

call() {
    python3 Benchmarks/Server/call_benchmark.py
}

output() {
    python3 Benchmarks/Server/output_benchmark.py
}

start() {
    python3 Benchmarks/Server/start_benchmark.py
}

case " $chosen " in *" http "* | *" call "* | *" output "* | *" start "*) swift build -c release --product skein ;; esac
for benchmark in $chosen; do
    echo "== $benchmark"
    "$benchmark"
done
