# make lab    set up what is missing and open JupyterLab at your next lesson
# make test   set up what is missing and run the tests
#
# Another interpreter: make lab PYTHON=/path/to/python3.12. Options of a command: make lab ARGS="--instructor"
PYTHON ?= python3
ARGS ?=
PORT ?=
VENV := .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help ready lab test lint contract types bench lock build verify

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-8s %s\n", $$1, $$2}' Makefile

ready: ## set up what is missing, and nothing else
	@command -v "$(PYTHON)" >/dev/null || { echo "No $(PYTHON) here: install Python 3.11, 3.12 or 3.13." >&2; exit 1; }
	@"$(PYTHON)" setup/ready.py

lab: ready ## open JupyterLab at your next lesson
	@$(VENV) -m autograder lab $(if $(PORT),--port $(PORT)) $(ARGS)

test: ready ## run the tests on all cores
	@$(VENV) -m pytest --numprocesses=logical --dist=worksteal $(ARGS)

lint: ready ## ruff
	@$(VENV) -m ruff check .

contract: ready ## the order in which rooms may import one another
	@.venv/bin/lint-imports --no-cache

types: ready ## mypy, strict
	@$(VENV) -m mypy

bench: ready ## measure what benchmarks/README.md tells
	@$(VENV) -m benchmarks $(ARGS)

build: ready ## make exercises/ from solutions/
	@$(VENV) -m autograder build $(ARGS)

verify: ready ## prove that the course's content holds
	@$(VENV) -m autograder verify $(ARGS)

lock: ready ## resolve the dependencies again: requirements.lock and constraints.txt
	@$(VENV) setup/lock.py $(ARGS)
