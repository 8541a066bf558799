"""`iter` and `next`."""

from __future__ import annotations

from jaxlint.domain.lattice import join
from jaxlint.domain.values import UNKNOWN, External, IteratorValue, Value
from jaxlint.program import tree
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import first_of, handles
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.generators import next_given
from jaxlint.tracer.iteration import element_of, unpack
from jaxlint.tracer.sizes import quietly


@handles("builtins.iter")
def iter_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    # How many items are left is not kept: `next` takes them one by one.
    return IteratorValue(None, element_of(t, first_of(args)))


@handles("builtins.next")
def next_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """The first item of what is iterated over here and now, `next(iter(xs))`; else any item, or the default."""
    source, default = first_of(args), args.get(1, "default")
    if not isinstance(source, IteratorValue) or args.more:
        return UNKNOWN
    given = next_given(t, source)
    if given is not None:
        return given
    items = _items_of_new(t, source, args.node(0, ""))
    if items is not None:
        return items[0] if items else default or UNKNOWN
    element = element_of(t, source)
    return element if default is None else join(element, default)


def _items_of_new(t: Tracer, source: IteratorValue, shown: tree.Expr | None) -> list[Value] | None:
    """The items of an iterator that nothing has been taken from."""
    match shown:
        case tree.Call(func=function, args=(tree.Argument(value=tree.Name() as name, stars=0),)):
            return unpack(t, quietly(t, name)) if quietly(t, function) == External("builtins.iter") else None
        case tree.Comprehension():
            return unpack(t, source)
    return None
