"""Which functions of a program JAX compiles, and why again, read from JAX's own log of cache misses."""

# `jax.config.update` is without annotations: jax 0.10 to 0.12.
# mypy: disallow-untyped-calls=False
from __future__ import annotations

import logging
import re
from dataclasses import dataclass

import jax

from jaxlint.verify.observation import Cause, Compilation

# The texts of jax 0.10 to 0.12: `jax_explain_cache_misses` logs a miss before the function is traced, and
# `jax_log_compiles` logs the compilation after it.
_MISS = re.compile(r"TRACING CACHE MISS at .*")
_FUNCTION = re.compile(r"^\s+(?:for )?(\S+)(?: id=\d+)? defined at (.+):(\d+)$", re.MULTILINE)
_COMPILING = re.compile(
    r"Compiling (?:jit\()?(.+?)\)? with global shapes and types (.*)\. Argument mapping:", re.DOTALL
)
_CHANGE = re.compile(
    r"\bnow (\S+\[.*?\])(?:\{weak_type=\w+\})? and before (\S+\[.*?\])(?:\{weak_type=\w+\})?"
)
_REDEFINED = "another function defined on the same line"


@dataclass(frozen=True, slots=True)
class _Miss:
    function: str
    line: int
    cause: Cause


class CompilationLog(logging.Handler):
    """Collects the compilations of functions that one file defines."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._pending: list[_Miss] = []
        self._known: dict[str, _Miss] = {}
        self.compilations: list[Compilation] = []

    def start(self) -> None:
        """Make JAX log, and to nobody else."""
        jax.config.update("jax_log_compiles", True)
        jax.config.update("jax_explain_cache_misses", True)
        logger = logging.getLogger("jax")
        logger.addHandler(self)
        logger.propagate = False

    def emit(self, record: logging.LogRecord) -> None:
        """Read one line of the log."""
        message = record.getMessage()
        if _MISS.match(message):
            match = _FUNCTION.search(message)
            if match is not None and match[2] == self._path:
                self._pending.append(_Miss(match[1], int(match[3]), _cause(message)))
        elif match := _COMPILING.match(message):
            self._compiled(match[1], match[2].replace(", weak_type=True", ""))

    def _compiled(self, function: str, signature: str) -> None:
        """Attribute a compilation to the miss that led to it.

        Functions traced on the way (a jitted function called by a jitted one) miss later and are compiled
        as part of it, so they are dropped with it.
        """
        for index in range(len(self._pending) - 1, -1, -1):
            if self._pending[index].function == function:
                miss = self._known[function] = self._pending[index]
                del self._pending[index:]
                break
        else:
            return
        self.compilations.append(Compilation(miss.function, miss.line, signature, miss.cause))


def _cause(message: str) -> Cause:
    if _REDEFINED in message:
        return Cause.REDEFINED
    if "never seen function" in message:
        return Cause.FIRST
    if "racing context doesn't match" in message:
        return Cause.CONTEXT
    if "different input types" in message:
        changes = _CHANGE.findall(message)
        return Cause.WEAK_TYPE if all(now == before for now, before in changes) else Cause.SHAPE
    return Cause.STATIC
