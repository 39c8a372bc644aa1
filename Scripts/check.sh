#!/usr/bin/env bash
# Formatting, house rules and the import graph (DESIGN: layers, house rules). Prints every offence, fails on any.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=0

offence() {
    echo "$1" >&2
    failed=1
}

sources() {
    find Sources Tests Benchmarks/Sources -name '*.swift'
}

echo "formatting"
swift format lint --strict --recursive Sources Tests Benchmarks/Sources Package.swift Benchmarks/Package.swift || failed=1

echo "file lengths"
while read -r lines file; do
    [ "$lines" -gt 600 ] && offence "$file has $lines lines; 600 is the most: split it by idea"
    [ "$lines" -gt 400 ] && [ "$lines" -le 600 ] && echo "warning: $file has $lines lines; 400 is much" >&2
done < <(sources | xargs wc -l | grep -v ' total$')

echo "names"
nameless=$(sources | grep -E '/[A-Za-z]*(Utils?|Helpers?|Manager|Common|Base|Misc)\.swift$')
[ -n "$nameless" ] && offence "names that say nothing: $nameless"
for module in Sources/*/; do
    module=$(basename "$module")
    grep -rqE "^(public )?(final )?(struct|class|enum|actor|protocol) $module\b" "Sources/$module" &&
        offence "module $module shares its name with a type in it"
done

echo "unstructured tasks"
allowed='Sources/DurableExecution/StepRunner\+flight.swift|Sources/ModelBackends/ClaudeCLI/ClaudeInstallation.swift'
loose=$(grep -rnE '\bTask(\.detached)?( \{|\(operation|\(priority)' Sources --include='*.swift' | grep -vE "^($allowed):|^Sources/TestSupport/")
[ -n "$loose" ] && offence "unstructured tasks outside the two files that may have them:
$loose"

echo "SQL only in tables"
stray=$(grep -rlE '"(SELECT|INSERT INTO|UPDATE|DELETE FROM) |^ *(SELECT|INSERT INTO|UPDATE|DELETE FROM) ' Sources --include='*.swift' |
    grep -vE '^Sources/(Persistence/(Tables|Migrations)|SQL|TestSupport)/')
[ -n "$stray" ] && offence "SQL outside Persistence/Tables: $stray"

echo "layers"
Scripts/check-layers.py || failed=1

# Before minutes of building, below which they would be lost.
[ "$failed" -eq 0 ] || { echo "see the offences above; the imports were not looked at" >&2; exit 1; }

echo "imports"
swift build --explicit-target-dependency-import-check error || exit 1

echo "all checks passed"
