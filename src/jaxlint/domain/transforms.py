"""Transformations, and what being traced by them means."""

from __future__ import annotations

import enum

from jaxlint.domain.origins import Place
from jaxlint.records import dataclass


class Regime(enum.Enum):
    """How the values of a function behave while a transformation runs it (table A of the catalogue)."""

    STAGED = "staged"
    """DynamicJaxprTracer: jit, bodies of scan/while/fori/cond/switch/map, checkpoint, eval_shape, make_jaxpr.
    Every jnp/lax/random result is traced, also of constants."""
    BATCHED = "batched"
    """BatchTracer: vmap. Arguments with `in_axes=None` stay as they are."""
    DIFFERENTIATED = "differentiated"
    """JVPTracer/LinearizeTracer: grad, jvp, vjp, linearize. Branching works; `float()` and NumPy do not."""
    MAPPED = "mapped"
    """ShardMapTracer: eager shard_map."""
    HOST = "host"
    """A callback's body: ordinary Python on concrete arrays, also inside a trace."""
    TRANSPARENT = "transparent"
    """The function is called as it is (custom_vjp undifferentiated, associative_scan, tree.map)."""


@dataclass(frozen=True, slots=True)
class Transform:
    """One transformation applied to one function, as written in the source.

    `name` is what the user reads (`jax.jit`); `cached` says that the trace is kept per function object and
    signature, so that what Python read while tracing is read once.
    """

    name: str
    regime: Regime
    applied_at: Place
    cached: bool = False
    static_argnums: frozenset[int] = frozenset()
    static_argnames: frozenset[str] = frozenset()
    born: int = 0
    """Counts the applications to a function object that is itself made anew: a partial, a bound method."""
    statics_unknown: bool = False
    """static_argnums or static_argnames were given but jaxlint cannot read them."""
    axes: frozenset[str] | None = frozenset()
    """Names of axes that it binds for collectives (`axis_name` of vmap and pmap); None where they are not known."""
