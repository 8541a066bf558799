"""Constants of libraries that are plain Python numbers."""

from __future__ import annotations

import math

_VALUES = {
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
    "tau": math.tau,
    "euler_gamma": 0.5772156649015329,
}
_MODULES = ("jax.numpy", "numpy", "math")


def constant(name: str) -> float | None:
    """The value of `jax.numpy.pi` and the like; None for every other name."""
    module, _, attribute = name.rpartition(".")
    return _VALUES.get(attribute) if module in _MODULES else None
