# Every target a person needs. `make run` and `make test` work on a fresh machine.
PYTHON ?= python3
SIGNPOST = .venv/bin/signpost
TOOLS = .venv/bin

.PHONY: help setup run test chat bench evaluate check
.DEFAULT_GOAL := help

help:  ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup:  ## make both runtimes, the encoder, the model and the look, whatever is missing
	@exec $(PYTHON) -m provision

run:  ## start Signpost and print where it is; Ctrl-C stops it
	@exec $(PYTHON) -m provision --then $(SIGNPOST) run

chat:  ## the same conversation in a terminal, or from a pipe
	@exec $(PYTHON) -m provision --stderr --then $(SIGNPOST) chat

test:  ## the whole test suite, from nothing
	@exec $(PYTHON) -m provision --dev --then $(TOOLS)/python -m tests

check:  ## style, types and the direction of imports
	@exec $(PYTHON) -m provision --dev --then $(TOOLS)/python -m tests --only style

bench:  ## speed, side by side
	@exec $(PYTHON) -m provision --dev --then $(TOOLS)/python -m bench

evaluate:  ## accuracy, side by side
	@exec $(PYTHON) -m provision --dev --then $(TOOLS)/python -m bench.evaluate
