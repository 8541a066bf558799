"""What a fork server does before its first fork, so that no child has to: JAX loads parts of itself at first use.

No backend is started: its threads would not be there in the children.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib

LAZY = (
    "jaxlib.mlir.dialects.builtin",
    "jaxlib.mlir.dialects.mhlo",
    "jax.experimental.key_reuse",
)
"""Modules that JAX 0.10 to 0.12 import when a program is first lowered, or its keys are first checked."""


def warm() -> None:
    """Load what every program needs. What a version of JAX keeps elsewhere is left to the children."""
    for name in LAZY:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    share_mlir_context()
    # Collections in the children leave what is shared alone, and so uncopied.
    gc.collect()
    gc.freeze()


def share_mlir_context() -> None:
    """Lower all programs of a process in one MLIR context; JAX 0.10 to 0.12 makes one for each, in some 8 ms."""
    with contextlib.suppress(ImportError, AttributeError):
        from jax._src.interpreters import mlir

        mlir.make_ir_context = functools.cache(mlir.make_ir_context)
        mlir.make_ir_context()
