# Every target sets up what it needs on a fresh machine; a second run is quick.
.POSIX:
.PHONY: help demo test pythons faults check bench docs dist fix lock clean

VENV = .venv
BIN = $(VENV)/bin
RUNTIME = $(VENV)/.runtime-installed
DEV = $(VENV)/.dev-installed
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input
UV = $(BIN)/uv --quiet
PIN = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
COMPILE = $(PIN) pyproject.toml --extra demo --extra dkim --extra postgresql --group build

MANY = 20
FAULTS = tests/unit/service/test_service_machine.py tests/unit/store/test_machine.py tests/unit/store/test_crashes.py \
         tests/unit/service/test_database_faults.py tests/acceptance/test_kills.py tests/acceptance/test_mutated.py

help:
	@echo "make demo   see it work: sample posts, a real daemon, the mails in demo-out/"
	@echo "make test   all checks and all tests, on every Python here"
	@echo "make pythons  all unit tests and the demo on the other Pythons, of which make test runs a share"
	@echo "make faults  crashes, kills, failing databases and servers, at length: some hours"
	@echo "make check  format, lint, types, layers, generated pages"
	@echo "make bench  measure"
	@echo "make docs   write the generated pages again"
	@echo "make dist   build the wheel into dist/, try it in a fresh environment, list what that holds (SBOM)"
	@echo "make fix    format, and mend what can be mended"
	@echo "make lock   pin the newest versions that fit pyproject.toml"

demo: $(RUNTIME)
	$(BIN)/listwarden demo --out demo-out

test: $(DEV)
	$(BIN)/python -m tests.parts.suite

pythons: $(DEV)
	$(BIN)/python -m tests.parts.pythons

faults: $(DEV)
	sh tests/parts/install.sh
	TRY_MANY_TIMES=$(MANY) $(BIN)/python -m pytest -q --numprocesses 2 --dist worksteal $(FAULTS)
	$(BIN)/python -m tests.faults
	$(BIN)/python -m tests.bench.kills
	$(BIN)/python -m tests.bench.mutated
	$(BIN)/python -m tests.bench.hostile
	$(BIN)/python -m tests.bench.workers --posts 2000
	$(BIN)/python -m tests.bench.workers --posts 2000 --cuts 10
	$(BIN)/python -m tests.bench.poison
	$(BIN)/python -m tests.bench.soak --minutes 10

check: $(DEV)
	$(BIN)/ruff format --check --quiet
	$(BIN)/ruff check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.parts.documents --check

bench: $(DEV)
	@set -e; for each in $$(grep -l __main__ tests/bench/*.py); do \
		echo "== $$each"; $(BIN)/python -m "$$(echo "$${each%.py}" | tr / .)"; \
	done

docs: $(DEV)
	$(BIN)/python -m tests.parts.documents

dist: $(DEV)
	$(BIN)/python -m tests.parts.dist dist

fix: $(DEV)
	$(BIN)/ruff check --fix --quiet
	$(BIN)/ruff format --quiet

lock: | $(BIN)/uv
	$(COMPILE) --upgrade --output-file requirements.lock
	$(COMPILE) --group dev --output-file requirements-dev.lock --constraint requirements.lock
	$(PIN) --upgrade --group sbom --output-file requirements-sbom.lock

clean:
	rm -rf $(VENV) dist demo-out .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@for each in python3.13 python3.12 python3.11 python3; do \
		if $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			$$each -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); echo "$$each cannot make a venv; on Debian: apt-get install python3-venv" >&2; \
		fi; \
	done; echo "listwarden needs Python 3.11 or later with its venv module" >&2; exit 1

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# uv takes seconds where pip takes a minute; an index that only pip's settings name is left to pip.
$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/uv
	$(UV) pip install --python $(BIN)/python --require-hashes --requirement requirements-dev.lock || \
		$(PIP) install --require-hashes --requirement requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(RUNTIME)

$(BIN)/uv: | $(BIN)/python
	sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.lock | $(PIP) install --require-hashes --requirement /dev/stdin
