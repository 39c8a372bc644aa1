#!/usr/bin/env bash
# Packs a release, unpacks it elsewhere, and looks at everything in it. SKEIN_BINARY names another program than the
# debug build.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$(readlink -f "${SKEIN_BINARY:-.build/debug/skein}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAILED: $1" >&2
    exit 1
}

# Twice: the same bytes.
for time in first second; do
    COMPRESSION=1 Scripts/dist.sh "$binary" "$work/$time"
done
cmp "$work/first/SHA256SUMS" "$work/second/SHA256SUMS" || fail "packed twice, it is not the same"

cd "$work/first"
sha256sum --check --quiet SHA256SUMS || fail "the checksums do not hold"
tar xzf skein-*.tar.gz
tar tzf skein-*.tar.gz | cut -d/ -f1 | sort -u >top
[ "$(wc -l <top)" -eq 1 ] || fail "it unpacks into more than one directory"
cd "$(cat top)"
for file in README.md LICENSE CHANGELOG.md install.sh bin/skein deploy/skein.service deploy/skein.env share/man/man1/skein.1.gz \
    share/doc/skein/docs/configuration.md share/doc/skein/examples/research-and-report.yaml; do
    [ -s "$file" ] || fail "$file is missing"
done

# As it would be installed: without the machine's Swift, without its environment.
mkdir "$work/home"
env -i HOME="$work/home" PATH=/usr/bin:/bin ./install.sh "$work/prefix" >/dev/null
cd "$work/prefix"
version=$(env -i HOME="$work/home" PATH=/usr/bin:/bin bin/skein --version)
case "$(cat "$work/first/top")" in skein-"$version"-linux-*) ;; *) fail "the name does not say the version $version" ;; esac
env -i HOME="$work/home" PATH=/usr/bin:/bin SKEIN_PORT=0 bin/skein doctor >"$work/doctor" || { cat "$work/doctor"; fail "skein doctor"; }

bash -n share/bash-completion/completions/skein
grep -q serve share/bash-completion/completions/skein || fail "the completion for bash is empty"
command -v zsh >/dev/null && { zsh -n share/zsh/vendor-completions/_skein || fail "the completion for zsh"; }
command -v fish >/dev/null && { fish --no-execute share/fish/vendor_completions.d/skein.fish || fail "the completion for fish"; }
for page in share/man/man1/*.gz; do
    if command -v mandoc >/dev/null; then
        mandoc -T lint -W warning "$page" || fail "$page"
    elif command -v man >/dev/null; then
        [ -z "$(man --warnings -l "$page" 2>&1 >/dev/null)" ] || fail "$page"
    fi
done
env -i HOME="$work/home" PATH=/usr/bin:/bin "$work/first/$(cat "$work/first/top")/install.sh" --remove "$work/prefix" >/dev/null
[ -z "$(find "$work/prefix" ! -type d)" ] || fail "left behind: $(find "$work/prefix" ! -type d)"
echo "the release can be checked, unpacked, installed and removed"
