"""Objects of Python's library that programs hand about: what makes them, and that JAX takes none of them."""

from __future__ import annotations

from typing import Final

MAKES_OBJECT: Final = {
    "argparse.ArgumentParser": "argparse.ArgumentParser",
    "argparse.ArgumentParser.parse_args": "argparse.Namespace",
    "argparse.Namespace": "argparse.Namespace",
}
"""Functions and methods that return a new object, with its class."""

OBJECT_METHODS: Final = frozenset(name for name in MAKES_OBJECT if name.count(".") > 1)

NO_LEAVES: Final = frozenset(MAKES_OBJECT.values())
"""Classes whose instances are neither arrays nor trees: TypeError where JAX takes arrays (jax 0.10, 0.12)."""

GIVEN_OBJECT: Final = {"argparse.ArgumentParser.parse_args": (2, "namespace")}
"""Position and name of a parameter for an object that is returned in place of a new one."""
