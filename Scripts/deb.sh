#!/usr/bin/env bash
# Makes the Debian package: Scripts/deb.sh BINARY [DIRECTORY]
# Leaves skein_VERSION_ARCHITECTURE.deb there (by default in dist/). Needs dpkg-dev, nothing else of Debian's tools.
set -euo pipefail
umask 022
binary=$(readlink -f "$1")
mkdir -p "${2:-dist}"
output=$(cd "${2:-dist}" && pwd)
cd "$(dirname "$0")/.."

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH
version=$("$binary" --version)
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
doc=$root/usr/share/doc/skein

lay_out() {
    Scripts/stage.sh "$binary" "$root/usr"
    mkdir -p "$root/lib/systemd/system" "$root/usr/lib/sysusers.d" "$root/etc/skein" "$root/usr/share/lintian/overrides"
    install -m 0644 deploy/skein.service "$root/lib/systemd/system"
    install -m 0644 deploy/debian/sysusers.conf "$root/usr/lib/sysusers.d/skein.conf"
    install -m 0644 deploy/skein.env "$root/etc/skein/skein.env"
    install -m 0644 deploy/debian/lintian-overrides "$root/usr/share/lintian/overrides/skein"
    sed "s/@YEAR@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y)/" deploy/debian/copyright.in >"$doc/copyright"
    mv "$doc/CHANGELOG.md" "$doc/NEWS.md"
    gzip -9n "$doc/NEWS.md"
    {
        echo "skein ($version) stable; urgency=medium"
        echo
        echo "  * What is new: NEWS.md.gz."
        echo
        echo " -- Skein maintainers <maintainers@users.noreply.b-seed-3b52e926.example>  $(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")"
    } | gzip -9n >"$doc/changelog.gz"
}

# What the program needs of Debian, exactly; Swift's own libraries come with it.
dependencies() {
    mkdir -p "$work/debian"
    echo "Source: skein" >"$work/debian/control"
    (cd "$work" && dpkg-shlibdeps --ignore-missing-info -O -l"$root/usr/lib/skein" \
        $(find "$root/usr/bin" "$root/usr/lib/skein" -type f 2>/dev/null) 2>"$work/shlibdeps.log") |
        sed -n 's/^shlibs:Depends=//p'
    grep -i "error" "$work/shlibdeps.log" >&2 && return 1
    return 0
}

describe() {
    mkdir -p "$root/DEBIAN"
    local depends size
    depends=$(dependencies)
    [ -n "$depends" ] || { cat "$work/shlibdeps.log" >&2; exit 1; }
    size=$(du -k --apparent-size -s "$root" | cut -f1)
    sed -e "s/@VERSION@/$version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@SIZE@/$size/" \
        -e "s/@DEPENDS@/$depends/" deploy/debian/control.in >"$root/DEBIAN/control"
    install -m 0755 deploy/debian/postinst deploy/debian/prerm deploy/debian/postrm "$root/DEBIAN"
    echo /etc/skein/skein.env >"$root/DEBIAN/conffiles"
    (cd "$root" && find . -path ./DEBIAN -prune -o -path ./etc -prune -o -type f -printf '%P\n' | LC_ALL=C sort |
        xargs -d '\n' md5sum >DEBIAN/md5sums)
}

lay_out
describe
chmod -R u=rwX,go=rX "$root"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Z"${COMPRESSOR:-xz}" ${COMPRESSION:+-z"$COMPRESSION"} --build "$root" "$output" >/dev/null
file=$output/skein_${version}_$architecture.deb
echo "$file ($(du -h "$file" | cut -f1))"
