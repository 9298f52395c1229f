# Every target sets up its own environment in .venv first; nothing else has to be installed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_FLAGS := --quiet --disable-pip-version-check

.PHONY: demo test lint bench eval clean

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sitmap needs Python 3.11 or newer; set PYTHON=python3.11 or the like")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install $(PIP_FLAGS) --upgrade "pip>=25.1"
	$(BIN)/python -m pip install $(PIP_FLAGS) --editable .
	touch $@

$(VENV)/.test: $(VENV)/.run
	$(BIN)/python -m pip install $(PIP_FLAGS) --group test
	touch $@

$(VENV)/.bench: $(VENV)/.run
	$(BIN)/python -m pip install $(PIP_FLAGS) --group bench
	touch $@

$(VENV)/.lint: $(VENV)/.run
	$(BIN)/python -m pip install $(PIP_FLAGS) --group dev
	touch $@

## A report in; a map, a brief and proximity answers out.
demo: $(VENV)/.run
	mkdir -p demo
	$(BIN)/sitmap map notebooks/examples/jordan.txt --output demo/map.html
	$(BIN)/sitmap brief notebooks/examples/jordan.txt --output demo/brief.pptx
	$(BIN)/sitmap near notebooks/examples/jordan.txt --within 100km
	@echo
	@echo "Open demo/map.html in a browser and demo/brief.pptx in PowerPoint or LibreOffice."
	@echo "Then try your own report: $(BIN)/sitmap map REPORT.txt --output map.html"

## The whole test suite, notebooks executed, in parallel.
test: $(VENV)/.test
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile

## Format, lint, types, import contracts.
lint: $(VENV)/.lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

## Measurements; they print ratios and never fail on seconds.
bench: $(VENV)/.bench
	$(BIN)/python -m pytest tests/bench --override-ini python_files='bench_*.py' \
		--override-ini python_functions='bench_*' -q -s

## Geocoding on annotated texts; SITMAP_EVAL is their folder. Writes tests/bench/EVAL.md.
eval: $(VENV)/.test
	$(BIN)/python tests/bench/eval_geocoding.py

clean:
	rm -rf $(VENV) demo dist .mypy_cache .pytest_cache .ruff_cache
