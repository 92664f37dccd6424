# Everything a newcomer needs; each target sets up what it needs by itself.  No target deletes data/.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8001
JOBS ?= 4
YEARS ?= 3
# Tests start Python some hundred times: without kept bytecode each start would compile it all again.
unexport PYTHONDONTWRITEBYTECODE
# In as many processes as there are processors; pip compiles in one.  What is no Python 3 is left out.
COMPILE = $(BIN)/python -m compileall -qq -j 0 .venv/lib || true
# Of targets that are made side by side (GNU make 4): what each says stays together.
TOGETHER := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
QUICK := tests/pipelines tests/spiders/parsers tests/spiders/test_goldens.py tests/i18n tests/health tests/runtime tests/test_config.py

.PHONY: datasette-next pins help setup demo demo-all crawl serve test quick lint style types import-rules unit bench calendar calendar-short hostile combinations soak equality docs docs-site drawings i18n portal

help: ## show this list; how long each takes: CONTRIBUTING.md
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

setup: .venv/ready ## make .venv and install vigie in it

.venv/ready: requirements.txt pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Vigie needs Python 3.11 or newer: make PYTHON=python3.13 setup")'
	@$(PYTHON) -m venv .venv || { echo "python3-venv is missing: apt install python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements.txt
	@# setuptools warns of what cannot happen here, in words that frighten who installs for the first time
	PYTHONWARNINGS='ignore:Editable installation,ignore:Package' \
	  $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(COMPILE)
	@$(BIN)/python -m monitor.cli.compile_tables || true
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt requirements-channels.in requirements-cluster.in
	$(BIN)/pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@$(COMPILE)
	@touch $@

demo: setup ## crawl mock portals on this machine, then serve the site (no internet)
	$(BIN)/vigie demo --port $(PORT)

demo-all: .venv/ready-dev ## crawl every mock portal, compare with what each holds
	$(BIN)/python -m tests.demo.demo_all

crawl: setup ## crawl the enabled portals, live
	$(BIN)/vigie crawl

serve: setup ## the site alone (vigie web); with nightly crawls and alerts: .venv/bin/vigie serve
	$(BIN)/vigie web

test: .venv/ready-dev ## set-up, then lint, types, import rules, docs site and all tests
	@$(MAKE) --no-print-directory --jobs=2 $(TOGETHER) types style import-rules docs-site
	@$(MAKE) --no-print-directory unit

quick: .venv/ready-dev lint ## style, types and the tests that need no crawl, browser or samples
	$(BIN)/pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder -m "not corpus and not browser and not slow" $(QUICK)

lint: style types import-rules ## style, types, import rules

style: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ready-dev
	$(BIN)/mypy

import-rules: .venv/ready-dev
	$(BIN)/lint-imports

unit: .venv/ready-dev ## all tests (JOBS processes, one file to each)
	$(BIN)/pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder

bench: .venv/ready-dev ## speed and memory, as ratios
	$(BIN)/python -m tests.bench

calendar: .venv/ready-dev ## all tests with the clock at seven other times (libfaketime)
	$(BIN)/python -m tests.other_days --jobs $(JOBS)

calendar-short: .venv/ready-dev ## the tests of dated pages, health and mails at two other times
	$(BIN)/python -m tests.other_days --short --jobs $(JOBS)

hostile: .venv/ready-dev ## fuzzers, kills, broken input and upgrades, five times an ordinary run
	$(BIN)/python -m tests.hostile

combinations: .venv/ready-dev ## every fault on every portal, every page in each language, width and colours
	VIGIE_ALL_COMBINATIONS=1 $(BIN)/pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder \
	  tests/spiders/test_survival.py $(addprefix tests/web/test_,access.py base_url.py explore.py pages.py)

soak: .venv/ready-dev ## years of nights with random kills (YEARS=3)
	$(BIN)/python -m tests.simulated_year.soak $(YEARS)

equality: .venv/ready-dev ## one database, however its documents are read: processes, cluster, shards (needs VIGIE_CORPUS)
	$(BIN)/python -m tests.equality

datasette-next: .venv/ready-dev ## open the site's pages on Datasette's newest pre-release (may fail: docs/site.md)
	@$(PYTHON) -m venv .venv-next
	.venv-next/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
	.venv-next/bin/pip install --quiet --disable-pip-version-check --upgrade --pre "datasette>=1.0a0"
	-PYTHONPATH=. .venv-next/bin/python -m tests.web.datasette_next

pins: ## requirements*.in -> requirements*.txt: the same with hashes (asks the package index)
	@$(PYTHON) -m venv .venv-pins
	.venv-pins/bin/pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	for name in requirements requirements-channels requirements-cluster; do \
	  .venv-pins/bin/uv pip compile $$name.in --generate-hashes --universal --python-version 3.11 \
	    --no-annotate --no-header --no-emit-index-url --quiet --output-file .venv-pins/pins.txt \
	  && { sed '/^$$/q' $$name.txt; cat .venv-pins/pins.txt; } > .venv-pins/whole.txt \
	  && mv .venv-pins/whole.txt $$name.txt || exit 1; \
	done

docs: .venv/ready-dev ## write the generated pages of docs/
	$(BIN)/python -m monitor.quality.measure_field_coverage
	$(BIN)/python -m monitor.docs.generate_pages

docs-site: .venv/ready-dev ## build the docs site into build/docs, strict about links and anchors
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

drawings: .venv/ready-dev ## pictures of the drawings in docs/, for the docs site (needs npm, Chromium)
	npm install --silent --no-audit --no-fund --prefix build/npm mermaid@11.17.2
	$(BIN)/python docs/.site/draw.py build/npm/node_modules/mermaid/dist/mermaid.min.js

i18n: .venv/ready-dev ## what templates and code say -> the catalogues of translators
	$(BIN)/python -m monitor.docs.update_gettext_catalogues

portal: .venv/ready-dev ## begin a portal: NAME=city_of_x [BASE=json|web TITLE= COUNTRY= LANGUAGE= URL=]
	@$(BIN)/python -m monitor.docs.scaffold.new_portal "$(NAME)" $(if $(BASE),--base "$(BASE)") $(if $(TITLE),--title "$(TITLE)") \
	  $(if $(COUNTRY),--country "$(COUNTRY)") $(if $(LANGUAGE),--language "$(LANGUAGE)") $(if $(URL),--url "$(URL)")
