#!/usr/bin/env bash
# The matcher against other methods in one run, in an environment of its own. An optional folder holds data sets as
# NAME.train10.tsv and NAME.test.tsv (text, language, intent); without it our own phrases and test messages are used.
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=.venv-bench
test -x "$venv/bin/python" || "${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r tests/bench/matching.txt
exec "$venv/bin/python" -m tests.bench.matching "$@"
