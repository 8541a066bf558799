"""What Python compares objects by: their identity, or attributes."""

from __future__ import annotations

from jaxlint.domain.values import ClassValue
from jaxlint.program import tree
from jaxlint.signatures.classes import HASHED_DATACLASSES
from jaxlint.tracer.classes import all_fields, ancestry, library_name
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.leaves import dataclass_options

METHODS = frozenset({"__eq__", "__hash__"})
WHOLE = frozenset({"__dict__"})


def compared_attributes(t: Tracer, cls: ClassValue) -> frozenset[str] | None:
    """Attributes that decide whether two objects of a class are equal; None where only identity does. A class that
    looks at its objects as a whole compares by every attribute that it stores.
    """
    infos = list(ancestry(t, cls))
    bodies = [
        statement.function
        for info in infos
        for statement in info.node.body
        if isinstance(statement, tree.FunctionDef) and statement.function.name in METHODS
    ]
    if {body.name for body in bodies} == METHODS:
        return frozenset(name for body in bodies for name in _mentioned(body))
    for info in infos:
        options = dataclass_options(info)
        if options is not None and options.get("unsafe_hash") and options.get("eq", True):
            return frozenset(n for n, value in all_fields(t, cls).items() if not isinstance(value, tree.Call))
        if any(library_name(one) in HASHED_DATACLASSES for one in info.decorators):
            return None
    return None


def _mentioned(function: tree.Function) -> set[str]:
    """Attributes of any object that a method mentions."""
    return {node.attr for node in walk(function.body) if isinstance(node, tree.Attribute)}


def is_compared(attribute: str, compared: frozenset[str]) -> bool:
    """Whether an attribute takes part, or may: through `__dict__`, or in a method that is called."""
    return attribute in compared or bool(compared & WHOLE)
