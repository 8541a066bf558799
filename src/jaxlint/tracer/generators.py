"""Generators of the program: what calling a generator function gives."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain.lattice import join
from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    UNKNOWN,
    UNREACHED,
    Address,
    Const,
    IteratorValue,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.iteration import MAX_UNROLLED
from jaxlint.tracer.state import Slot, State
from jaxlint.tracer.versions import EMPTY_VERSION

GIVEN = "given"
"""With its address, the name under which it is kept how many items a generator has given."""


def generated(t: Tracer, info: FrameInfo, function: tree.Function, before: State, site: Place) -> Value:
    """What calling a generator function gives. Its body runs as far as it is asked to: to the end, to any of its
    `yield`s, or not at all.
    """
    ends = [state for _, state in (*info.yields, *info.returns)]
    t.state = t.join_all([before, *ends])
    items = tuple(value for value, _ in info.yields)
    known = not info.undecided and len(info.returns) == 1 and len(items) <= MAX_UNROLLED
    if known and _is_straight(function.body):
        return IteratorValue(items, generator=_begun(t, site))
    element: Value = UNREACHED
    for item in items:
        element = join(element, item)
    return IteratorValue(None, UNKNOWN if element is UNREACHED else element)


def _begun(t: Tracer, site: Place) -> Address:
    """A generator that has given nothing; one that is made again in the same place may be either."""
    address = Address(t.current.serial, site, t.turn)
    t.current.captured = True
    again = t.live.read(address.frame, (GIVEN, address)) is not None
    _note(t, address, TupleValue((Const(0),)) if again else Const(0))
    return address


def _note(t: Tracer, address: Address, given: Value) -> None:
    for watch in t.watches:
        watch.pure = False
    t.live.write(address.frame, (GIVEN, address), Slot(given, EMPTY_VERSION))


def _given(t: Tracer, address: Address) -> Value:
    slot = t.live.read(address.frame, (GIVEN, address))
    return UNKNOWN if slot is None else slot.value


def next_given(t: Tracer, source: IteratorValue) -> Value | None:
    """The item that a generator gives next, which is asked for it; None where that is not known."""
    address, items = source.generator, source.items
    match None if address is None else _given(t, address):
        case Const(int() as number) if address is not None and items is not None and number < len(items):
            _note(t, address, Const(number + 1))
            return items[number]
    return None


def items_left(t: Tracer, source: IteratorValue) -> tuple[Value, ...] | None:
    """The items that an iterator has still to give, if it is asked for them all: how many it is asked for is not known,
    nor whether it is asked at all.
    """
    address, items = source.generator, source.items
    if address is None or items is None:
        return items
    match _given(t, address):
        case Const(int() as number):
            _note(t, address, TupleValue((Const(number),)))
            return items[number:]
        case TupleValue(items=(Const(int() as number),)):
            return items[number:]
    return None


def _is_straight(statements: Sequence[tree.Stmt]) -> bool:
    """Whether each `yield` of the statements gives one item, as often as it is executed: nothing is caught."""
    for statement in statements:
        match statement:
            case tree.For(body=body, orelse=orelse) | tree.If(body=body, orelse=orelse):
                if _is_straight(body) and _is_straight(orelse):
                    continue
            case tree.ExprStmt(value=tree.Yield(value=given)):
                if given is None or _is_plain(given):
                    continue
            case tree.Assign(value=tree.Yield(value=given)):
                if given is None or _is_plain(given):
                    continue
            case tree.Assign(value=given) | tree.ExprStmt(value=given) | tree.AugAssign(value=given):
                if _is_plain(given):
                    continue
            case tree.Pass() | tree.Break() | tree.Continue() | tree.Return():
                continue
        return False
    return True


def _is_plain(node: tree.Expr) -> bool:
    return not any(isinstance(part, tree.Yield) for part in walk((node,)))
