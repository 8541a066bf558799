"""What the tables say of random keys: which functions use them up, and what those make that make keys."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.values import Const, TupleValue
from jaxlint.signatures import multivariate, random_rows
from jaxlint.signatures.signature import Arguments

KEY_CONSUMERS = frozenset(
    f"{family.prefix}.{name}"
    for family in (*random_rows.FAMILIES, *multivariate.FAMILIES)
    for name, spec in family.lines()
    if "consumed" in spec
)
"""Functions that use up a key."""

KEEPS_KEYS = frozenset({"jax.random.split"})
"""Those that make other keys of it, and draw no numbers."""

KEY_PARAMETERS = dict.fromkeys((*KEY_CONSUMERS, "jax.random.fold_in", "jax.random.clone"), "key")
"""Functions of `jax.random` that are given a key, with the name of the parameter."""

SEED_PARAMETERS = {"jax.random.key": "seed", "jax.random.PRNGKey": "seed"}
"""Functions that make a key of an integer."""


def key_size(name: str, args: Arguments | None) -> int | None:
    """How many keys a split gives, along its first axis."""
    if name != "jax.random.split" or args is None:
        return None
    match args.get("num", Const(2)):
        case Const(int() as number) | TupleValue(items=(Const(int() as number), *_)):
            return number
    return None


def key_axes(name: str, made: Aval, args: Arguments | None) -> int | None:
    """How many axes what a function makes has, as an array of keys: 0 for a single key."""
    match name:
        case "jax.random.split":
            num = Const(2) if args is None else args.get("num", Const(2))
            return len(num.items) if isinstance(num, TupleValue) else 1
        case "jax.random.clone" | "jax.random.wrap_key_data":
            return len(made.shape) if made.dtype == dtypes.KEY and made.shape is not None else None
    return 0
