"""Which exceptions there are rules for."""

from __future__ import annotations

import re

from jaxlint.rules import all_rules
from jaxlint.verify.oracle.observed import Refusal

_SHAPES = ("JXL301", "JXL302")
SPOKEN_OF: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("jax.errors.TracerBoolConversionError", "", ("JXL401",)),
    ("jax.errors.ConcretizationTypeError", "", ("JXL402", "JXL405", "JXL406")),
    ("jax.errors.TracerArrayConversionError", "", ("JXL403", "JXL404")),
    ("jax.errors.TracerIntegerConversionError", "", ("JXL404",)),
    ("jax.errors.NonConcreteBooleanIndexError", "", ("JXL406",)),
    ("TypeError", r"item assignment|JAX arrays are immutable", ("JXL201", "JXL202")),
    ("TypeError", r"unhashable type", ("JXL407",)),
    ("TypeError", r"Shapes must be 1D sequences", ("JXL405",)),
    ("TypeError", r"unsupported format string", ("JXL402",)),
    ("IndexError", r"must have static|must be static", ("JXL404",)),
    # Of shapes: NumPy's own messages begin otherwise, or lack what follows the colon.
    (
        "TypeError",
        r"got incompatible shapes for broadcasting|^Cannot concatenate|^cannot reshape array",
        _SHAPES,
    ),
    ("TypeError", r"^dot_general requires contracting|^select cases must have the same shapes", _SHAPES),
    ("TypeError", r"^slice slice_sizes must be|^transpose permutation isn't", _SHAPES),
    (
        "ValueError",
        r"^Incompatible (shapes|types) for broadcasting|^All input arrays must have the same",
        _SHAPES,
    ),
    ("ValueError", r"^Size of label|does not result in an equal division: rest", _SHAPES),
    (
        "ValueError",
        r"^axis -?\d+ is out of bounds|to squeeze out .*, got shape=|^duplicate value in 'axis': ",
        _SHAPES,
    ),
    ("IndexError", r"^Too many indices: array is", _SHAPES),
    ("ValueError", r"^vmap got inconsistent sizes|^vmap was requested to map its argument", ("JXL303",)),
    ("TypeError", r"carry input and carry output must have", ("JXL701",)),
    ("TypeError", r"branch(es| outputs) must have", ("JXL702",)),
    ("TypeError", r"^Gradient only defined for scalar-output", ("JXL804",)),
    ("TypeError", r"^(grad|jacfwd|jacrev|value_and_grad) requires real-", ("JXL805",)),
    ("ValueError", r"^Non-hashable static arguments", ("JXL502",)),
    ("RuntimeError", r"^Array has been deleted", ("JXL802",)),
)
"""What JAX raises, a pattern of its message, and the rules that speak of it; the rest is nobody's yet."""


def is_spoken_of(refusal: Refusal) -> bool:
    """Whether some rule is there to foresee the exception."""
    rules = all_rules()
    return any(
        refusal.error == error
        and re.search(pattern, refusal.message)
        and any(code in rules for code in codes)
        for error, pattern, codes in SPOKEN_OF
    )
