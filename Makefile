# `make` alone prints the targets.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
TRAIN  := .train-venv
PEERS  := .peers-venv

.PHONY: help setup try screenshots run test check lock quality bench-links bench-pages peers bench bench-answers chaos train
help:            ## print this help
	@grep -E '^[a-z-]+: .*##|^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(READY): requirements/dev.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 to 3.13 is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12") if not (3, 11) <= sys.version_info < (3, 14) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(READY)  ## make .venv with everything in it

try: $(READY)    ## the main job on an embedded Discord, no account needed
	$(BIN)/python -m bot try

screenshots: $(READY)  ## take the pictures of docs/screenshots anew (Debian: chromium fonts-noto-color-emoji)
	$(BIN)/python -m tests.sandbox.screenshots

run: $(READY)    ## start the bot on Discord (DISCORD_TOKEN in .env)
	$(BIN)/python -m bot run

test: $(READY)   ## run the tests
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(READY)  ## format, lint, types, import rules, dependencies, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/python -m pytest -n 2 --dist loadfile

lock: $(READY)   ## compile requirements/*.txt from pyproject.toml
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra sandbox -o requirements/run.txt pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra sandbox --group dev -o requirements/dev.txt pyproject.toml

quality: $(READY) ## measure the facts on annotated articles, against docs/quality.md
	$(BIN)/python -m benchmarks.quality --check

bench-links: $(READY) ## which addresses are refused and which are read, on the suites beside the repository
	$(BIN)/python -m benchmarks.links

bench-pages: $(READY) ## pages read by us and by other libraries, on our own pages or those of PAGES=folder
	$(BIN)/python -m benchmarks.pages $(PAGES)

peers:           ## install the libraries that bench-pages compares with, in an environment of their own
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install -q --disable-pip-version-check -r requirements/peers.txt

bench: $(READY)  ## measure the whole: articles a second, latency, memory, start; writes docs/performance.md
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.report --write

bench-answers: $(READY) ## how soon commands and suggestions answer while articles are read, with 1,000,000 facts
	$(BIN)/python -m benchmarks.answers

chaos: $(READY)  ## 1,000 messages under faults, on SQLite and on PostgreSQL (CHAOS="--messages 200 --seed 3 --on sqlite")
	$(BIN)/python -m tests.chaos $(CHAOS)

$(TRAIN)/.ready: requirements/train.txt
	$(PYTHON) -m venv $(TRAIN)
	$(TRAIN)/bin/python -m pip install -q -r requirements/train.txt
	@touch $@

FOLD := build/training/fold0
train: $(TRAIN)/.ready $(READY) ## make the learned reader and the fitted tables from training/corpus
	OMP_NUM_THREADS=2 $(TRAIN)/bin/python -m training train --fold 0 --epochs 2 --name fold0
	$(TRAIN)/bin/python -m training export --name fold0 --fold 0 --model $(FOLD) --version fold0
	OMP_NUM_THREADS=2 $(TRAIN)/bin/python -m training train --epochs 4
	$(TRAIN)/bin/python -m training export
	$(BIN)/python -m benchmarks.fit_typing
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.calibrate $(FOLD)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.quality
