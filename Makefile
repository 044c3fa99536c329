# The commands of this project. Everything is installed in this folder; the machine needs Python 3.11 or later, make and git.

PYTHON ?= python3
PYTHON_NEXT ?= python3.13
PORT ?= 8000
ADDRESS ?= 127.0.0.1
METRICS ?= 127.0.0.1:9464
ARGS ?=
RECORDS ?= 10000 100000
KILLS ?= 50
SECONDS ?= 3600
ROUNDS ?= 1000
MODULES ?=
DRILLS ?=
STORIES ?= 500
SIZES ?= 10000,100000
# One more than there are cores: while one waits for a browser, a server or a database, the others work.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
VENV = .venv
BIN = $(VENV)/bin
MANAGE = $(BIN)/python manage.py

.PHONY: help install run serve reload drills test audit check check-static bench bench-serve bench-search bench-relevance bench-tagging bench-figures bench-imports soak soak-newsroom soak-imports soak-search soak-harvest soak-api soak-alerts bench-alerts bench-hub drill-wordpress mutants test-next lighthouse screenshots messages lock clean

help:
	@sed -n 's/^## //p' Makefile

## make install    create the environment in .venv, and .env with a secret key
install: $(VENV)/.installed .env var/static

$(VENV)/.installed: requirements.txt
	@$(PYTHON) scripts/require_python.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.env:
	@$(PYTHON) scripts/write_env.py $@

# For the database of `make run`, and for collectstatic.
var/static:
	@mkdir -p $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	@touch $@

## make run        serve a newsroom with sample releases on http://127.0.0.1:8000 (PORT= changes the port), with its worker, until Ctrl-C
run: install
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_taxonomy
	@$(MANAGE) load_demo
	@DEBUG=on SITE_URL=http://127.0.0.1:$(PORT) $(MANAGE) ensure_editor
	@DEBUG=on SITE_URL=http://127.0.0.1:$(PORT) exec $(BIN)/python scripts/serve.py 127.0.0.1:$(PORT)

## make serve      run the production server on 127.0.0.1:8000 (ADDRESS= and PORT= change it): checks, migrations, static files, one process per core, the worker,
##                 and figures for Prometheus on 127.0.0.1:9464 (METRICS= changes it, or switches them off)
serve: install
	@$(MANAGE) check --deploy --fail-level ERROR
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@exec $(BIN)/python scripts/serve.py --production --figures "$(METRICS)" $(ADDRESS):$(PORT)

## make reload     give what `make serve` runs on this PORT new code and static files, without losing a request
reload: install
	@$(MANAGE) check --deploy --fail-level ERROR
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@kill -HUP $$(cat var/serve-$(PORT).pid)

## make drills     kill processes, PostgreSQL, a primary and its replica under load, put nginx in front of two nodes with wrong clocks, let 500
##                 clients in at once (DRILLS="replica nginx" for some of them); takes half an hour, needs nginx and faketime
drills: install $(VENV)/.installed-dev
	@$(BIN)/python scripts/browser.py nginx faketime
	@$(BIN)/python -m drills $(DRILLS)

## make test       run the whole test suite on SQLite and on a temporary PostgreSQL; browser tests on SQLite only (ARGS= for pytest, WORKERS= for the
##                 number of processes)
test: install $(VENV)/.installed-dev
	@$(BIN)/python scripts/browser.py
	@echo "On SQLite:"
	$(BIN)/python -m pytest --numprocesses $(WORKERS) $(ARGS)
	@echo "On PostgreSQL:"
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest --numprocesses $(WORKERS) -m "not browser" $(ARGS)

## make check      run linters, type checks, deployment checks, and look for missing translations and migrations; needs Node 18 or later with npm
check: install $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint --quiet templates
	$(BIN)/python scripts/check_deploy.py
	$(BIN)/python scripts/messages.py --check
	$(MANAGE) makemigrations --check --dry-run
	$(BIN)/python scripts/promises.py --check
	@$(MAKE) --no-print-directory check-static

# Lints style sheets and scripts with a program that npm installs; only this and `make lighthouse` need npm. `biome check --write` fixes what it can.
check-static: node_modules/.installed
	node_modules/.bin/biome ci

node_modules/.installed: package-lock.json
	@command -v npm >/dev/null || { echo "Style sheets and scripts are checked by Biome, which npm installs: install Node.js 18 or later with npm, and run make check again." >&2; exit 1; }
	npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

## make bench-serve  measure every kind of page under the production server, rendered and from the page cache, with N=50000 releases, against its
##                 goals; needs wrk and PEERS, a folder with peers.py. TARGETS="wagtail-granian" measures peers that are up in the same run,
##                 ENGINE=sqlite on SQLite instead of PostgreSQL, BENCH_URL=postgres://… in a database that stays, and is filled once
PEERS ?= ../shared/peers
PEERS_HOME ?= $(CURDIR)/var/peers
N ?= 50000
ENGINE ?= postgresql
BENCH_URL ?=
BENCH_CONTENT = $(PEERS_HOME)/content-$(N).jsonl
BENCH_SERVE = PEERS_HOME=$(PEERS_HOME) $(BIN)/python -m benchmarks.serve $(BENCH_CONTENT) $(TARGETS) --peers $(PEERS) \
	--sample $(PEERS_HOME)/run/sample-$(N).json --seconds 6 $(ARGS)
