#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint[verify]"]
# ///
"""Generate programs, run them on JAX, and print where jaxlint says something else.

scripts/oracle.py --programs 20000 --seed 7 --jobs 4   many programs; the same ones for the same seed
scripts/oracle.py --seed 7:123                         that program alone, in full
scripts/oracle.py --programs 500 --compile             with the execution left to XLA, not to NumPy
"""

from __future__ import annotations

import sys

from jaxlint.verify.oracle.command import main

if __name__ == "__main__":
    sys.exit(main())
