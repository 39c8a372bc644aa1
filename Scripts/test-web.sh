#!/usr/bin/env bash
# Tests the web UI: units in node, then every page and action in a real Chromium against the real server.
#   Scripts/test-web.sh            all of it; SKEIN_BINARY names another server than the debug build
#   Scripts/test-web.sh WORD       only the browser tests whose name has the word in it
#   Scripts/test-web.sh units      only the units
#   Scripts/test-web.sh shots      screenshots of every page in both themes, into .cache/shots
set -euo pipefail
cd "$(dirname "$0")/.."

units() {
    rm -rf .cache/web-tests
    (cd web && esbuild tests/*.test.ts --bundle --platform=node --format=esm --outdir=../.cache/web-tests \
        --out-extension:.js=.mjs --define:import.meta.url='"file://'"$PWD"'/tests/x"' --jsx=automatic --log-level=warning)
    NODE_PATH=web/node_modules node --test .cache/web-tests/
}

# The formatter is the only thing that deno is for.
formatting() {
    tools
    DENO_NO_UPDATE_CHECK=1 .cache/browser/bin/deno fmt --quiet --check --line-width=120 web/src web/tests web/vite.config.ts
}

tools() {
    .cache/browser/bin/python -c 'import playwright, axe_playwright_python, deno' 2>/dev/null || {
        python3 -m venv .cache/browser
        .cache/browser/bin/pip install -q -r Tests/BrowserTests/requirements.txt
    }
}

# Chromium comes from apt, what drives it from PyPI.
browser() {
    command -v chromium >/dev/null || {
        local install="apt-get install -y --no-install-recommends chromium fonts-inter fonts-jetbrains-mono"
        [ "$(id -u)" -eq 0 ] || { echo "The browser tests need a browser. Install it with: sudo $install" >&2; exit 1; }
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive $install -qq >/dev/null
    }
    tools
    .cache/browser/bin/python Tests/BrowserTests/run.py "$@"
}

case "${1:-all}" in
    units) units ;;
    shots) browser --shots .cache/shots ;;
    all) formatting; units; browser ;;
    *) browser "$@" ;;
esac
