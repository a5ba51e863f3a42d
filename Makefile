# The one definition of every check: hooks and CI call these.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo .tools/bin/uv)
RUN := .venv/bin
export UV_PYTHON_DOWNLOADS := never

.PHONY: help install demo up down format lint test check bench eval fuzz holes screenshots clean

help:  ## List the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

.tools/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "CallInsight needs Python 3.11 or newer as $(PYTHON); set PYTHON=... to name another one."; exit 2; }
	@$(PYTHON) -m venv .tools \
	  || { echo "Python cannot make virtual environments here; on Debian: apt-get install python3-venv"; exit 2; }
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.installed: pyproject.toml uv.lock | $(filter .tools/bin/uv,$(UV))
	@$(UV) sync --quiet --locked --all-extras --compile-bytecode
	@touch $@

install: .venv/.installed  ## Set up .venv with the command `callinsight` and everything tests need
	@echo "Installed. Try: $(RUN)/callinsight --help"

demo: .venv/.installed  ## Run the demo calls through an embedded stack (KEEP=1 leaves it running)
	@$(RUN)/callinsight demo $(if $(KEEP),--keep)

up: .venv/.installed  ## Run the whole product on this machine until Ctrl-C
	@$(RUN)/callinsight up

down: .venv/.installed  ## Stop a stack that `make demo KEEP=1` left running
	@$(RUN)/callinsight down

format: .venv/.installed  ## Format the code
	@$(RUN)/ruff check --fix --exit-zero --quiet .
	@$(RUN)/ruff format .

lint: .venv/.installed  ## Check format, style, types and import rules
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/lint-imports --no-logo

# Four workers and many processes read the same files; each would compile them for itself.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/.installed  ## Run all tests
	$(RUN)/python -m pytest -n 4 --dist loadgroup --no-loadscope-reorder

check: lint test  ## What CI runs

bench: .venv/.installed  ## Measure cost and speed (bounded, loopback only); PARTS="burst in_flight" measures some
	$(RUN)/python -m tests.bench $(PARTS)

eval: .venv/.installed  ## Measure how far answers can be trusted, on stub models; LIVE=1 asks real ones
	$(RUN)/python -m tests.eval $(if $(filter 1,$(LIVE)),--live) $(PARTS)

fuzz: .venv/.installed  ## Examine 10,000 mutated recordings (COUNT=..., SEED=...): no crash, no hang
	$(RUN)/python -m tests.fuzz $(or $(COUNT),10000) $(SEED)

holes: .venv/.installed  ## Show that each sentence of the protocol has a test that fails without it
	$(RUN)/python -m tests.protocol.holes

screenshots: .venv/.installed  ## Make docs/images from a running stack in Chromium
	$(RUN)/python -m tests.local.screenshots

clean:  ## Remove what these targets made
	rm -rf .venv .tools .callinsight .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
