# What people type. Everything is installed into .venv; nothing else on the machine is touched.

PYTHON ?= python3
BIN := .venv/bin
PAPERROUND := $(BIN)/paperround

.DEFAULT_GOAL := help
.PHONY: help setup issue build check test check-code bench clean

help: ## Show these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: .venv/ready ## Install Paperround into .venv

issue: setup ## Ingest the sources, draft the issue, build site, mail and feed
	@failed=0; $(PAPERROUND) ingest || failed=1; \
	$(PAPERROUND) draft --keep && $(PAPERROUND) build --drafts || exit 1; \
	test $$failed = 0 || echo "Some sources failed: see above. The issue holds what the others gave."; \
	exit $$failed

build: setup ## Build what is published: site, mail and feed
	@$(PAPERROUND) build

check: setup ## Look for what is left to do before an issue goes out
	@$(PAPERROUND) check

test: .venv/ready-for-tests check-code ## Run every check and test
	$(BIN)/pytest

check-code: .venv/ready-for-tests ## Check format, lint, types and the direction of imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready-for-tests ## Measure, as ratios in one run
	$(BIN)/python -m benchmarks

clean: ## Remove what was built
	rm -rf build dist

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
		|| { echo "Paperround needs Python 3.11, 3.12 or 3.13; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/ready: .venv/python pyproject.toml
	@echo "Installing Paperround into .venv (about half a minute, once)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/ready-for-tests: .venv/ready
	@echo "Installing what the tests need into .venv"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
