# Every target a person needs. `make run` and `make test` work on a fresh machine.
PYTHON ?= python3

.PHONY: help setup run test chat bench evaluate check
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup:  ## make both runtimes, the encoder, the model and the look, whatever is missing
	@$(PYTHON) -m provision

run:  ## start Signpost and print where it is; Ctrl-C stops it
	@$(PYTHON) -m provision && exec .venv/bin/signpost run

chat:  ## the same conversation in a terminal, or from a pipe
	@$(PYTHON) -m provision 1>&2 && exec .venv/bin/signpost chat

test:  ## the whole test suite, from nothing
	@$(PYTHON) -m provision --dev && exec .venv/bin/python -m tests

check:  ## style, types and imports
	@$(PYTHON) -m provision --dev && .venv/bin/ruff check . && .venv/bin/ruff format --check . && .venv/bin/mypy && .venv/bin/lint-imports

bench:  ## speed, side by side
	@$(PYTHON) -m provision --dev && exec .venv/bin/python -m bench

evaluate:  ## accuracy, side by side
	@$(PYTHON) -m provision --dev && exec .venv/bin/python -m bench.evaluate
