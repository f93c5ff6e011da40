# make run    sets everything up, starts the dashboard at http://localhost:8501
# make test   sets everything up, runs all tests, on all cores
# make lint   style and unused code
# make lock   raises the locked versions (on purpose, never by the way)
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

run: $(VENV)/ready
	$(BIN)/streamlit run dashboard.py

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

samples: $(VENV)/ready
	$(BIN)/python sample_data/make_samples.py

bench: $(VENV)/ready-dev
	$(BIN)/python -m benchmarks

$(VENV)/bin/python:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sluice needs Python 3.11 or newer: make PY=python3.11 ..."; exit 1; }
	$(PY) -m venv $(VENV) || { echo "On Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/ready: requirements.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	touch $@

$(VENV)/ready-dev: requirements-dev.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@ $(VENV)/ready

lock:
	$(PY) -m venv .venv/uv && .venv/uv/bin/pip install --quiet uv
	for each in requirements requirements-dev; do \
	  .venv/uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header -o $$each.lock $$each.txt; done

.PHONY: run test lint format samples bench lock
