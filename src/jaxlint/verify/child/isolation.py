"""One child process per program: output to a file, memory within bounds, an end in time."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from jaxlint.verify.child_exit import describe_exit

if sys.platform != "win32":
    import resource

_POLL_SECONDS = 0.003


def redirect(output: Path, errors: Path) -> None:
    """Send standard output and standard error, those of C code included, to these files."""
    for stream, path in ((sys.stdout, output), (sys.stderr, errors)):
        stream.flush()
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
        os.dup2(descriptor, stream.fileno())
        os.close(descriptor)


def limit_memory(megabytes: int) -> None:
    """Bound the private writable memory of this process.

    The address space itself stays free: accelerators map far more of it than they use.
    """
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = megabytes << 20
        if hard == resource.RLIM_INFINITY or soft < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _die_with_parent() -> None:
    """Have the kernel end this process when the server is killed."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


def run_forked(work: Callable[[], None], seconds: float) -> tuple[str, str]:
    """Run `work` in a forked child; how it ended ("returned", "timed out", "died") and a detail."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setsid()
            _die_with_parent()
            work()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            # Skips the interpreter's shutdown, and with it the threads and exit handlers of the parent.
            os._exit(status)
    deadline = time.monotonic() + seconds
    _await_end(child, seconds)
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            break
        if time.monotonic() > deadline:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "timed out", ""
        time.sleep(_POLL_SECONDS)
    return describe_exit(os.waitstatus_to_exitcode(status))


def _await_end(child: int, seconds: float) -> None:
    """Sleep until a child ends or its time is over; at once where the kernel cannot tell."""
    if sys.platform == "linux":
        try:
            descriptor = os.pidfd_open(child)
        except OSError:
            return
        try:
            select.select([descriptor], [], [], seconds)
        finally:
            os.close(descriptor)
