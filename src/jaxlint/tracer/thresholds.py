"""From where on a quantity is too large, unless a project says otherwise."""

CONSTANT_BYTES = 1_000_000
"""Arrays of this size and more are too large to be constants of a compiled program."""
