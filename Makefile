# Aliases of scripts/dev.py, for those who have make; `make test PYTHON=python3.12` picks another interpreter.
PYTHON ?= python3

.PHONY: demo test install clean
demo test install clean:
	@$(PYTHON) scripts/dev.py $@
