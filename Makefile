# The commands of the README. Each installs what it needs first; repeat runs find it in place.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export FLASK_APP := wsgi
PORT ?= 8000
COMMIT ?= HEAD

PYTHON_SOURCES := app forms tests migrations bench wsgi.py gunicorn.conf.py
BROWSER_SOURCES := $(shell find static service_worker forms -type f -not -path 'static/dist/*' -not -name '*.pyc' 2>/dev/null)

.PHONY: help
help: ## Show these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: .stamps/python .stamps/node static/dist/app.js ## Install what is needed to run

.PHONY: run
run: setup ## Start Wholeview with invented families on http://127.0.0.1:8000
	@flask migrate
	@flask demo --if-empty
	@exec gunicorn --bind 127.0.0.1:$(PORT) wsgi:app

.PHONY: test
test: setup .stamps/python-dev ## Check everything: style, types, browser code, server, journeys
	@$(MAKE) --no-print-directory --jobs=2 --output-sync lint test-js
	@setup/browser.sh
	pytest -n auto --maxprocesses 4 --dist worksteal

.PHONY: test-js
test-js: setup
	node --test $$(find tests/js -name '*.test.js')

.PHONY: lint
lint: setup .stamps/python-dev ## Style and types, without changing anything
	ruff check $(PYTHON_SOURCES)
	ruff format --check $(PYTHON_SOURCES)
	mypy
	djlint --quiet --lint app/templates
	npm run --silent lint
	npm run --silent types

.PHONY: format
format: setup .stamps/python-dev ## Lay out Python and browser code
	ruff check --fix $(PYTHON_SOURCES)
	ruff format $(PYTHON_SOURCES)
	npm run --silent format

.PHONY: model
model: setup .stamps/python-dev ## Try the sync protocol at random as CI does: 4,000 stories, and every seeded bug
	WHOLEVIEW_RUNS=4000 pytest -n auto --maxprocesses 4 --dist worksteal tests/sync/test_machine.py

CHAOS := tests/faults tests/releases tests/sync tests/local tests/journeys tests/safety tests/audit tests/devices tests/shell tests/app tests/visits

.PHONY: chaos
chaos: setup .stamps/python-dev ## Try 50,000 stories and every fault of the list; docs/faults.md says which were survived
	@setup/browser.sh
	rm -f instance/faults.json
	CI=true WHOLEVIEW_RUNS=50000 pytest -n auto --maxprocesses 4 --dist worksteal --faults-page docs/faults.md tests/sync/test_machine.py
	CI=true pytest -m "" --ignore tests/sync/test_machine.py --faults-page docs/faults.md $(CHAOS)

.PHONY: tour
tour: setup .stamps/python-dev ## Take the pictures of docs/tour.md anew
	@setup/browser.sh
	python -m tests.tour

.PHONY: bench
bench: setup .stamps/python-bench ## Measure, and print the scoreboard
	@setup/browser.sh
	python -m bench

.PHONY: build
build: .stamps/node ## Build the browser files into static/dist
	npm run --silent build

.PHONY: release
release: setup .stamps/python-dev ## Keep the release of COMMIT, so that later ones are tried against it
	@python -m tests.releases.make $(COMMIT)

.PHONY: clean
clean: ## Remove what was built and installed; keeps the database in instance/
	rm -rf .stamps .venv node_modules static/dist

static/dist/app.js: .stamps/node $(BROWSER_SOURCES)
	npm run --silent build
	@touch $@

.stamps/python: requirements.txt setup/python.sh
	setup/python.sh requirements.txt
	@mkdir -p .stamps && touch $@

.stamps/python-dev: requirements-dev.txt .stamps/python
	setup/python.sh requirements-dev.txt
	@touch $@

.stamps/python-bench: requirements-bench.txt .stamps/python-dev
	setup/python.sh requirements-bench.txt
	@touch $@

.stamps/node: package-lock.json setup/node.sh | .stamps/python
	setup/node.sh
	@touch $@
