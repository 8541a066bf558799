#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = ["flake8-jaxlint[verify]"]
# ///
"""Generate programs that deal in random keys, and print where jaxlint and `jax.debug_key_reuse` differ.

scripts/key_oracle.py --programs 5000 --seed 7   many programs; the same ones for the same seed
scripts/key_oracle.py --seed 7:123               that program alone, in full
"""

from __future__ import annotations

import sys

from jaxlint.verify.oracle.key_reuse import main

if __name__ == "__main__":
    sys.exit(main())
