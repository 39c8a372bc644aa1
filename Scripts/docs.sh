#!/usr/bin/env bash
# The API of the libraries as web pages in .build/docs, from what the last `swift build` left behind; a warning of DocC, such
# as a link to a symbol that is not there, is an error. `Scripts/docs.sh check` only looks for warnings.
set -euo pipefail
cd "$(dirname "$0")/.."

MODULES=(Domain DurableExecution SQL WebSockets Agents Credentials Persistence SQLiteDriver Workflows ModelBackends Orchestration)
docc=$(command -v docc || echo "$(dirname "$(readlink -f "$(command -v swift)")")/docc")
[ -x "$docc" ] || { echo "the API pages are not made: this Swift has no docc"; exit 0; }
products=.build/debug
[ -d "$products/Modules" ] || swift build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

maps=()
for map in "$products"/*.build/module.modulemap .build/checkouts/GRDB.swift/Sources/GRDBSQLite/module.modulemap; do
    maps+=(-Xcc "-fmodule-map-file=$map")
done
for include in Sources/*/include .build/checkouts/*/Sources/*/include; do
    [ ! -d "$include" ] || maps+=(-Xcc "-I$include")
done

failed=0
archives=()
for module in "${MODULES[@]}"; do
    mkdir -p "$work/symbols/$module"
    swift symbolgraph-extract -module-name "$module" -I "$products/Modules" "${maps[@]}" -output-dir "$work/symbols/$module" \
        -minimum-access-level public -target "$(uname -m)-unknown-linux-gnu" -skip-inherited-docs
    "$docc" convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$work/symbols/$module" \
        --fallback-display-name "$module" --fallback-bundle-identifier "skein.$module" --warnings-as-errors \
        --output-path "$work/$module.doccarchive" || { echo "the documentation of $module has warnings" >&2; failed=1; }
    archives+=("$work/$module.doccarchive")
done
[ "$failed" -eq 0 ] || exit 1
[ "${1:-}" != check ] || { echo "the API pages have no warnings"; exit 0; }

rm -rf .build/docs
"$docc" merge "${archives[@]}" --synthesized-landing-page-name Skein --synthesized-landing-page-kind Libraries \
    --output-path "$work/Skein.doccarchive"
"$docc" process-archive transform-for-static-hosting "$work/Skein.doccarchive" --output-path .build/docs
echo "the API pages are in .build/docs: python3 -m http.server --directory .build/docs"
