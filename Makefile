# Everything sets itself up in .venv; a machine needs Python 3.11 or later and make.
PORT ?= 8000
DATA ?= data
PYTHON ?= $(firstword $(foreach version,3.14 3.13 3.12 3.11,$(shell command -v python$(version))) python3)
VENV := .venv
BIN := $(VENV)/bin

.PHONY: serve test check soak

serve: $(VENV)/.runs
	$(BIN)/golive serve --port $(PORT) --data $(DATA)

test: $(VENV)/.tests
	$(BIN)/pytest

check: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m golive.lifecycles.describe --check
	$(BIN)/golive schema | diff -u schema.graphql - || { echo "schema.graphql is stale: golive schema > schema.graphql"; exit 1; }

soak: $(VENV)/.tests
	GOLIVE_TEST_SOAK=1 $(BIN)/pytest --timeout=0

$(VENV)/bin/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Golive needs Python 3.11 or later: make PYTHON=...')"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tests: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/.runs
