# Everything starts here: `make demo` shows a term, `make test` passes the tests. Each sets up all that it needs.

PYTHON ?= python3
BIN := .venv/bin
# pip's own settings stay as the machine has them; the lock files name versions and hashes, never a host.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test coverage check bench faults docs catalogue lock clean

demo: .venv/runtime
	$(BIN)/nettools demo

test: .venv/dev
	sh tests/debian.sh postgresql chromium
	$(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_ARGS)

# Apart from the tests: to count lines takes as long again as to run them.
coverage: .venv/dev
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term $(PYTEST_ARGS)

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m cogapp --check README.md

bench: .venv/dev
	sh tests/debian.sh libreoffice
	$(BIN)/python -m tests.bench

faults: .venv/dev
	FAULT_RUNS=200 LETTER_KILLS=50 $(BIN)/python -m pytest -n 2 --dist worksteal tests/journeys/test_fault_runs.py tests/jobs/test_letters_killed.py

docs: .venv/dev
	$(BIN)/python -m cogapp -r README.md

catalogue: .venv/dev
	$(BIN)/python tests/catalogue.py

lock: .venv/dev
	sh tests/lock.sh

clean:
	rm -rf .venv dist build

.venv/runtime: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@
