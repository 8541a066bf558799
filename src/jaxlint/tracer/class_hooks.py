"""What else runs where a class is defined: its metaclass, and `__init_subclass__` of what it inherits."""

from __future__ import annotations

from jaxlint.domain.values import UNKNOWN, ClassValue, Const, FunctionValue, TupleValue, Value
from jaxlint.program import tree
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.classes import ClassInfo, ancestry, class_entry
from jaxlint.tracer.core import Tracer


def tell_of_class(t: Tracer, info: ClassInfo, node: tree.ClassDef) -> None:
    """Run what may register the new class."""
    keywords = {k.keyword: t.evaluate(k.value) for k in node.bases if k.keyword is not None}
    info.metaclass = keywords.pop("metaclass", None)
    options = tuple(keywords.items())
    named = [each.metaclass for each in ancestry(t, info.value) if each.metaclass is not None]
    if named and isinstance(named[0], ClassValue):
        given = Const(info.node.name), TupleValue(info.bases), UNKNOWN
        for name, first in (("__new__", named[0]), ("__init__", info.value)):
            _run(t, class_entry(t, named[0], name), CallArguments((first, *given), options), node)
    inherited = (
        class_entry(t, base, "__init_subclass__") for base in info.bases if isinstance(base, ClassValue)
    )
    hook = next((found for found in inherited if found is not None), None)
    _run(t, hook, CallArguments((info.value,), options), node)


def _run(t: Tracer, hook: Value | None, args: CallArguments, node: tree.ClassDef) -> None:
    from jaxlint.tracer.calls import call

    if isinstance(hook, FunctionValue):
        call(t, hook, args, node)
