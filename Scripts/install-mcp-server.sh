#!/bin/sh
# Installs a real MCP server (PyPI: mcp-server-time) for tests into a cache of its own and prints its path.
# SKEIN_TEST_CACHE names the cache; default: .cache in the package.
set -eu

version=2026.10.19
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${SKEIN_TEST_CACHE:-$root/.cache}
home=$cache/mcp-server-time-$version

mkdir -p "$cache"
# One installer at a time; the others find what it installed.
exec 9>"$cache/mcp.lock"
flock 9

if [ ! -e "$home/complete" ]; then
    rm -rf "$home"
    python3 -m venv "$home" >&2
    "$home/bin/pip" install --quiet --disable-pip-version-check "mcp-server-time==$version" >&2
    touch "$home/complete"
fi
echo "$home/bin/mcp-server-time"
