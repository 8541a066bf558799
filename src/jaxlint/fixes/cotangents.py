"""`return (g,)` for `return g` in the backward rule of a function of one argument."""

from __future__ import annotations

from jaxlint.fixes.source import Source
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.rule_contract import Part, RuleResult


def tuple_fix(event: RuleResult, module: Module) -> Fix | None:
    """A tuple of the one cotangent, where an array is returned in its place."""
    node = event.node
    if event.part is not Part.BACKWARD or len(event.cotangents_of) != 1 or not event.array or node is None:
        return None
    if not module.is_faithful(node.at):
        return None
    source = Source(module)
    edits = (source.insert(source.start(node), "("), source.insert(source.end(node), ",)"))
    return Fix("Return a tuple of one cotangent", edits, Applicability.SAFE)
