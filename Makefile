# Everything a person does with Rollbook; `make` alone lists it. Works with GNU make 3.81 and later.

PYTHONS = $(if $(PYTHON),$(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
VENV = .venv
INSTALLED = $(VENV)/.installed
RUN = $(VENV)/bin/python -m
CODE = layers/rollbook functions sandbox tests benchmarks
UV = uv==0.13.9
COMPILE = build/uv/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet

# SAM builds layers with the interpreter that is here, so that one is also what the functions run on.
SAM = PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(VENV)/bin/sam
RUNTIME = python$(shell $(VENV)/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
PARAMETERS = $(shell $(VENV)/bin/python -c 'import shlex, tomllib; \
  settings = tomllib.load(open("samconfig.toml", "rb")); \
  print(shlex.join(settings["default"]["deploy"]["parameters"]["parameter_overrides"]))')

export SAM_CLI_TELEMETRY = 0

.PHONY: help test check check-config demo up down build deploy bench lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: check ## check everything, then run all tests, side by side on as many cores as there are (at most four)
	$(RUN) pytest --numprocesses=auto --maxprocesses=4

check: check-config ## style, types, the template and the settings
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy $(CODE)
	$(VENV)/bin/cfn-lint template.yaml

check-config: $(INSTALLED) ## the institution's settings alone
	$(RUN) rollbook.admin.command_line check-config

demo: $(INSTALLED) ## see it work: two simulated systems and the deployed stack on this machine
	$(RUN) sandbox demo

up: $(INSTALLED) ## start the same world in the background
	$(RUN) sandbox up

down: $(INSTALLED) ## end what `make up` started
	$(RUN) sandbox down

build: $(INSTALLED) ## build for AWS
	$(SAM) build --parameter-overrides PythonRuntime=$(RUNTIME)

deploy: check-config build ## build and deploy to AWS, as samconfig.toml says
	$(SAM) deploy --parameter-overrides PythonRuntime=$(RUNTIME) $(PARAMETERS)

bench: $(INSTALLED) ## measure
	$(RUN) benchmarks

lock: $(INSTALLED) ## choose new versions of everything we depend on
	$(RUN) venv --clear build/uv
	build/uv/bin/pip install --quiet --disable-pip-version-check $(UV)
	$(COMPILE) --upgrade --group dev --no-strip-extras --no-annotate -o requirements-dev.lock
	$(COMPILE) --upgrade --no-annotate --constraint requirements-dev.lock -o layers/dependencies/requirements.txt
	rm -rf build/uv

clean: ## remove all that was made here, except .venv
	@test ! -f $(INSTALLED) || $(RUN) sandbox down
	rm -rf build .aws-sam .hypothesis .mypy_cache .pytest_cache .ruff_cache

# The tools, exactly as locked; made again when the lock or our own package's description changes.
$(INSTALLED): requirements-dev.lock pyproject.toml
	@for python in $(PYTHONS) none; do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	if [ $$python = none ]; then \
	    echo "Rollbook needs Python 3.11 or newer; name one with 'make PYTHON=/path/to/python3 ...'." >&2; exit 1; \
	fi; \
	echo "Installing the tools into $(VENV) with $$($$python --version) (a minute or two, once) ..."; \
	$$python -m venv $(VENV)
	@$(RUN) pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@$(RUN) pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation -e .
	@touch $@
