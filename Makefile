# Two commands do everything on a fresh Debian or Ubuntu machine with Python >= 3.11: make run, make test.
# Every step is idempotent; what is already there is not done again.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8700
WORKERS ?= 3
DATA ?= .data/demo
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
INSTALL = $(BIN)/python -m pip install -q --no-compile --no-deps --require-hashes # the locks name all that is needed
# Where containers say that nothing compiled be kept, each of some two hundred processes compiles the program again.
unexport PYTHONDONTWRITEBYTECODE
MAKEFLAGS += --jobs=2 # packages of both languages and the browser come side by side

PWA_SOURCES := $(shell find pwa/src pwa/public sync/typescript/src -type f 2>/dev/null) pwa/index.html pwa/vite.config.ts pwa/chunks.ts pwa/kept.ts pwa/languages.ts

.PHONY: help run test browser compiled soak check bench bench-long mutations format kinds shots paper clean install install-dev app

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | column -t -s $$'\t'

# --- install -------------------------------------------------------------------------------------------------------

$(BIN)/python:
	@echo "· Python environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Shaiba needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python has no venv module here. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }

$(VENV)/.node: requirements/node.lock | $(BIN)/python
	@echo "· Node.js, which comes as a Python package"
	@$(INSTALL) -r requirements/node.lock
	@touch $@

$(VENV)/.run: requirements/run.lock pyproject.toml $(VENV)/.node # Node.js first: JavaScript's packages come beside the rest
	@echo "· Python packages"
	@$(INSTALL) -r requirements/run.lock
	@$(BIN)/python -m pip install -q --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	@echo "· Python packages for tests and checks"
	@$(INSTALL) -r requirements/dev.lock
	@touch $@

pwa/node_modules/.stamp: pwa/package-lock.json $(VENV)/.node
	@echo "· JavaScript packages"
	@cd pwa && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

pwa/dist/.stamp: pwa/node_modules/.stamp $(VENV)/.run $(PWA_SOURCES)
	@echo "· building the app"
	@cd pwa && npm run --silent build
	@$(BIN)/python -m shaiba.web.pack pwa/dist
	@touch $@

install: $(VENV)/.run pwa/node_modules/.stamp ## install what the product needs
install-dev: $(VENV)/.dev pwa/node_modules/.stamp ## install what tests and checks need
app: pwa/dist/.stamp ## build the app
browser: # only looks when all is there
	@bash .ci/browser

# --- use -----------------------------------------------------------------------------------------------------------

run: app ## install, build, load the demo county, serve, print the address and the demo people
	@$(BIN)/shaiba demo --data $(DATA) --port $(PORT)

# --- hold ----------------------------------------------------------------------------------------------------------

test: $(VENV)/.dev app browser compiled ## install what tests need (browser included) and run all tests
	@WORKERS=$(WORKERS) bash .ci/test

compiled: $(VENV)/.dev # once, beside the build of the app: six workers that begin at the same time would each compile it all
	@$(BIN)/python -m pytest tests e2e --collect-only -qq > /dev/null || true # what is wrong with them, the tests say

soak: $(VENV)/.dev ## a hundred thousand simulated runs, power cuts, kills and damaged disks (hours)
	@$(BIN)/python -m tests.sim --seeds 100000 --fresh
	@$(BIN)/python -m tests.faults --soak

check: $(VENV)/.dev pwa/node_modules/.stamp ## format, lint, types, layers
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@cd pwa && npm run --silent check

bench: $(VENV)/.dev app ## print the table of benchmarks
	@$(BIN)/python -m tests.bench

bench-long: $(VENV)/.dev ## the benchmarks of a county: an import, a million edits, every phone back at once (an hour)
	@$(BIN)/python -m tests.bench --long

mutations: $(VENV)/.dev pwa/node_modules/.stamp ## take guards out one at a time: does some test notice each?
	@$(BIN)/python -m tests.mutation

format: $(VENV)/.dev pwa/node_modules/.stamp ## format everything
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix -q .
	@cd pwa && npm run --silent format

kinds: $(VENV)/.run ## write what is generated from the kinds: pwa/src/generated, sync/vectors/lock.json
	@$(BIN)/shaiba kinds --write

LOCK = $(BIN)/uv pip compile -q --generate-hashes --universal --python-version 3.11 --no-header --no-annotate
lock: $(BIN)/python ## write the lock files again (versions and hashes only)
	@$(BIN)/python -m pip install -q uv
	@$(LOCK) --group pyproject.toml:node -o requirements/node.lock
	@$(LOCK) pyproject.toml --group node -o requirements/run.lock
	@$(LOCK) pyproject.toml --group node --group test --group check -o requirements/dev.lock
	@sed -i '/^--/d' requirements/*.lock

shots: $(VENV)/.dev app browser ## screenshots of every screen, phone and desk, light and dark, into e2e/shots
	@$(BIN)/python -m e2e.shots

paper: $(VENV)/.dev app browser ## every screen as it comes out of a printer, into e2e/out/paper (not kept)
	@$(BIN)/python -m e2e.paper

clean: ## remove what was built (data stays)
	rm -rf pwa/dist pwa/node_modules $(VENV)
