"""What a fork server does before its first fork, so that no child has to: JAX loads parts of itself at first use.

No backend is started: its threads would not be there in the children.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import os
import re
from pathlib import Path

from jaxlint.verify.child import isolation

LAZY = (
    "jaxlib.mlir.dialects.builtin",
    "jaxlib.mlir.dialects.mhlo",
    "jax.experimental.key_reuse",
    "jax.experimental.key_reuse._core",
)
"""Modules that JAX 0.10 to 0.12 import when a program is first lowered, or its keys are first checked."""

LIBRARIES = {
    "chex": ("chex",),
    "equinox": ("equinox",),
    "flax": ("flax.linen", "flax.nnx", "flax.training.train_state"),
    "haiku": ("haiku",),
    "jaxtyping": ("jaxtyping",),
    "numpyro": ("numpyro", "numpyro.distributions"),
    "optax": ("optax",),
}
"""Libraries that are slow to import, and what programs take of them."""

_MENTIONED = re.compile(rf"^\s*(?:import|from)\s+({'|'.join(LIBRARIES)})\b", re.MULTILINE)
_SECONDS = 60.0
_WITHOUT_FUSION_EMITTERS = "--xla_cpu_use_fusion_emitters=false"


def warm() -> None:
    """Load what every program needs. What a version of JAX keeps elsewhere is left to the children."""
    choose_quick_emitters()
    for name in LAZY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    share_mlir_context()
    _share_memory()


def warm_for(path: str) -> None:
    """Load the libraries that a program mentions, each when it is first met.

    A library that started a backend would start it in the server: one forked child tries it before.
    """
    missing = set(_MENTIONED.findall(Path(path).read_text("utf-8", "replace"))) & _untried
    for name in sorted(missing):
        _untried.discard(name)
        load = functools.partial(_load, LIBRARIES[name])
        if isolation.run_forked(load, _SECONDS)[0] == "returned":
            load()
    if missing:
        _share_memory()


_untried = set(LIBRARIES)


def _load(modules: tuple[str, ...]) -> None:
    from jax._src import xla_bridge

    for name in modules:
        importlib.import_module(name)
    if xla_bridge.backends_are_initialized():
        raise RuntimeError(f"{modules[0]} starts a backend")


def _share_memory() -> None:
    """Have collections in the children leave what is shared alone, and so uncopied."""
    gc.collect()
    gc.freeze()


def choose_quick_emitters() -> None:
    """Have XLA emit code as it did before it had emitters for fusions, in little more than half of the time.

    XLA ends a process that sets a flag that it does not know, so one forked child tries it.
    """
    flags = f"{os.environ.get('XLA_FLAGS', '')} {_WITHOUT_FUSION_EMITTERS}"
    if isolation.run_forked(functools.partial(_start_with, flags), _SECONDS)[0] == "returned":
        os.environ["XLA_FLAGS"] = flags


def _start_with(flags: str) -> None:
    import jax

    os.environ["XLA_FLAGS"] = flags
    jax.devices()


def share_mlir_context() -> None:
    """Lower all programs of a process in one MLIR context; JAX 0.10 to 0.12 makes one for each, in some 8 ms."""
    with contextlib.suppress(ImportError, AttributeError):
        from jax._src.interpreters import mlir

        mlir.make_ir_context = functools.cache(mlir.make_ir_context)
        mlir.make_ir_context()
