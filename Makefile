# One word a task, the same here and in CI. Every task does all of its own set-up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help install run chat test check lint types imports content pytest bench bench-matching quality screenshots lock clean

help: ## what each word does
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

# The stamps hold what is installed, so that a changed requirement is installed and an unchanged one costs nothing.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if v >= (3, 11) else "Infopoint needs Python 3.11 or newer; this is %d.%d. Use: make PYTHON=python3.12 ..." % v)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Infopoint needs into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	@echo "Installing what the checks need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

install: $(VENV)/run.stamp ## set up alone; afterwards .venv/bin/infopoint works

run: install ## start: the preview page, and Telegram when INFOPOINT_TELEGRAM_TOKEN is set
	@$(BIN)/infopoint run

chat: install ## the same conversation in this terminal
	@$(BIN)/infopoint chat

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev.stamp
	$(BIN)/mypy

imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

content: $(VENV)/dev.stamp
	$(BIN)/infopoint check

pytest: $(VENV)/dev.stamp
	$(BIN)/pytest

check: lint types imports content ## style, types, import flow, content; no tests

test: check pytest ## everything that CI runs

bench: $(VENV)/dev.stamp ## figures of speed and size, in one run
	$(BIN)/python -m tests.bench

bench-matching: ## the matcher beside other methods, in .venv-bench; SETS=folder for public data sets
	@PYTHON=$(PYTHON) tests/bench/matching.sh $(SETS)

quality: install ## measure what is understood, with and without encoder, and write docs/quality.md (minutes)
	@$(BIN)/infopoint quality

screenshots: $(VENV)/dev.stamp ## render the pictures of the README with headless Chromium
	$(BIN)/python -m tests.screenshots

lock: ## renew the hashed requirements from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q -o requirements/run.txt
	uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -q -o requirements/dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
