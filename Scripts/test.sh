#!/usr/bin/env bash
# Builds and runs every test. Arguments go to `swift test`, such as `--filter Durability`; API, web UI and packages are not tested then.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/install-packages.sh test
swift build --build-tests

# The API and the packages need no more than the binary: they are tested while the Swift tests run, in the time that those
# leave, and told of afterwards.
besides() {
    renice -n 10 "$BASHPID" >/dev/null
    Scripts/docs.sh check && Scripts/test-api.sh && Scripts/test-dist.sh && Scripts/test-image.sh && Scripts/test-deb.sh
}

if [ $# -eq 0 ]; then
    log=$(mktemp)
    # What is under way ends by itself; cut short, it would leave a Debian with a server in it behind.
    trap 'wait; rm -f "$log"' EXIT
    besides >"$log" 2>&1 &
    besides_pid=$!
fi
# Hundreds of tests at once would starve those that watch a clock.
swift test --skip-build --experimental-maximum-parallelization-width 8 "$@"
[ $# -eq 0 ] || exit 0
wait "$besides_pid" || { cat "$log"; exit 1; }
cat "$log"
Scripts/test-web.sh
