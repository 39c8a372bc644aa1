#!/usr/bin/env bash
# Makes sure that the system packages the build needs are there: installs them where it may, else says how.
# With "test": those that the tests need, too (Python and pip fetch the Claude CLI into .cache).
set -euo pipefail

command -v swift >/dev/null || {
    echo "Swift 6.2 or newer is missing: https://www.swift.org/install" >&2
    exit 1
}

missing=()
[ -e /usr/include/sqlite3.h ] || missing+=(libsqlite3-dev)
command -v pkg-config >/dev/null || missing+=(pkg-config)
if [ "${1:-}" = test ]; then
    for tool in curl jq; do command -v "$tool" >/dev/null || missing+=("$tool"); done
    command -v python3 >/dev/null || missing+=(python3)
    python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
fi
[ ${#missing[@]} -eq 0 ] && exit 0

install="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $install -qq
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    echo "installing ${missing[*]}"
    sudo apt-get update -qq
    sudo DEBIAN_FRONTEND=noninteractive $install -qq
else
    echo "Some system packages are missing. Install them with:" >&2
    echo "    sudo $install" >&2
    exit 1
fi
