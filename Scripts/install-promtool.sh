#!/bin/sh
# Takes promtool out of Debian's package "prometheus" into a cache of its own and prints its path; nothing is installed.
# SKEIN_TEST_CACHE names the cache; default: .cache in the package.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${SKEIN_TEST_CACHE:-$root/.cache}
binary=$cache/prometheus/usr/bin/promtool

installed=$(command -v promtool || true)
if [ -n "$installed" ]; then
    echo "$installed"
    exit 0
fi
if [ -x "$binary" ]; then
    echo "$binary"
    exit 0
fi

mkdir -p "$cache"
# One installer at a time; the others find what it left.
exec 9>"$cache/promtool.lock"
flock 9

if [ ! -x "$binary" ]; then
    work=$(mktemp -d "$cache/promtool.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    (
        cd "$work"
        apt-get download -qq prometheus >&2 || {
            apt-get update -qq >&2
            apt-get download -qq prometheus >&2
        }
        dpkg-deb --fsys-tarfile ./prometheus_*.deb | tar x ./usr/bin/promtool
    )
    rm -rf "$cache/prometheus"
    mkdir -p "$cache/prometheus"
    mv "$work/usr" "$cache/prometheus/usr"
fi
echo "$binary"
