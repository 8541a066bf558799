"""From where on a quantity is too large, unless a project says otherwise."""

CONSTANT_BYTES = 1_000_000
"""Arrays of this size and more are too large to be constants of a compiled program."""

UNROLLED_ROUNDS = 64
"""Python loops of this many rounds and more are too long to be unrolled into a compiled program."""
