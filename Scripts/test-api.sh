#!/usr/bin/env bash
# Runs the examples of docs/api-guide.md, then tests the API against its own description, with requests that schemathesis makes up; arguments go to schemathesis.
# SKEIN_BINARY names another server than the debug build.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/guide.py check
.cache/api/bin/python -c 'import schemathesis, openapi_spec_validator' 2>/dev/null || {
    python3 -m venv .cache/api
    .cache/api/bin/pip install -q -r Tests/APITests/requirements.txt
}
.cache/api/bin/python Tests/APITests/run.py "$@"
