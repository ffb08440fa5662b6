# Everything runs in .venv; nothing but python3 (3.11+), its venv module and make is assumed.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready

.PHONY: setup brief test test-long bench grade cues check clean
.DELETE_ON_ERROR:

setup: $(READY)

# The stamp is written last: an interrupted set-up starts again instead of passing for done.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -c constraints.txt "setuptools>=77" wheel
	$(PY) -m pip install --quiet --disable-pip-version-check --no-build-isolation -c constraints.txt -e ".[dev]"
	$(PY) -m pip check
	$(PY) -m oreflow data build
	$(PY) -m oreflow data warm
	@touch $(READY)

brief: $(READY)
	$(PY) -m oreflow brief examples/asia-tour-2025 --home USA --as-of 2025-10-26 --out brief.html

check: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test: check
	$(PY) -m pytest -m "not long" -n 2

test-long: $(READY)
	$(PY) -m pytest -m long

bench: $(READY)
	$(PY) bench/run.py
	$(PY) bench/verbs.py
	$(PY) scripts/bench_reading.py

# Grades the reading engine on ../shared/news/dev (not part of the repo).
grade: $(READY)
	$(PY) scripts/grade_reading.py

# Fits the reader's weights anew on corpus/ (25 s); commit the two tables it writes.
cues: $(READY)
	$(PY) scripts/train_cues.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis brief.html
