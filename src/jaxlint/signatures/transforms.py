"""Rows of the functions that trace, call or wrap other functions (table A1 of the catalogue)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from jaxlint.domain.transforms import Regime


class Applies(enum.Enum):
    """How a row uses the function it is given."""

    JIT = "jit"
    """Returns a function that stages; static arguments stay Python values."""
    VMAP = "vmap"
    GRAD = "grad"
    """Returns a function; only the arguments of `argnums` are traced."""
    VALUE_AND_GRAD = "value and grad"
    JACOBIAN = "jacobian"
    CHECKPOINT = "checkpoint"
    WRAP = "wrap"
    """Returns a function that behaves as the given one, with attributes of its own (custom_vjp)."""
    MEMOIZE = "memoize"
    """Returns a function that keeps results by its arguments, which must have a hash: functools.lru_cache."""
    MAKER = "maker"
    """Returns a function that traces, with a result of its own kind (make_jaxpr, eval_shape curried)."""
    CALL_NOW = "call now"
    """Traces the function on the arguments that follow it, at once: eval_shape, jvp, vjp, linearize."""
    SCAN = "scan"
    MAP = "map"
    WHILE = "while"
    FORI = "fori"
    COND = "cond"
    SWITCH = "switch"
    ASSOCIATIVE_SCAN = "associative scan"
    CALLBACK = "callback"
    KERNEL = "kernel"
    """The function's parameters are mutable references: Pallas."""
    LEAVES = "leaves"
    """Calls the function on leaves, not tracing: tree.map."""


@dataclass(frozen=True, slots=True)
class TransformRow:
    """One function that takes functions. `function` is the parameter (or its position 0) that is traced."""

    name: str
    applies: Applies
    regime: Regime
    cached: bool = False
    display: str | None = None
    """What the user calls it in messages, where not the canonical name."""
    arrays_only: bool = False
    """Only array leaves are traced, everything else stays as it is (Equinox's filters)."""

    @property
    def shown(self) -> str:
        return self.display or self.name


def _rows() -> dict[str, TransformRow]:
    staged, batched, differentiated = Regime.STAGED, Regime.BATCHED, Regime.DIFFERENTIATED
    rows: list[TransformRow] = []

    def add(
        names: str, applies: Applies, regime: Regime, cached: bool = False, arrays_only: bool = False
    ) -> None:
        rows.extend(TransformRow(n, applies, regime, cached, None, arrays_only) for n in names.split())

    add("jax.jit jax.pmap jax.api.jit flax.nnx.jit flax.nnx.pmap haiku.jit", Applies.JIT, staged, cached=True)
    add("equinox.filter_jit equinox.filter_pmap", Applies.JIT, staged, cached=True, arrays_only=True)
    add("jax.vmap haiku.vmap flax.nnx.vmap", Applies.VMAP, batched)
    add("equinox.filter_vmap", Applies.VMAP, batched, arrays_only=True)
    add("jax.grad haiku.grad flax.nnx.grad", Applies.GRAD, differentiated)
    add("equinox.filter_grad", Applies.GRAD, differentiated, arrays_only=True)
    add(
        "jax.value_and_grad haiku.value_and_grad flax.nnx.value_and_grad",
        Applies.VALUE_AND_GRAD,
        differentiated,
    )
    add("equinox.filter_value_and_grad", Applies.VALUE_AND_GRAD, differentiated, arrays_only=True)
    add("jax.jacfwd jax.jacrev jax.jacobian jax.hessian", Applies.JACOBIAN, differentiated)
    add(
        "jax.checkpoint jax.remat jax.ad_checkpoint.checkpoint jax.ad_checkpoint.remat haiku.remat flax.nnx.remat",
        Applies.CHECKPOINT,
        staged,
        cached=True,
    )
    add("equinox.filter_checkpoint", Applies.CHECKPOINT, staged, cached=True, arrays_only=True)
    add("jax.custom_vjp jax.custom_jvp jax.custom_gradient jax.named_call", Applies.WRAP, Regime.TRANSPARENT)
    add("functools.lru_cache functools.cache", Applies.MEMOIZE, Regime.TRANSPARENT)
    add("jax.make_jaxpr", Applies.MAKER, staged, cached=True)
    add("jax.shard_map jax.experimental.shard_map.shard_map jax.smap", Applies.MAKER, Regime.MAPPED)
    add("jax.linear_transpose jax.closure_convert", Applies.CALL_NOW, staged)
    add("jax.eval_shape", Applies.CALL_NOW, staged, cached=True)
    add("jax.jvp jax.vjp jax.linearize", Applies.CALL_NOW, differentiated)
    add("jax.lax.scan", Applies.SCAN, staged, cached=True)
    add("jax.lax.map", Applies.MAP, staged)
    add("jax.lax.while_loop", Applies.WHILE, staged, cached=True)
    add("jax.lax.fori_loop", Applies.FORI, staged, cached=True)
    add("jax.lax.cond", Applies.COND, staged, cached=True)
    add("jax.lax.switch", Applies.SWITCH, staged, cached=True)
    add("jax.lax.associative_scan", Applies.ASSOCIATIVE_SCAN, Regime.TRANSPARENT)
    add(
        "jax.pure_callback jax.experimental.io_callback jax.debug.callback jax.experimental.pure_callback",
        Applies.CALLBACK,
        Regime.HOST,
    )
    add("jax.experimental.pallas.pallas_call jax.experimental.pallas.kernel", Applies.KERNEL, staged)
    add("jax.experimental.pallas.run_scoped", Applies.KERNEL, staged)
    add(
        "jax.tree.map jax.tree_util.tree_map jax.tree_map jax.tree.map_with_path jax.tree_util.tree_map_with_path",
        Applies.LEAVES,
        Regime.TRANSPARENT,
    )
    return {row.name: row for row in rows}


TRANSFORMS = _rows()

FUNCTION_PARAMETERS = frozenset(
    {"fun", "f", "fn", "body_fun", "cond_fun", "true_fun", "false_fun", "branches"}
)
"""Names under which transformations take functions by keyword."""


def transform_row(name: str) -> TransformRow | None:
    """The row of a function that takes functions, by canonical name."""
    return TRANSFORMS.get(name)


_LOOKS = frozenset("jax.eval_shape jax.make_jaxpr jax.linear_transpose jax.closure_convert".split())
_ITERATES = frozenset({Applies.SCAN, Applies.MAP, Applies.WHILE, Applies.FORI})


def only_looks(name: str) -> bool:
    """Whether a transformation runs the function for what the trace tells, once for each call as written."""
    return name in _LOOKS


def runs_per_iteration(name: str) -> bool:
    """Whether what a transformation stages is run many times in one call: the bodies of loops."""
    row = TRANSFORMS.get(name)
    return row is not None and row.applies in _ITERATES


def keeps_changes(name: str) -> bool:
    """Whether a transformation carries changes of its arguments over to the caller's objects: those of NNX."""
    return name.startswith("flax.nnx.")
