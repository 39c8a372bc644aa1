#!/usr/bin/env bash
# Builds the web UI into web/dist with Debian's packages alone: no npm, no network beyond apt.
#   Scripts/web.sh            type-check, bundle, compress, and write it as Swift source for the binary
#   Scripts/web.sh packages   only make sure that the packages and web/node_modules are there
#   Scripts/web.sh watch      bundle again whenever a source changes (for `skein serve --web-dir web/dist`)
set -euo pipefail
cd "$(dirname "$0")/.."

DEBIAN_PACKAGES=(nodejs esbuild node-typescript node-react node-react-dom node-redux node-babel7-runtime node-csstype
    node-prop-types node-marked node-dompurify node-diff zopfli)
# node-babel7-runtime is needed by node-redux, which does not say so.
NODE_PACKAGES=(@babel/runtime @types/diff @types/dompurify @types/marked @types/prop-types @types/react @types/react-dom
    @types/scheduler csstype diff dompurify js-tokens loose-envify marked object-assign prop-types react react-dom redux
    regenerator-runtime scheduler)

install_packages() {
    local missing=()
    for package in "${DEBIAN_PACKAGES[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    local install="apt-get install -y --no-install-recommends ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || {
            echo "The web UI needs some packages. Install them with:" >&2
            echo "    sudo $install" >&2
            exit 1
        }
        as_root=(sudo)
    fi
    echo "installing ${missing[*]}"
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null
}

# Copied, not linked: the tools resolve real paths and would look for dependencies outside of web/. The copy is complete
# before it takes its name, so an interrupted one is never mistaken for a whole one.
copy_packages() {
    local wanted="${NODE_PACKAGES[*]} $(dpkg-query -W -f '${Package}=${Version} ' "${DEBIAN_PACKAGES[@]}")"
    [ "$(cat web/node_modules/.complete 2>/dev/null)" = "$wanted" ] && return
    rm -rf web/node_modules.new
    for package in "${NODE_PACKAGES[@]}"; do
        local source=/usr/share/nodejs/$package
        [ -d "$source" ] || { echo "The node package $package is not where Debian puts it." >&2; exit 1; }
        mkdir -p "web/node_modules.new/$(dirname "$package")"
        cp -rL "$source" "web/node_modules.new/$package"
    done
    echo "$wanted" >web/node_modules.new/.complete
    rm -rf web/node_modules
    mv web/node_modules.new web/node_modules
}

bundle() {
    (cd web && esbuild src/main.tsx --bundle --splitting --format=esm --target=es2020 --jsx=automatic \
        --define:process.env.NODE_ENV='"production"' --outdir=dist.new/assets --entry-names='app-[hash]' \
        --chunk-names='[name]-[hash]' --asset-names='[name]-[hash]' --legal-comments=none --log-level=warning "$@")
}

finish() {
    cp -r web/public/. web/dist.new/
    local script style
    script=$(cd web/dist.new && ls assets/app-*.js)
    style=$(cd web/dist.new && ls assets/app-*.css)
    sed -e "s|{{script}}|/$script|" -e "s|{{style}}|/$style|" web/index.html >web/dist.new/index.html
    find web/dist.new -type f \( -name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.svg' \) -exec zopfli {} +
    rm -rf web/dist
    mv web/dist.new web/dist
}

# Writes the UI as Swift source for the binary. A file that is the same is not touched, so nothing is compiled again.
embed() {
    local folder=Sources/WebAPI/UI/Generated
    local file=$folder/EmbeddedUI+files.swift
    mkdir -p "$folder"
    {
        echo "// Written by Scripts/web.sh; not committed."
        echo "// swift-format-ignore-file"
        echo "extension EmbeddedUI {"
        echo "    static var files: [EmbeddedFile] {"
        echo "        ["
        local path
        for path in $(cd web/dist && find . -type f ! -name '*.gz' -printf '%P\n' | sort); do
            echo "            EmbeddedFile(path: \"$path\", contentType: \"$(content_type "$path")\", tag: \"$(sha256sum <"web/dist/$path" | cut -c1-20)\", content: \"$(base64 -w0 "web/dist/$path.gz")\"),"
        done
        echo "        ]"
        echo "    }"
        echo "}"
    } >"$file.new"
    if cmp -s "$file.new" "$file"; then rm "$file.new"; else mv "$file.new" "$file"; fi
}

content_type() {
    case "$1" in
        *.html) echo "text/html; charset=utf-8" ;;
        *.js) echo "text/javascript; charset=utf-8" ;;
        *.css) echo "text/css; charset=utf-8" ;;
        *.svg) echo "image/svg+xml" ;;
        *) echo "no content type for $1" >&2; return 1 ;;
    esac
}

report() {
    local total
    total=$(cat web/dist/assets/*.js.gz web/dist/assets/*.css.gz | wc -c)
    echo "web/dist: $((total / 1000)) kB of JavaScript and CSS, compressed (at most 150)"
    [ "$total" -le 150000 ] || { echo "That is over the budget." >&2; exit 1; }
}

install_packages
copy_packages
case "${1:-build}" in
    packages) ;;
    watch)
        while true; do
            rm -rf web/dist.new
            bundle && finish && echo "built $(date +%T)"
            sleep 1
            while [ -z "$(find web/src web/index.html -newer web/dist/index.html -print -quit)" ]; do sleep 0.5; done
        done
        ;;
    build)
        rm -rf web/dist.new
        tsc -p web
        bundle --minify
        finish
        report
        embed
        ;;
    *) echo "Unknown command $1" >&2; exit 1 ;;
esac
