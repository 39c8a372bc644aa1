#!/usr/bin/env bash
# Packs a release: Scripts/dist.sh BINARY [DIRECTORY]
# Leaves skein-VERSION-linux-ARCHITECTURE.tar.gz and SHA256SUMS there (by default in dist/). The same sources and
# binary give the same bytes.
set -euo pipefail
umask 022
binary=$(readlink -f "$1")
mkdir -p "${2:-dist}"
output=$(cd "${2:-dist}" && pwd)
cd "$(dirname "$0")/.."

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH
name=skein-$("$binary" --version)-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

Scripts/stage.sh "$binary" "$work/$name"
cp README.md LICENSE CHANGELOG.md "$work/$name"
mkdir "$work/$name/deploy"
cp deploy/skein.service deploy/skein.env deploy/debian/sysusers.conf "$work/$name/deploy"
install -m 0755 deploy/install.sh "$work/$name/install.sh"
# Sorted, with fixed times and owners: reproducible.
tar --create --directory "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
    --pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime "$name" |
    gzip -"${COMPRESSION:-9}"n >"$output/$name.tar.gz"
(cd "$output" && sha256sum "$name.tar.gz" >SHA256SUMS)
echo "$output/$name.tar.gz ($(du -h "$output/$name.tar.gz" | cut -f1))"
