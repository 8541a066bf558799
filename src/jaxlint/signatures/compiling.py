"""Functions of arrays that stand in the way of compiling a loop, or the function around them, as it is."""

from __future__ import annotations

GROWING = frozenset(
    "concatenate append stack hstack vstack column_stack pad insert delete resize unique".split()
)
"""Functions that make arrays of another shape out of arrays."""
SHAPED = frozenset(
    """
    zeros ones full empty arange linspace logspace geomspace eye identity tri indices reshape broadcast_to tile repeat
    split array_split one_hot resize swapaxes moveaxis expand_dims squeeze pad
    """.split()
)
"""Functions and methods with arguments that must be known when they are compiled."""
