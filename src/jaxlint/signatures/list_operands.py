"""Which parameters of `jax.numpy` take arrays and numbers alone, and no lists or tuples (JAX 0.10, 0.12)."""

from __future__ import annotations

import functools

ONE = frozenset(
    """
    all any max min mean prod sum std var median ptp nanmean nansum argmax argmin argsort sort cumsum cumprod
    count_nonzero percentile quantile abs absolute sin cos tan exp log sqrt square tanh sign floor ceil negative isnan
    isfinite logical_not round clip zeros_like ones_like full_like ravel transpose squeeze flip flipud diff expand_dims
    broadcast_to reshape tile repeat roll swapaxes moveaxis split array_split pad histogram bincount nonzero take
    linalg.norm linalg.inv linalg.det
    """.split()
)
"""Functions that refuse a sequence as their first argument."""

TWO = frozenset(
    """
    add subtract multiply divide power maximum minimum mod arctan2 hypot equal greater less logical_and isclose
    allclose dot matmul inner outer vdot tensordot cross kron searchsorted convolve isin
    """.split()
)
"""Functions that refuse a sequence as either of their first two arguments."""

_PREFIX = "jax.numpy."


@functools.lru_cache(maxsize=4096)
def refusing(name: str) -> int:
    """How many of the first arguments of a function may be no list or tuple."""
    if not name.startswith(_PREFIX):
        return 0
    short = name.removeprefix(_PREFIX)
    if short == "where":
        return 3
    return 2 if short in TWO else 1 if short in ONE else 0


WORDS = frozenset(name.rpartition(".")[2] for name in (*ONE, *TWO, "where"))
"""By which such a function is called."""

STACKING = frozenset({"jax.numpy.stack", "jax.numpy.array", "jax.numpy.asarray"})
"""Functions that put a list of arrays along a new first axis, given nothing else."""
