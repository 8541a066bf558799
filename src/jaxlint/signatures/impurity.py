"""Kinds of impure calls: what the words of a row's `impure` mean for a trace."""

from __future__ import annotations

import enum


class Impurity(enum.Enum):
    """What becomes of an impure call that a trace makes once."""

    PRINTS = "prints"
    """Shows its arguments, tracers in the place of numbers."""
    READS = "reads"
    """Answers otherwise at another time; the trace keeps its answer, where it uses it."""
    DRAWS = "draws"
    """Advances a generator of random numbers; the trace keeps the numbers."""
    ACTS = "acts"
    """Does something to the world, for the trace alone."""
    ADVANCES = "advances"
    """Takes the next item of an iterator."""


_WORDS = {
    Impurity.PRINTS: ("prints", "logs"),
    Impurity.READS: (
        "reads the clock",
        "reads the environment",
        "reads standard input",
        "reads the file system",
        "reads a file",
        "opens a file",
        "asks the operating system",
        "asks the network",
        "draws from the system's generator",
    ),
    Impurity.DRAWS: (
        "draws from Python's global generator",
        "draws from NumPy's global generator",
        "draws from PyTorch's global generator",
        "advances a NumPy generator",
        "advances a Python generator",
    ),
    Impurity.ACTS: ("sleeps", "writes a file", "runs a process"),
    Impurity.ADVANCES: ("advances an iterator",),
}
KINDS = {word: kind for kind, words in _WORDS.items() for word in words}
"""By what the rows say. What is not here may be meant to happen once: warnings, seeds, the debugger."""

UNSEEDED = frozenset("numpy.random.default_rng numpy.random.RandomState random.Random".split())
"""Makers of generators that, without a seed, start from the operating system's entropy."""

GENERATORS = {
    "Random": "random.Random",
    "Generator": "numpy.random.Generator",
    "RandomState": "numpy.random.RandomState",
}
"""Classes of generators by the name of the type."""

LOGGERS = frozenset({"Logger"})
LOGGING_METHODS = frozenset("critical debug error exception fatal info log warn warning".split())

TEXTS = frozenset("builtins.str builtins.repr builtins.ascii builtins.format".split())
"""Functions whose result is the text of their argument."""

MAPPINGS = {"os.environ": "str"}
"""Mappings of the world that a program reads by item, with the type of what they hold."""

FORMATS_ON_HOST = frozenset("jax.debug.print jax.experimental.pallas.debug_print".split())
"""Functions that print when the compiled function runs; their first argument is read while tracing."""
