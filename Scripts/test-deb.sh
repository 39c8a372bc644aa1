#!/usr/bin/env bash
# Builds the Debian package and lives with it in a clean Debian: install, doctor, serve, upgrade, remove, purge.
#   Scripts/test-deb.sh            SKEIN_BINARY names another program than the debug build
#   Scripts/test-deb.sh lintian    asks lintian, too (a minute)
# Needs root and debootstrap; says so and does nothing where they are missing. The clean Debian is kept in .cache/chroot.
set -euo pipefail
cd "$(dirname "$0")/.."

skip() {
    echo "the Debian package is not tested: $1"
    exit 0
}
[ "$(id -u)" -eq 0 ] || skip "only root can enter another Debian"
command -v debootstrap >/dev/null || skip "debootstrap is missing (apt-get install debootstrap)"
command -v dpkg-shlibdeps >/dev/null || skip "dpkg-dev is missing (apt-get install dpkg-dev)"
unshare --mount --pid --fork true 2>/dev/null || skip "no name spaces may be made here"

binary=$(readlink -f "${SKEIN_BINARY:-.build/debug/skein}")
suite=bookworm
base=$PWD/.cache/chroot/$suite
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Complete before it takes its name. With what the package depends on, so that the test itself needs no network.
clean_debian() {
    [ -d "$base" ] && return
    echo "making a clean Debian ($suite) in $base, once"
    rm -rf "$base.new"
    mkdir -p "$base.new"
    debootstrap --variant=minbase --include=libsqlite3-0,libstdc++6,zlib1g,systemd "$suite" "$base.new" \
        >"$work/debootstrap.log" 2>&1 || { tail -20 "$work/debootstrap.log" >&2; exit 1; }
    rm -f "$base.new"/var/cache/apt/archives/*.deb
    mv "$base.new" "$base"
}

begin() {
    echo "$(date +%T) $1"
}

begin "the package"
COMPRESSOR=zstd COMPRESSION=1 Scripts/deb.sh "$binary" "$work"
if [ "${1:-}" = lintian ]; then
    begin "lintian"
    # A debug build looks for Swift's libraries where it was built, which the one for release does not.
    lintian --no-cfg --fail-on error,warning --suppress-tags custom-library-search-path,unknown-section,malformed-deb-archive \
        "$work"/*.deb
fi
clean_debian
begin "a copy of the clean Debian"
cp -a --reflink=auto "$base" "$work/debian"
cp "$work"/*.deb "$work/debian/root/skein.deb"
cp Tests/PackageTests/in-debian.sh "$work/debian/root/"
printf '#!/bin/sh\nexit 101\n' >"$work/debian/usr/sbin/policy-rc.d"
chmod 0755 "$work/debian/usr/sbin/policy-rc.d"
# A name space of processes: nothing outlives the test, however it ends.
timeout 900 unshare --mount --pid --fork --kill-child --mount-proc="$work/debian/proc" \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    chroot "$work/debian" bash /root/in-debian.sh
echo "the Debian package can be installed, used, upgraded, removed and purged"

# Again with systemd as its first process, in a network of its own.
enter() {
    nsenter --target "$systemd" --mount --pid --ipc --net --cgroup env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        DEBIAN_FRONTEND=noninteractive chroot "$work/debian" "$@"
}
begin "systemd"
chroot "$work/debian" dpkg -i /root/skein.deb >"$work/dpkg.log" 2>&1 || { cat "$work/dpkg.log"; exit 1; }
rm -f "$work/debian/usr/sbin/policy-rc.d"
cp Tests/PackageTests/with-systemd.sh "$work/debian/root/"
group=/sys/fs/cgroup
[ ! -d "$group/systemd" ] || group=$group/systemd
group=$group/skein-test-$$
bash Tests/PackageTests/boot.sh "$work/debian" "$group" >"$work/boot.log" 2>&1 &
booted=$!
end() {
    kill -KILL "$booted" 2>/dev/null || true
    wait "$booted" 2>/dev/null || true
    # The kernel takes a moment to see the last process gone; a group that is left is empty.
    sleep 0.2
    find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || true
    rm -rf "$work"
}
trap end EXIT
for _ in $(seq 1200); do
    systemd=$(pgrep -P "$booted" || true)
    if [ -n "$systemd" ] && enter systemctl show --property Version >/dev/null 2>&1; then break; fi
    kill -0 "$booted" 2>/dev/null || { cat "$work/boot.log"; skip "systemd cannot be booted here; all but the service is tested"; }
    sleep 0.1
done
enter bash /root/with-systemd.sh
echo "the service can be started, replaced and removed with agents at work"
