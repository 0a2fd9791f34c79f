# Everything sets itself up in .venv; a machine needs Python 3.11 or later and make.
PORT ?= 8000
DATA ?= data
TRY := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for it in python3 python3.14 python3.13 python3.12 python3.11; do $$it -c "$(TRY)" 2>/dev/null && echo $$it && break; done)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test check soak bench

serve: $(VENV)/.runs
	$(BIN)/golive serve --port $(PORT) --data "$(DATA)"

test: $(VENV)/.tests
	$(BIN)/python tests/javascript.py
	$(BIN)/python tests/generators.py
	$(BIN)/pytest --numprocesses 3 --dist loadfile

check: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=.typing $(BIN)/lint-imports
	$(BIN)/python -m golive.lifecycles.describe --check
	$(BIN)/golive schema | diff -u schema.graphql - || { echo "schema.graphql is stale: golive schema > schema.graphql"; exit 1; }

soak: $(VENV)/.tests
	SOAK=1 $(BIN)/pytest

bench: $(VENV)/.tests benchmarks/peers/node_modules
	PYTHONPATH=.typing $(BIN)/python -m golive.benchmarks

benchmarks/peers/node_modules: benchmarks/peers/package-lock.json | $(VENV)/.tests
	PYTHONPATH=.typing $(BIN)/python -m golive.benchmarks.programs
	@touch $@

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Golive needs Python 3.11 or later: make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tests: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.runs
