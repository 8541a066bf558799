"""Child processes that run programs: fork servers where that is safe, else a new interpreter each."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from jaxlint.verify.child_exit import describe_exit
from jaxlint.verify.request import Request

_COMMAND = (sys.executable, "-P", "-m", "jaxlint.verify.child")
_STOPPED = ("died", "the verifier was stopped")

QUICK_COMPILATION = {"JAX_DISABLE_MOST_OPTIMIZATIONS": "1"}
"""For children whose computations are compiled once and run a few times on a handful of numbers."""


class ChildError(RuntimeError):
    """A child process ended without an answer where one is needed."""


def environment(platforms: str | None, folder: str) -> dict[str, str]:
    """The environment of every child."""
    package_root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (package_root, os.environ.get("PYTHONPATH"))))
    settings = {
        "PYTHONPATH": path,
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "HYPOTHESIS_STORAGE_DIRECTORY": folder,
        # By default the first process on a GPU takes three quarters of its memory.
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    }
    if platforms is not None:
        settings["JAX_PLATFORMS"] = platforms
    return {**os.environ, **settings}


class _Interpreter:
    """Starts a new interpreter for each request."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = threading.Event()

    def run(self, request: Request) -> tuple[str, str]:
        """Run the request; how it ended, and a detail."""
        if self._closed.is_set():
            return _STOPPED
        with Path(request.folder, "startup").open("wb") as errors:
            process = self._process = subprocess.Popen(
                [*_COMMAND, request.dump()],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                start_new_session=True,
            )
        if self._closed.is_set():
            _kill(process)
        try:
            return describe_exit(process.wait(request.seconds))
        except subprocess.TimeoutExpired:
            return "timed out", ""
        finally:
            _kill(process)

    def close(self) -> None:
        """End what is running, and start nothing more."""
        self._closed.set()
        if self._process is not None:
            _kill(self._process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it started, unless it has ended."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()


class _ForkServer:
    """One server process; started when first asked, and again after it has died.

    The children of all servers share a cache of compiled programs, which makes them three to four times faster.
    JAX writes it without locks: who reads what is half written, or was written by a child that was killed,
    warns of it and compiles.
    """

    def __init__(self, env: Mapping[str, str], cache: str) -> None:
        self._env = {
            **env,
            **QUICK_COMPILATION,
            "JAX_COMPILATION_CACHE_DIR": cache,
            "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
            "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        }
        self._process: subprocess.Popen[str] | None = None
        self._closed = threading.Event()

    def run(self, request: Request) -> tuple[str, str]:
        """Have the request run in a fork of the server."""
        if self._closed.is_set():
            return _STOPPED
        process = self._process
        if process is None:
            process = self._process = subprocess.Popen(
                _COMMAND,
                env=self._env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
        if self._closed.is_set():
            process.kill()
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(request.dump() + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            self._process = None
            _reap(process)
            return _STOPPED if self._closed.is_set() else ("died", "its server ended")
        ending, detail = json.loads(answer)
        return ending, detail

    def close(self) -> None:
        """End the server, and with it the child that it may be running."""
        self._closed.set()
        if self._process is not None:
            self._process.kill()

    def finish(self) -> None:
        """Wait for the end of the server, when nothing is asked of it any more."""
        process, self._process = self._process, None
        if process is not None:
            _reap(process)


def _reap(process: subprocess.Popen[str]) -> None:
    """End a process and close its pipes."""
    process.kill()
    # Leaving the block closes both pipes and waits.
    with contextlib.suppress(BrokenPipeError), process:
        pass


class Pool:
    """Runs up to `jobs` requests at a time, each asked for from a thread of its own."""

    def __init__(self, jobs: int, *, platforms: str | None, forks: bool) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="jaxlint-verify-")
        env = environment(platforms, self._folder.name)
        cache = self.folder()
        self._workers = [(_Interpreter(env), _ForkServer(env, cache) if forks else None) for _ in range(jobs)]
        self._free: queue.SimpleQueue[tuple[_Interpreter, _ForkServer | None]] = queue.SimpleQueue()
        for worker in self._workers:
            self._free.put(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        for _, server in self._workers:
            if server is not None:
                server.finish()
        self._folder.cleanup()

    def close(self) -> None:
        """End every child; requests under way and to come are answered at once. Any thread may call it."""
        for interpreter, server in self._workers:
            interpreter.close()
            if server is not None:
                server.close()

    def folder(self) -> str:
        """A new folder for one request."""
        return tempfile.mkdtemp(dir=self._folder.name)

    def run(self, request: Request, *, fresh: bool = False) -> tuple[str, str]:
        """Run the request, in a new interpreter where it must be `fresh`; how it ended, and a detail."""
        worker = self._free.get()
        try:
            interpreter, server = worker
            ending, detail = (interpreter if server is None or fresh else server).run(request)
        finally:
            self._free.put(worker)
        if ending == "died":
            detail = " ".join(filter(None, (detail, last_words(request))))
        return ending, detail


def last_words(request: Request) -> str:
    """The last line that a child wrote to standard error."""
    for path in (request.stderr, Path(request.folder, "startup")):
        if path.exists():
            lines = [line for line in path.read_text("utf-8", "replace").splitlines() if line.strip()]
            if lines:
                return f"({lines[-1].strip()[:300]})"
    return ""
