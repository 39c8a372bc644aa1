#!/usr/bin/env bash
# Builds and runs every test. Arguments go to `swift test`, such as `--filter Durability`; API, web UI and packages are not tested then.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/install-packages.sh test
swift build --build-tests
# Hundreds of tests at once would starve those that watch a clock.
swift test --skip-build --experimental-maximum-parallelization-width 8 "$@"
[ $# -gt 0 ] || { Scripts/test-api.sh; Scripts/test-web.sh; Scripts/test-dist.sh; Scripts/test-deb.sh; Scripts/test-image.sh; Scripts/docs.sh check; }
