# Two commands do everything: `make run` and `make test`. `make` alone lists the rest.
.DEFAULT_GOAL := help
.PHONY: help run demo test check bench readers lighthouse polling trials quality fix install lock words expect clean

PYTHON ?= python3
BIN := .venv/bin

help: ## print the commands, one line each
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

run: .venv/.run ## start web and poller on a database under var/; Ctrl-C stops both
	@$(BIN)/aggregator run

demo: .venv/.run ## the same against a newsroom of our own on loopback: alive with no network
	@$(BIN)/aggregator demo

# Databases of tests lie in memory where a gigabyte of it is free: what is killed here are processes, not the machine.
MEMORY := $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 1000000 { print "/dev/shm" }')

# Hundreds of processes start: each would compile everything anew where the environment forbids it to keep that.
test: .venv/.dev ## run every test
	@PYTHONDONTWRITEBYTECODE= TMPDIR=$(or $(MEMORY),$(TMPDIR),/tmp) $(BIN)/pytest -q -n 3 --dist loadfile --no-loadscope-reorder

check: .venv/.dev ## format, lint, types, layers
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo

fix: .venv/.dev ## format, and repair what the linter can
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: .venv/.dev ## measure: polling 1,000 generated feeds (BESIDE=1: others on the same), serving beside nginx
	@$(BIN)/python -m tests.bench $(if $(BESIDE),--beside)

readers: .venv/.dev ## four feed readers from Debian follow the demo for a minute: every entry once
	@$(BIN)/python -m tests.readers

lighthouse: .venv/.dev ## Lighthouse (from npm: needs Node and the network) on front, topic and story pages
	@$(BIN)/python -m tests.lighthouse

polling: .venv/.dev ## simulate a month of polling beside other policies
	@$(BIN)/python -m tests.polling

trials: .venv/.dev ## long trials of polling: a simulated day and ten real minutes of sources that hang
	@for trial in day minutes; do $(BIN)/python -m tests.trials $$trial || exit 1; done

quality: .venv/.dev ## measure copies, stories and topics on labelled sets, beside simpler ways
	@$(BIN)/python -m tests.quality

words: .venv/.dev ## bring the catalogues of the site's words up to date, and say what still has none
	@$(BIN)/python -m tests.catalogues

expect: .venv/.dev ## rewrite the expected values beside the test documents and show the difference
	@AGGREGATOR_EXPECT=write $(BIN)/pytest -q tests/core/parse; git diff --stat -- tests/data

install: .venv/.dev ## prepare .venv/ with everything, tests included

lock: .venv/.dev ## resolve the dependencies anew into the two lock files
	@sh scripts/lock

clean: ## remove the environment and the caches; var/ stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

.venv/bin/python:
	@sh scripts/venv $(PYTHON)

.venv/.run: requirements.lock pyproject.toml | .venv/bin/python
	@test -e .venv/.dev || sh scripts/install requirements.lock
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | .venv/bin/python
	@sh scripts/install requirements-dev.lock
	@touch .venv/.run $@
