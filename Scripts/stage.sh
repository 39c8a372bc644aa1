#!/usr/bin/env bash
# Lays out what is installed of a built binary: Scripts/stage.sh BINARY DIRECTORY
#   bin/skein                      the program with the web UI inside, stripped
#   lib/skein/                     only for a binary that needs Swift's libraries (a debug build): they, and the program
#   share/man/man1/                manual pages, generated from the program's own help
#   share/bash-completion … zsh … fish
#   share/doc/skein/               documentation, examples, licence
# Everything has the time of SOURCE_DATE_EPOCH, or of the last commit.
set -euo pipefail
umask 022
binary=$(readlink -f "$1")
target=$(mkdir -p "$2" && cd "$2" && pwd)
cd "$(dirname "$0")/.."

SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)}
export SOURCE_DATE_EPOCH

swift_libraries() {
    ldd "$binary" | awk '$3 ~ /\/(libswift|lib_Foundation|libFoundation|libdispatch|libBlocksRuntime|lib_)[^/]*\.so/ {print $3}'
}

place_program() {
    mkdir -p "$target/bin"
    local libraries
    libraries=$(swift_libraries)
    if [ -z "$libraries" ]; then
        strip -o "$target/bin/skein" "$binary"
    else
        # The program looks for them beside itself, wherever the link to it lies.
        mkdir -p "$target/lib/skein"
        strip -o "$target/lib/skein/skein" "$binary"
        install -m 0644 -s --strip-program=strip $libraries "$target/lib/skein"
        ln -s ../lib/skein/skein "$target/bin/skein"
    fi
    chmod 0755 "$(readlink -f "$target/bin/skein")"
}

place_manual() {
    SKEIN_BINARY=$binary Scripts/reference.py man "$target/share/man/man1"
    gzip -9n "$target"/share/man/man1/*.1
}

place_completions() {
    local share=$target/share
    mkdir -p "$share/bash-completion/completions" "$share/zsh/vendor-completions" "$share/fish/vendor_completions.d"
    # Read by the shell, never run: it needs no first line that says who runs it.
    "$binary" --generate-completion-script bash | sed '1{/^#!/d}' >"$share/bash-completion/completions/skein"
    "$binary" --generate-completion-script zsh >"$share/zsh/vendor-completions/_skein"
    "$binary" --generate-completion-script fish >"$share/fish/vendor_completions.d/skein.fish"
}

place_documents() {
    local doc=$target/share/doc/skein
    mkdir -p "$doc"
    cp README.md ARCHITECTURE.md CHANGELOG.md "$doc"
    cp -r docs examples "$doc"
}

place_program
place_manual
place_completions
place_documents
chmod -R u=rwX,go=rX "$target"
find "$target" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
