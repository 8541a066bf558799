"""What layers and functions of Flax Linen and Haiku need where they run: variables that may change, random keys."""

from __future__ import annotations

from typing import Final

from jaxlint.records import dataclass

LINEN: Final = "flax.linen"
HAIKU: Final = "haiku"
NNX: Final = "flax.nnx"
EQUINOX: Final = "equinox"
CHEX: Final = "chex"
RUNS: Final = frozenset({"apply", "init", "init_with_output"})
RUN_BY: Final = ("flax", "haiku")
"""Methods that run modules and functions, of frameworks by these names."""


@dataclass(frozen=True, slots=True)
class LayerNeed:
    """What calling a layer needs unless its flag is true, which is given when it is made or when it is called."""

    flag: str | None = None
    collection: str | None = None
    """The variables that it changes."""
    key: str | None = None
    """The random key that it draws with."""
    key_option: str | None = None
    """The option by which it draws with another."""
    leading: tuple[str, ...] = ()
    """Options that are given by position before the array."""
    strength: str | None = None
    """The option that, at 0 or 1, leaves nothing to draw."""


LAYER_NEEDS: Final = {
    "flax.linen.BatchNorm": LayerNeed("use_running_average", collection="batch_stats"),
    "flax.linen.Dropout": LayerNeed(
        "deterministic", key="dropout", key_option="rng_collection", leading=("rate",), strength="rate"
    ),
    "haiku.BatchNorm": LayerNeed(collection="state"),
    "haiku.ExponentialMovingAverage": LayerNeed(collection="state"),
}
"""Flax 0.12, dm-haiku 0.0.17."""

STATEFUL: Final = ("haiku.get_state", "haiku.set_state")
"""Functions that need `hk.transform_with_state`: NonEmptyStateError (dm-haiku 0.0.17)."""

DRAWING: Final = ("haiku.next_rng_key", "haiku.next_rng_keys")
"""Functions that need the key of a transformed function: MissingRNGError (dm-haiku 0.0.17)."""

SPARE_KEY: Final = "params"
"""The key that Linen draws with where a module has none of the name it asks for (flax 0.12)."""

REFUSES: Final = {
    (LINEN, "state"): "flax.errors.ModifyScopeVariableError",
    (LINEN, "key"): "flax.errors.InvalidRngError",
    (LINEN, "flag"): "ValueError",
    (LINEN, "run"): "flax.errors.CallCompactUnboundModuleError",
    (EQUINOX, "hash"): "TypeError",
    (NNX, "unbound"): "ValueError",
    (HAIKU, "state"): "haiku._src.base.NonEmptyStateError",
    (HAIKU, "key"): "haiku._src.base.MissingRNGError",
    (HAIKU, "run"): "ValueError",
    (CHEX, "chexify"): "RuntimeError",
    (CHEX, "order"): "ValueError",
}
"""What is raised where a need is not met; parameters that are tracers are made without a word."""

LIFTED: Final = {
    "jax.checkpoint": "haiku.remat",
    "jax.remat": "haiku.remat",
    "jax.eval_shape": "haiku.eval_shape",
} | {f"jax.lax.{name}": f"haiku.{name}" for name in "scan map cond switch fori_loop while_loop".split()}
"""Haiku's own transformations for those of JAX (dm-haiku 0.0.17)."""

FILTERED: Final = {
    "jax.jit": "equinox.filter_jit",
    "jax.grad": "equinox.filter_grad",
    "jax.value_and_grad": "equinox.filter_value_and_grad",
}
"""Equinox' transformations, which leave what is no array as it is, for those of JAX (equinox 0.13)."""

KEYED_BY_FUNCTION: Final = frozenset({"jax.jit", "jax.pmap", "jax.checkpoint", "jax.remat"})
"""Transformations that hash the function which they are given, when it is called (JAX 0.10, 0.12)."""

TAKES_UNBOUND: Final = frozenset(
    f"{NNX}.{name}"
    for name in """
    jit pmap vmap scan grad value_and_grad remat custom_vjp eval_shape make_jaxpr checkify shard_map
    """.split()
)
"""Transformations that refuse methods bound to a module (flax 0.12.2)."""

VALUE_ASSERTIONS: Final = tuple(
    f"chex.assert_{name}"
    for name in "tree_all_finite trees_all_close trees_all_close_ulp trees_all_equal".split()
)
"""Assertions on the values of arrays, which traced functions may make under `chex.chexify` alone (chex 0.1.92)."""

SETTLED_BY: Final = ("chexify", "with_jittable_assertions", "disable_asserts", "chex.fake_", "chex.variants")
"""What lets a program make them, or has functions run without being traced."""

COUNTS_TRACES: Final = "chex.assert_max_traces"
COUNTED: Final = frozenset("jax.jit jax.vmap jax.pmap jax.grad jax.checkpoint".split())
"""Transformations whose functions the counter of traces refuses (chex 0.1.92)."""
