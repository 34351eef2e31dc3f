# Every command of the project; CI calls the same ones.
# Needs make and Python >= 3.11 with its venv module; everything else is installed into .venv.

PYTHON ?= python3
PORT ?= 8000
JOBS ?= 2
ARGS ?=

UV_VERSION := 0.13.9
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# Checks use the settings of the tests: these bring the tools along and leave var/ alone.
CHECK_MANAGE := DJANGO_SETTINGS_MODULE=tests.settings $(MANAGE)
PYTEST := TEST_DATABASE="$(or $(DATABASE),$(TEST_DATABASE))" $(BIN)/python -m pytest
ALL := -m "not browser and not timing" --hypothesis-profile=many
TEMPLATES = $$(find templates -name '*.html')

# Tests import a thousand modules: compiled ones are kept, even where the shell says otherwise.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo run test test-all times matrix torture fuzz check browser browser-all bench fmt screenshots samples lock

help: ## list these targets
	@echo "make TARGET, one of:"
	@sed -n 's/^\([a-z-]*\):.*## /  \1	/p' $(firstword $(MAKEFILE_LIST)) | expand -t 14
	@echo "PORT=8000 and DATA_DIR=var say where demo and run serve and keep their data."

demo: .venv/runtime.stamp ## a demo organisation on http://127.0.0.1:8000, until Ctrl-C
	@$(MANAGE) serve --demo --port $(PORT)

run: .venv/runtime.stamp ## the same on your own data, without the demo
	@$(MANAGE) serve --port $(PORT)

test: .venv/dev.stamp ## every promise in its short form, in three minutes (DATABASE=postgres: on PostgreSQL)
	@$(PYTEST) -n $(JOBS) $(ARGS)

test-all: .venv/dev.stamp ## what takes long as well: processes, both databases, more seeds and people
	@WATCH_QUERIES=1 $(PYTEST) $(ALL) -n $(JOBS) $(ARGS)

times: .venv/dev.stamp ## the processor seconds of `make test` by folder (ARGS='$$(ALL)': of all tests)
	@$(PYTEST) -p tests.cpu_times -n $(JOBS) $(ARGS)

matrix: .venv/dev.stamp ## every route by every kind of person: who gets where, and nowhere else
	@TEST_DATABASE="$(or $(DATABASE),$(TEST_DATABASE))" $(BIN)/python -m tests.matrix -n $(JOBS) $(ARGS)

torture: .venv/dev.stamp ## kill workers 200 times, and servers: no day is lost or doubled
	@$(BIN)/python -m tests.torture $(ARGS)

fuzz: .venv/dev.stamp ## ten thousand spoilt files: each is read or refused with a sentence
	@$(BIN)/python -m tests.fuzz $(ARGS)

browser: .venv/dev.stamp ## walk the real pages in Chromium, each in both colours at one width
	@$(PYTEST) -m "browser and not slow" tests/browser -n $(JOBS) --dist loadfile $(ARGS)

browser-all: .venv/dev.stamp ## the real pages at every width as well
	@$(PYTEST) -m browser tests/browser -n $(JOBS) --dist loadfile $(ARGS)

check: .venv/dev.stamp ## style, types, imports, migrations, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	DATA_DIR=.mypy_cache/data $(BIN)/mypy
	$(BIN)/lint-imports
	$(CHECK_MANAGE) check --fail-level WARNING
	$(CHECK_MANAGE) makemigrations --check --dry-run
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/djlint --lint --quiet templates

fmt: .venv/dev.stamp ## put code and templates in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	-$(BIN)/djade --target-version 5.2 $(TEMPLATES)

bench: .venv/dev.stamp ## judge the model by hidden LinkedIns, measure pages and the daily job (ARGS="20000 100000" for less)
	$(BIN)/python benchmarks/truth.py
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/guide.py
	$(BIN)/python benchmarks/daily_job.py $(ARGS)
	$(BIN)/python benchmarks/reports.py

screenshots: .venv/dev.stamp ## take the pictures for docs/
	@$(BIN)/python -m tests.screenshots

samples: .venv/dev.stamp ## write the reports in docs/samples
	@$(BIN)/python -m tests.write_sample_reports

lock: .venv/dev.stamp ## update the two requirements files from pyproject.toml
	$(LOCK) --output-file requirements.lock pyproject.toml
	$(LOCK) --group dev --constraint requirements.lock \
	  --output-file requirements-dev.lock pyproject.toml

LOCK := $(BIN)/uv pip compile --quiet --system-certs --universal --upgrade --generate-hashes \
	--no-header --no-emit-index-url --python-version 3.11
INSTALL := $(BIN)/uv pip install --quiet --system-certs --require-hashes --python $(BIN)/python

# Installed once for each state of a lock file. The development lock holds the runtime one.
.venv/runtime.stamp: requirements.lock | $(BIN)/uv
	@echo "Installing what Seventy needs into .venv ..."
	@$(INSTALL) -r requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock | $(BIN)/uv
	@echo "Installing what Seventy and its tests need into .venv ..."
	@$(INSTALL) -r requirements-dev.lock
	@touch .venv/runtime.stamp $@

$(BIN)/uv:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Seventy needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Seventy needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)." \
	    "Name another one: make PYTHON=python3.12 TARGET" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
	  echo "Seventy needs Python's venv module (on Debian: apt-get install python3-venv)." >&2; \
	  exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