bench-serve: install $(VENV)/.installed-dev
	@mkdir -p $(PEERS_HOME)
	@$(MANAGE) collectstatic --noinput --verbosity 0
	@test -s $(BENCH_CONTENT) || $(BIN)/python $(PEERS)/make_content.py -n $(N) -o $(BENCH_CONTENT)
ifeq ($(ENGINE),sqlite)
	DATABASE_URL=sqlite:///$(PEERS_HOME)/ours-$(N).sqlite3 $(BENCH_SERVE)
else
	TEST_POSTGRES_URL=$(BENCH_URL) $(BIN)/python scripts/with_postgres.py env $(BENCH_SERVE)
endif

## make bench      measure lists and searches at several sizes (SIZES=10000,100000), the relevance of search results, and the speed of imports
##                 (RECORDS="10000 100000"); its parts are bench-search, bench-relevance and bench-imports
bench: bench-search bench-relevance bench-imports

bench-search: install $(VENV)/.installed-dev
	@mkdir -p var
	@rm -f var/bench.sqlite3*
	DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.search $(SIZES)
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m benchmarks.search $(SIZES)

## make bench-tagging  how well terms are suggested: learned from the news of a government newsroom before 2022, asked about those from then on
bench-tagging: install $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.tagging

## make bench-figures  the page of figures on an archive (EDITIONS=150000), on both engines
EDITIONS ?= 150000
bench-figures: install $(VENV)/.installed-dev
	@rm -f var/bench.sqlite3*
	DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.archive $(EDITIONS)
	DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.figures
	@rm -f var/bench.sqlite3*
	$(BIN)/python scripts/with_postgres.py sh -c '$(BIN)/python -m benchmarks.archive $(EDITIONS) && $(BIN)/python -m benchmarks.figures'

bench-relevance: install $(VENV)/.installed-dev
	@rm -f var/bench.sqlite3*
	DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.relevance
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m benchmarks.relevance
	@rm -f var/bench.sqlite3*

bench-imports: install $(VENV)/.installed-dev
	@rm -f var/bench.sqlite3*
	DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.imports $(RECORDS)
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m benchmarks.imports $(RECORDS)

## make drill-wordpress  move a real WordPress in: set one up in a temporary folder from Debian's packages, export it, import that, check text by text
drill-wordpress: install
	$(BIN)/python -m benchmarks.wordpress

## make drill-documents  have a real LibreOffice (Debian's libreoffice-writer-nogui, installed if missing) write one text as .docx, .odt and HTML, and
##                 compare what is read of each; takes half a minute
.PHONY: drill-documents
drill-documents: install
	@$(BIN)/python scripts/browser.py LibreOffice
	$(BIN)/python -m benchmarks.documents

## make soak       run tests that take hours: a thousand rounds of every race and long newsroom scenarios (ROUNDS=1000 STORIES=500), imports killed
##                 at random and damaged files for every reader (KILLS=50 SECONDS=3600), and ten thousand unusual searches;
##                 harvests and the API; its parts are soak-newsroom, soak-imports, soak-search,
##                 soak-harvest, soak-api and soak-alerts (the sender of e-mail alerts killed two hundred times)
soak: soak-newsroom soak-imports soak-search soak-harvest soak-api soak-alerts

