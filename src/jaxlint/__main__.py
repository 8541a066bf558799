"""`python -m jaxlint`."""

from __future__ import annotations

import sys

from jaxlint.cli import run

if __name__ == "__main__":
    sys.exit(run())
