#!/usr/bin/env bash
# Builds and runs every test. Arguments go to `swift test`, such as `--filter Durability`; the web UI is tested without.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/install-packages.sh test
swift build --build-tests
swift test --skip-build "$@"
[ $# -gt 0 ] || Scripts/test-web.sh
