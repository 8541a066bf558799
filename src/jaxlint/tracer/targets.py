"""Assignment to targets: names, attributes, items, and unpacking."""

from __future__ import annotations

from jaxlint.domain.avals import Variadic
from jaxlint.domain.values import UNKNOWN, Value, VariadicTuple, number_of
from jaxlint.program import tree
from jaxlint.tracer.attributes import store_attribute
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.effects import note_binding
from jaxlint.tracer.events import StoreKind
from jaxlint.tracer.items import store_item
from jaxlint.tracer.iteration import element_of, row_at, unpack
from jaxlint.tracer.key_misuse import check_unpacking
from jaxlint.tracer.lists import list_of_sizes
from jaxlint.tracer.rebuilding import note_kept
from jaxlint.tracer.refs import check_rebinding


def assign(t: Tracer, target: tree.Expr, value: Value, whole: tree.Stmt | None) -> None:
    """Bind `value` to a target; `whole` is the assignment if the target is its only one."""
    if t.turns:
        note_kept(t, target, value)
    match target:
        case tree.Name():
            if t.regions:
                note_binding(t, target, value)
                check_rebinding(t, target, value)
            t.bind(target.id, value, t.place(target.at))
        case tree.Attribute():
            store_attribute(t, target, t.evaluate(target.value), value)
        case tree.Subscript():
            base = t.evaluate(target.value)
            index = t.evaluate(target.index)
            kind = StoreKind.ASSIGN if isinstance(whole, (tree.Assign, tree.AnnAssign)) else StoreKind.UNPACK
            store_item(t, target, base, index, value, kind)
        case tree.Starred():
            assign(t, target.value, UNKNOWN, None)
        case tree.Sequence(elements=elements):
            _unpack(t, elements, value)


def _unpack(t: Tracer, elements: tuple[tree.Expr, ...], value: Value) -> None:
    items = unpack(t, value)
    star = next((i for i, e in enumerate(elements) if isinstance(e, tree.Starred)), None)
    if items is not None and star is None and len(items) == len(elements):
        for element, item in zip(elements, items, strict=True):
            assign(t, element, item, None)
        return
    if items is not None and star is not None and len(items) >= len(elements) - 1:
        after = len(elements) - star - 1
        for element, item in zip(elements[:star], items[:star], strict=True):
            assign(t, element, item, None)
        starred = elements[star]
        assert isinstance(starred, tree.Starred)
        from jaxlint.tracer.expressions import new_list

        assign(t, starred.value, new_list(t, items[star : len(items) - after], starred.at), None)
        for element, item in zip(elements[star + 1 :], items[len(items) - after :], strict=True):
            assign(t, element, item, None)
        return
    if isinstance(value, VariadicTuple) and star is not None:
        _unpack_sizes(t, elements, star, value.shape)
        return
    if elements:
        check_unpacking(t, elements, value, elements[0].at)
    one = element_of(t, value)
    if isinstance(value, VariadicTuple):
        # As many as there are targets.
        for at, element in enumerate(elements):
            assign(t, element, number_of(value.shape.at(at) or value.shape.at(at - len(elements))), None)
        return
    for at, element in enumerate(elements):
        assign(t, element, row_at(t, value, at) if star is None or at < star else one, None)


def _unpack_sizes(t: Tracer, elements: tuple[tree.Expr, ...], star: int, shape: Variadic) -> None:
    """`*batch, d = x.shape` where the rank is unknown: a list of the sizes that no other target takes."""
    behind = len(elements) - star - 1
    for at, element in enumerate(elements):
        if isinstance(element, tree.Starred):
            taken = shape.sliced(star, -behind or None)
            assert isinstance(taken, Variadic)
            assign(t, element.value, list_of_sizes(t, VariadicTuple(taken), element.at) or UNKNOWN, None)
        else:
            assign(t, element, number_of(shape.at(at if at < star else at - len(elements))), None)
