#!/bin/sh
# Writes the lock files anew: versions and hashes, no registry host. Needs uv (https://docs.astral.sh/uv/).
set -eu
compile() {
  uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
    --no-strip-extras --no-emit-index-url --no-emit-find-links --quiet "$@"
}
compile --group build --output-file requirements.lock
compile --group build --group dev --output-file requirements-dev.lock
