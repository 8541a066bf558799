"""Run one program once and report what was seen."""

# `jax.config.update` and `jax.effects_barrier` are without annotations: jax 0.10 to 0.12.
# mypy: disallow-untyped-calls=False
from __future__ import annotations

import sys
import time
import traceback
import types
import warnings
from collections.abc import Sized
from pathlib import Path

import jax

from jaxlint.verify.child.compilations import CompilationLog
from jaxlint.verify.child.pytrees import encode
from jaxlint.verify.observation import Ending, Mode, Observation, Thrown, Tree


def load(path: str) -> types.ModuleType:
    """The module that the file defines, imported as a module of its own name."""
    name = Path(path).name.removesuffix(".py").replace(".", "_")
    module = types.ModuleType(name)
    module.__file__ = path
    sys.modules[name] = module
    folder = str(Path(path).parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    exec(compile(Path(path).read_bytes(), path, "exec", dont_inherit=True), module.__dict__)
    return module


def configure(mode: Mode) -> None:
    """Set JAX up for the whole process; a context manager would miss the threads of callbacks."""
    if mode is Mode.EAGER:
        jax.config.update("jax_disable_jit", True)
    elif mode is Mode.CHECKED:
        jax.config.update("jax_check_tracer_leaks", True)
        jax.config.update("jax_debug_key_reuse", True)


def observe(path: str, mode: Mode, output: Path) -> Observation:
    """Run the program; `output` is the file that standard output goes to."""
    configure(mode)
    log = CompilationLog(path)
    if mode is Mode.TRACED:
        log.start()
    result: Tree | None = None
    raised: Thrown | None = None
    module: types.ModuleType | None = None
    started = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            module = load(path)
            result = encode(module.run())
            jax.effects_barrier()
        except BaseException as error:  # a fixture may raise SystemExit or KeyboardInterrupt as well
            raised = thrown(error, path)
    seconds = time.perf_counter() - started
    effects, detail = _count_effects(module, output)
    return Observation(
        mode,
        Ending.RAISED if raised else Ending.RETURNED,
        result=None if raised else result,
        raised=raised,
        warned=tuple(_warned(each, path) for each in caught if not _is_ours(each)),
        effects=effects,
        compilations=tuple(log.compilations),
        detail=detail,
        seconds=seconds,
    )


def thrown(error: BaseException, path: str) -> Thrown:
    """The exception in plain words."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = tuple(frame.lineno for frame in frames if frame.filename == path and frame.lineno)
    if isinstance(error, SyntaxError) and error.filename == path and error.lineno:
        lines = (*lines, error.lineno)
    return Thrown(_bases(type(error)), str(error).strip()[:2000], lines)


def _warned(warning: warnings.WarningMessage, path: str) -> Thrown:
    lines = (warning.lineno,) if warning.filename == path else ()
    return Thrown(_bases(warning.category), str(warning.message).strip()[:2000], lines)


def _is_ours(warning: warnings.WarningMessage) -> bool:
    """Whether it is about the cache that the verifier itself has set up."""
    return "persistent compilation cache entry" in str(warning.message)


def _bases(cls: type) -> tuple[str, ...]:
    return tuple(
        each.__qualname__ if each.__module__ == "builtins" else f"{each.__module__}.{each.__qualname__}"
        for each in cls.__mro__
    )


def _count_effects(module: types.ModuleType | None, output: Path) -> tuple[int | None, str]:
    """The number of effects, or why there is none."""
    sys.stdout.flush()
    hook = getattr(module, "effects", None)
    if hook is None:
        text = output.read_text("utf-8", "replace")
        return sum(1 for line in text.splitlines() if line.strip()), ""
    try:
        count = hook() if callable(hook) else hook
        return len(count) if isinstance(count, Sized) else int(count), ""
    except Exception as error:
        return None, f"`effects` gives no number: {type(error).__name__}: {error}"
