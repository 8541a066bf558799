"""Functions that do nothing but return: calls whose result nobody takes are mistakes."""

from __future__ import annotations

from jaxlint.records import dataclass
from jaxlint.signatures.optax_rows import SCHEDULED_UPDATE


@dataclass(frozen=True, slots=True)
class PureResult:
    """What a function returns, and which argument it is the new version of."""

    what: str
    """Words for the result: `the new parameters`."""
    renews: int | None = None
    """Position of the argument that the result takes the place of."""


METHOD_RESULTS = {
    **dict.fromkeys(
        ("optax.GradientTransformation.update", SCHEDULED_UPDATE), PureResult("the new state and the updates")
    ),
    "flax.training.train_state.TrainState.apply_gradients": PureResult("the new state", 0),
    **{
        f"{giver}.replace": PureResult("the changed copy", 0)
        for giver in (
            "flax.training.train_state.TrainState",
            "flax.struct.dataclass",
            "flax.struct.PyTreeNode",
            "chex.dataclass",
        )
    },
}
"""Methods that change nothing; what they renew is what they are called on (Optax 0.2, Flax 0.12, chex 0.1)."""

RETURN_ANEW = ("optax", "flax", "chex")
"""Words of programs that have such methods."""

METHOD_WORDS = frozenset(name.rpartition(".")[2] for name in METHOD_RESULTS)

RESULTS = {
    "dataclasses.replace": PureResult("the changed copy", 0),
    "optax.apply_updates": PureResult("the new parameters", 0),
    "optax.incremental_update": PureResult("the new parameters", 1),
    "optax.periodic_update": PureResult("the new parameters", 1),
    "equinox.apply_updates": PureResult("the new model", 0),
    "equinox.tree_at": PureResult("the new tree", 1),
    "equinox.error_if": PureResult("the value that carries the check", 0),
    "jax.random.split": PureResult("the new keys"),
    "jax.random.fold_in": PureResult("the new key"),
    "jax.lax.stop_gradient": PureResult("the value without a gradient", 0),
    "jax.lax.with_sharding_constraint": PureResult("the constrained array", 0),
    "jax.lax.optimization_barrier": PureResult("the operands behind the barrier", 0),
}
"""JAX 0.10 and 0.12, Optax 0.2, Equinox 0.13: none of these changes an argument."""
