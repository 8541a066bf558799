"""Methods of `x.at[i]`."""

from __future__ import annotations

UPDATE_METHODS = frozenset("set add subtract mul multiply div divide power min max apply get".split())
"""JAX 0.10 and 0.12; all return a new array (`get`: the elements), none changes `x`."""

AUGMENTED = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", "**": "power"}
"""The update method that does what an augmented operator does."""

BOUNDS = frozenset({"mode", "fill_value", "wrap_negative_indices"})
"""Options of these methods that say what becomes of an index outside of the array."""
