"""Loops over sets, put in order."""

from __future__ import annotations

from jaxlint.fixes.names import Names
from jaxlint.fixes.source import Source
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.world import SetIteration


def in_order(event: SetIteration, module: Module) -> Fix | None:
    """`for k in names` to `for k in sorted(names)`: safe where the elements are known to be strings."""
    node = event.iterable
    if not Names(module, module.span_of(node.at)).is_builtin("sorted"):
        return None
    source = Source(module)
    edits = source.insert(source.start(node), "sorted("), source.insert(source.end(node), ")")
    how = Applicability.SAFE if event.comparable else Applicability.UNSAFE
    return Fix("Loop over the sorted elements", edits, how)
