"""Children that run generated programs on JAX, one after the other; one that dies or hangs is replaced."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from types import TracebackType
from typing import Self

from jaxlint.verify.oracle.observed import Observed, load_observed
from jaxlint.verify.oracle.program import Program
from jaxlint.verify.pool import QUICK_COMPILATION, environment

_COMMAND = (sys.executable, "-P", "-m", "jaxlint.verify.child.oracle")
SECONDS = 60.0
"""For one program, with all its mendings."""
_PROGRAMS_PER_CHILD = 1500


class Oracle:
    """One child process at a time, on the CPU."""

    def __init__(self, *, compiled: bool = False, seconds: float = SECONDS) -> None:
        self._command = [*_COMMAND, "--compile"] if compiled else [*_COMMAND]
        self._seconds = seconds
        self._folder = tempfile.TemporaryDirectory(prefix="jaxlint-oracle-")
        self._child: subprocess.Popen[str] | None = None
        self._answered = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the child."""
        self._end()
        self._folder.cleanup()

    def observe(self, program: Program) -> Observed:
        """What JAX makes of the program."""
        if self._answered >= _PROGRAMS_PER_CHILD:
            self._end()
        child = self._child or self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._seconds, give_up)
        timer.start()
        try:
            child.stdin.write(json.dumps(program.text) + "\n")
            child.stdin.flush()
            answer = child.stdout.readline()
        except BrokenPipeError:
            answer = ""
        finally:
            timer.cancel()
        if not answer:
            self._end()
            return Observed(ended="timed out" if late.is_set() else "died")
        self._answered += 1
        return load_observed(json.loads(answer))

    def _start(self) -> subprocess.Popen[str]:
        self._answered = 0
        self._child = subprocess.Popen(
            self._command,
            env=environment("cpu", self._folder.name) | QUICK_COMPILATION,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            # Leaving the block closes both pipes and waits.
            with contextlib.suppress(BrokenPipeError), child:
                pass