soak-newsroom: install $(VENV)/.installed-dev
	RACE_ROUNDS=$(ROUNDS) NEWSROOM_STORIES=$(STORIES) $(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest \
		releases/tests/test_races.py releases/tests/test_newsroom_machine.py $(ARGS)

soak-imports: install $(VENV)/.installed-dev
	@rm -f var/soak.sqlite3*
	DATABASE_URL=sqlite:///var/soak.sqlite3 $(BIN)/python -m benchmarks.kill_imports $(KILLS) 2000
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m benchmarks.kill_imports $(KILLS) 2000
	$(BIN)/python -m benchmarks.fuzz $(SECONDS)
	ROUND_TRIP_LINES=10000 $(BIN)/python -m pytest releases/tests/test_export_and_import.py $(ARGS)
	ROUND_TRIP_LINES=10000 $(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest releases/tests/test_export_and_import.py $(ARGS)

## make mutants    change the pure and the guarding modules in one place at a time and print the share of changes that no test notices; takes
##                 most of an hour (MODULES="releases/language/dates.py …" for some of them)
mutants: install $(VENV)/.installed-dev
	$(BIN)/python scripts/mutants.py $(MODULES)

## make audit      compare the pinned versions with published advisories, and write a bill of materials to var/bill-of-materials.json
audit: install $(VENV)/.installed-dev
	$(BIN)/cyclonedx-py requirements requirements.txt --output-reproducible --of JSON -o var/bill-of-materials.json
	$(BIN)/pip-audit --requirement requirements.txt --require-hashes --disable-pip --strict

## make test-next  run the test suite on SQLite with Python 3.13 and Django 6.1 (PYTHON_NEXT= names the interpreter)
test-next: .env var/static
	@test -x .venv-next/bin/python || $(PYTHON_NEXT) -m venv .venv-next
	.venv-next/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements.txt -r requirements-dev.txt
	.venv-next/bin/python -m pip install --quiet --disable-pip-version-check "Django>=6.1,<6.2"
	.venv-next/bin/python -m pytest --numprocesses $(WORKERS) $(ARGS)

soak-search: install $(VENV)/.installed-dev
	@mkdir -p var
	@rm -f var/soak.sqlite3*
	DATABASE_URL=sqlite:///$(CURDIR)/var/soak.sqlite3 $(BIN)/python -m benchmarks.archive 10000
	DATABASE_URL=sqlite:///$(CURDIR)/var/soak.sqlite3 $(BIN)/python -m benchmarks.questions 10000
	@rm -f var/soak.sqlite3*

soak-harvest: install $(VENV)/.installed-dev
	HARVEST_RELEASES=1000 HARVEST_SECONDS=60 $(BIN)/python -m pytest releases/tests/test_changes.py releases/tests/test_harvest_killed.py $(ARGS)
	HARVEST_RELEASES=1000 HARVEST_SECONDS=60 $(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest \
		releases/tests/test_changes.py releases/tests/test_harvest_killed.py $(ARGS)

soak-alerts: install $(VENV)/.installed-dev
	ALERT_LETTERS=2000 ALERT_KILLS=200 $(BIN)/python -m pytest -s releases/tests/test_alerts_killed.py $(ARGS)
	ALERT_LETTERS=2000 ALERT_KILLS=200 $(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest -s releases/tests/test_alerts_killed.py $(ARGS)

## make bench-signing-in measure whether the time of a refused sign-in tells that an account exists, on both databases
.PHONY: bench-signing-in
bench-signing-in: install $(VENV)/.installed-dev
	@rm -f var/bench.sqlite3*
	DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.signing_in
	@rm -f var/bench.sqlite3*
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m benchmarks.signing_in

## make bench-alerts queue a release for fifty thousand readers of e-mail alerts, on both databases, and send for ten seconds at the rate set
bench-alerts: install $(VENV)/.installed-dev
	@rm -f var/bench.sqlite3*
	DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.alerts 50000 50
	@rm -f var/bench.sqlite3*
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m benchmarks.alerts 50000 50

## make bench-newsroom  measure the newsroom's pages and its spreadsheet at 150,000 editions, on both databases
.PHONY: bench-newsroom
bench-newsroom: install $(VENV)/.installed-dev
	@rm -f var/bench.sqlite3*
	DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.newsroom 150000
	@rm -f var/bench.sqlite3*
	$(BIN)/python scripts/with_postgres.py $(BIN)/python -m benchmarks.newsroom 150000

## make bench-hub  tell five thousand subscribers of one release by two workers, on both databases
bench-hub: install $(VENV)/.installed-dev
	@rm -f var/bench.sqlite3*
	DEBUG=on DATABASE_URL=sqlite:///$(CURDIR)/var/bench.sqlite3 $(BIN)/python -m benchmarks.hub 5000 2
	@rm -f var/bench.sqlite3*
	DEBUG=on $(BIN)/python scripts/with_postgres.py $(BIN)/python -m benchmarks.hub 5000 2

soak-api: install $(VENV)/.installed-dev
	API_EXAMPLES=300 $(BIN)/python -m pytest releases/tests/test_api_fuzzing.py $(ARGS)
	API_EXAMPLES=300 $(BIN)/python scripts/with_postgres.py $(BIN)/python -m pytest releases/tests/test_api_fuzzing.py $(ARGS)

## make lighthouse run Lighthouse 12 on the front page, a list and a release; installs it with npm, needs Node 18 or later
lighthouse: install
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_taxonomy
	@$(MANAGE) load_demo
	@$(BIN)/python scripts/browser.py
	@$(BIN)/python scripts/lighthouse.py

## make screenshots take the screenshots in docs/screenshots from the site that `make run` serves (PORT=)
screenshots: $(VENV)/.installed-dev
	@$(BIN)/python scripts/screenshots.py http://127.0.0.1:$(PORT)

## make messages   update and compile the translations of the interface in locale/ (python scripts/messages.py --check only checks)
messages: install $(VENV)/.installed-dev
	$(BIN)/python scripts/messages.py

## make lock       update the pinned versions in requirements.txt, requirements-dev.txt and package-lock.json
lock: $(VENV)/.installed-dev
	for name in requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
			--custom-compile-command "make lock" --upgrade $$name.in -o $$name.txt || exit 1; \
	done
	npm install --package-lock-only --save-dev --save-exact --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund @biomejs/biome@latest

## make clean      delete everything the other targets created, including the database
clean:
	rm -rf $(VENV) .venv-next .env var node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
