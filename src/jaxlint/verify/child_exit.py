"""Exit codes in words; both sides of a child process use it."""

from __future__ import annotations

import signal


def describe_exit(code: int) -> tuple[str, str]:
    """How a process with this exit code ended ("returned" or "died"), and a detail."""
    if code == 0:
        return "returned", ""
    if code < 0:
        return "died", f"killed by {signal.Signals(-code).name}"
    return "died", f"exit status {code}"
