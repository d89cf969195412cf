# 四强学堂 quizapp. `make help` lists what there is. Needs Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export QUIZAPP_DATA QUIZAPP_HOST QUIZAPP_PORT HOST PORT QUIZAPP_DATABASE_URL QUIZAPP_REDIS_URL QUIZAPP_FILES QUIZAPP_PUBLIC_URL
export QUIZAPP_PDF_FONT QUIZAPP_SMTP_URL QUIZAPP_MAIL_FROM QUIZAPP_PROXIES QUIZAPP_TIMEZONE QUIZAPP_LOCALE QUIZAPP_ADMIN_USERNAME QUIZAPP_ADMIN_PASSWORD ONLY
# Where it is set every process compiles the whole program anew, and the tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(BIN)/python -m pytest -q

.DEFAULT_GOAL := help
.PHONY: help serve demo test test-pure test-app test-postgres test-browser test-faults screenshots soak bench lint catalogue lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

serve: $(VENV)/.runtime ## serve at http://127.0.0.1:8000 (HOST=0.0.0.0 opens it to the room)
	@$(BIN)/python -m quizapp serve

demo: export QUIZAPP_DATA := $(or $(QUIZAPP_DATA),instance-demo)
demo: $(VENV)/.runtime ## the same on a folder of its own, filled with a fictional organisation
	@$(BIN)/python -m quizapp demo
	@$(BIN)/python -m quizapp serve

test: lint test-pure test-app test-postgres test-browser test-faults ## everything: lint, units, both databases, browser, faults

# Also where no browser is looked at: PDFs are set in the Chinese font that comes with it.
test-pure: $(VENV)/.browser
	$(PYTEST) -n 2 tests/pure tests/test_*.py

test-app: $(VENV)/.browser
	$(PYTEST) -n 2 tests/app tests/journeys

test-postgres: $(VENV)/.browser
	$(PYTEST) -n 2 tests/app tests/journeys --backend postgres

test-browser: $(VENV)/.browser
	$(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder tests/browser

test-faults: $(VENV)/.dev
	$(PYTEST) -n 2 tests/faults

screenshots: $(VENV)/.browser ## the README's pictures, taken anew of the demo
	$(PYTEST) tests/browser/screenshots.py

soak: export QUIZAPP_SOAK := 1
soak: $(VENV)/.dev ## faults and storms at full size
	$(PYTEST) tests/faults

bench: $(VENV)/.dev ## ratios against rivals and limits (ONLY=name for one)
	@$(BIN)/python -m bench

lint: $(VENV)/.dev ## ruff, mypy, import arrows, catalogue, question bank
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) tests/test_architecture.py tests/test_catalogue.py
	$(BIN)/python -m quizapp bank lint question_bank

catalogue: $(VENV)/.dev ## gather the interface texts anew and compile the catalogues
	$(BIN)/python -m tests.support.catalogue

lock: $(VENV)/.dev ## resolve the lock files anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml -c requirements.lock --all-extras --group dev -o requirements-dev.lock

clean: ## remove what was generated (not the data)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: PYTHON=python3.12 make serve"; exit 2; }
	$(PYTHON) -m venv $(VENV)

# Installed once for each content of the lock file.
$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	@echo "Installing what requirements.lock names ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what requirements-dev.lock names ..."
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.runtime

# A Chromium and a Chinese font: what is there, else the system's package, else Playwright's own download.
$(VENV)/.browser: tests/support/find_browser.py $(VENV)/.dev
	@$(BIN)/python -m tests.support.find_browser
	@touch $@
