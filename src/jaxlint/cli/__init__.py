"""Floor 9: the `jaxlint` command.

Results go to standard output, everything else to standard error. Exit status: 0 clean, 1 findings,
2 a wrong command line or configuration, or a fault of jaxlint's own.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence

from jaxlint.cli.arguments import parse_arguments

CLEAN = 0
FINDINGS = 1
ERROR = 2
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None, *, ends: bool = False) -> int:
    """Run one command; the exit status. `ends`: the process ends with it, and nothing need be given back."""
    try:
        options = parse_arguments(sys.argv[1:] if argv is None else argv)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else CLEAN
    for stream in (sys.stdout, sys.stderr):
        # A character that the terminal's encoding lacks must not end the run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    options.ends = ends
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has seen enough. What is buffered has nowhere to go, not even when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLEAN
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as fault:
        return _explain_fault(fault, verbose=getattr(options, "verbose", False))
    return status


def run() -> int:
    """What a shell calls: `main`, and no search for garbage in a process that ends."""
    status = main(ends=True)
    gc.freeze()
    return status


def _explain_fault(fault: Exception, *, verbose: bool) -> int:
    """One line for what the user can mend; a traceback for what only jaxlint can, where it is asked for."""
    from jaxlint.engine.config import ConfigError

    if isinstance(fault, ConfigError):
        print(f"jaxlint: error: {fault}", file=sys.stderr)
        return ERROR
    if verbose:
        import traceback

        traceback.print_exception(fault)
    print(f"jaxlint: internal error: {type(fault).__name__}: {fault}", file=sys.stderr)
    return ERROR
