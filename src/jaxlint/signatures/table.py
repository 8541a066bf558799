"""The tables: what is known of a library function, by its canonical dotted name."""

from __future__ import annotations

import functools
from collections.abc import Iterable

from jaxlint.signatures.rows import Family, Table
from jaxlint.signatures.signature import Signature

FRAMEWORKS = frozenset("flax equinox haiku optax chex numpyro einops".split())


def _jax_families() -> Iterable[Family]:
    from jaxlint.signatures import (
        along_axes,
        checking,
        creation,
        decompositions,
        diagonals,
        elementwise_rows,
        jax_rows,
        joining,
        lax_others,
        lax_rows,
        lax_slices,
        linear,
        lookups,
        manipulation,
        models,
        multivariate,
        random_rows,
        reductions,
        signals,
        solvers,
    )

    modules = (
        along_axes,
        checking,
        creation,
        decompositions,
        diagonals,
        jax_rows,
        elementwise_rows,
        joining,
        lax_others,
        lax_rows,
        lax_slices,
        linear,
        lookups,
        manipulation,
        models,
        multivariate,
        random_rows,
        reductions,
        signals,
        solvers,
    )
    for module in modules:
        yield from module.FAMILIES
    from jaxlint.signatures.framework_rows import PALLAS

    yield from PALLAS


def _framework_families() -> Iterable[Family]:
    from jaxlint.signatures import distribution_rows, einops_rows, framework_rows, optax_rows

    yield from distribution_rows.FAMILIES
    yield from framework_rows.FAMILIES
    yield from optax_rows.FAMILIES
    yield from einops_rows.FAMILIES


def _numpy_families() -> Iterable[Family]:
    from jaxlint.signatures import numpy_rows, numpy_submodules

    yield from numpy_rows.FAMILIES
    yield from numpy_submodules.FAMILIES


def _scipy_families() -> Iterable[Family]:
    from jaxlint.signatures import scipy_rows

    return scipy_rows.FAMILIES


def _host_families() -> Iterable[Family]:
    from jaxlint.signatures import host_rows, world_rows

    yield from host_rows.FAMILIES
    yield from world_rows.FAMILIES


@functools.cache
def _table(root: str) -> Table:
    """The rows of one library, read when one of its names is first asked for."""
    match root:
        case "jax":
            return Table(_jax_families())
        case "numpy":
            return Table(_numpy_families())
        case "scipy":
            return Table(_scipy_families())
        case "flax":
            return Table(_framework_families())
        case _:
            return Table(_host_families())


@functools.lru_cache(maxsize=4096)
def lookup(name: str) -> Signature | None:
    """What is known of a library function: `lookup("jax.numpy.dot")`; None: nothing."""
    root = _root(name)
    if root == "flax":
        from jaxlint.signatures.framework_rows import ALIASES

        name = ALIASES.get(name, name)
        root = _root(name)
    return _table(root).get(name)


def _root(name: str) -> str:
    """The table that a name is looked up in; the frameworks share one."""
    root = name.partition(".")[0]
    if root in FRAMEWORKS:
        return "flax"
    return root if root in ("jax", "numpy", "scipy") else ""


def all_rows(root: str) -> Iterable[Signature]:
    """Every row of a library, for tests and listings."""
    table = _table(root)
    return (row for name in table.names() if (row := table.get(name)) is not None)
