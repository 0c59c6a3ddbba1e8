# `make help` lists the targets; each sets up what it needs. Python 3.11 or newer, git and make are all it starts from.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
READY := $(VENV)/.ready

.PHONY: help demo test parts check drills bench docs pictures site lock record clean
.DEFAULT_GOAL := demo

help:  ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

demo: $(READY)  ## the sample articles through the whole way, then a first question
	$(BIN)/broadsheet demo

test: $(READY)  ## the tests, the checks of `make check` among them
	$(BIN)/python -m pytest -n 3 --dist loadgroup -m "not parts and not long"

parts: $(READY)  ## the long tests, and those that start PostgreSQL, Dask, Chromium, a wheel; skipped where a part is missing
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "parts or long"

check: $(READY)  ## style, types, import contracts
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo

drills: $(READY)  ## faults on purpose: kills, hostile pages, unhappy servers, in a short form each (5 minutes)
	$(BIN)/python -m drills

bench: $(READY)  ## articles a second beside the bare extractor, and memory (BENCH_CORPUS: a folder with truth.jsonl)
	$(BIN)/python -m benchmarks.whole_job $(BENCH_CORPUS)

record: $(READY)  ## write the expected results of the sample articles anew: look at the diff before you commit it
	$(BIN)/python -m tests.samples.record

docs: $(READY)  ## the pages of docs/ that are made from code
	$(BIN)/python docs/generate.py

pictures: $(READY)  ## the pictures of README, taken of the demo's quality page (needs Chromium)
	$(BIN)/python docs/draw_pictures.py

site: $(READY)  ## the documentation as a site, in build/site; a warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build

lock: $(READY)  ## resolve pyproject.toml anew, for every Python from 3.11 on
	$(BIN)/uv pip compile --quiet --group dev --all-extras pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock

clean:  ## remove the virtual environment, the data folder and what was built
	rm -rf $(VENV) data build

# Bytecode is compiled here, once: some machines forbid writing it later, and imports then cost twice as much.
$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes --compile-bytecode requirements.lock
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q flows tasks schemas broadsheet_start.py
	touch $(READY)
