#!/bin/sh
# Installs the Claude CLI for tests into a cache of its own and prints its path.
#
# The binary comes with the PyPI wheel claude-agent-sdk (about 170 MB). It is Anthropic's own program under its own
# terms: it is never committed and never shipped. SKEIN_TEST_CACHE names the cache; default: .cache in the package.
set -eu

version=0.2.187
root=$(cd "$(dirname "$0")/.." && pwd)
cache=${SKEIN_TEST_CACHE:-$root/.cache}
home=$cache/claude-agent-sdk-$version
binary=$home/claude_agent_sdk/_bundled/claude

if [ -x "$binary" ]; then
    echo "$binary"
    exit 0
fi

mkdir -p "$cache"
# One installer at a time; the others find what it installed.
exec 9>"$cache/claude.lock"
flock 9

if [ ! -x "$binary" ]; then
    work=$(mktemp -d "$cache/claude.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --dest "$work" "claude-agent-sdk==$version" >&2
    python3 -m zipfile -e "$work"/claude_agent_sdk-*.whl "$work/unpacked"
    chmod +x "$work/unpacked/claude_agent_sdk/_bundled/claude"
    "$work/unpacked/claude_agent_sdk/_bundled/claude" --version >&2
    rm -rf "$home"
    mv "$work/unpacked" "$home"
fi
echo "$binary"
