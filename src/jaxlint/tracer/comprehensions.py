"""Comprehensions: loops in a scope of their own, over known elements or over one that stands for any.

What stands for any element is executed twice, as the body of a loop is: what one element uses up the next one misses.
"""

from __future__ import annotations

from jaxlint.domain.lattice import join_all
from jaxlint.domain.values import NONE, UNKNOWN, Const, IteratorValue, Value
from jaxlint.program import tree
from jaxlint.tracer.concretization import Asker
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.decisions import decide
from jaxlint.tracer.dicts import collected
from jaxlint.tracer.iteration import MAX_UNROLLED, elements_of, note_contents
from jaxlint.tracer.lists import new_list
from jaxlint.tracer.loops import PLAIN_ITERATIONS
from jaxlint.tracer.narrowing import narrow
from jaxlint.tracer.sizes import generalized
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.targets import assign
from jaxlint.tracer.turns import Turn
from jaxlint.tracer.versions import EMPTY_VERSION
from jaxlint.tracer.world import note_order


def comprehension(t: Tracer, node: tree.Comprehension) -> Value:
    first = t.evaluate(node.generators[0].iterable)
    note_contents(t, first, node.generators[0].iterable)
    if node.kind is tree.ComprehensionKind.LIST:
        note_order(t, first, node.generators[0].iterable)
    outer = t.current
    info = FrameInfo(
        t.new_serial(), outer.module, node.scope, outer.serial, outer.function, owner=outer.owner
    )
    t.open_frame(info)
    results: list[tuple[Value, Value]] = []
    exact, sizes = True, t.naming.made

    def run(depth: int, source: Value) -> None:
        nonlocal exact
        generator = node.generators[depth]
        elements, known = elements_of(t, source)
        exact = exact and known
        turn, nested = t.turn, len(t.turns)
        for number, element in enumerate(elements if known or nested >= 2 else elements * PLAIN_ITERATIONS):
            t.turn = turn * (MAX_UNROLLED + 1) + number + 1 if known else turn
            t.turns.append(Turn(t.new_serial(), info.serial, t.place(node.at), None))
            try:
                assign(t, generator.target, element, None)
                if all(passes(test) for test in generator.tests):
                    produce(depth)
            finally:
                t.turns.pop()
                t.turn = turn

    def passes(test: tree.Expr) -> bool:
        nonlocal exact
        verdict = decide(t, test, Asker.COMPREHENSION)
        if verdict is None:
            exact = False
            narrow(t, test, True)
        return verdict is not False

    def produce(depth: int) -> None:
        if depth + 1 < len(node.generators):
            run(depth + 1, t.evaluate(node.generators[depth + 1].iterable))
            return
        key = t.evaluate(node.element)
        results.append((key, NONE if node.value is None else t.evaluate(node.value)))

    loops = t.loops
    t.frame = info
    try:
        run(0, first)
    finally:
        t.frame = outer
        t.loops = loops
    outer.captured = outer.captured or info.captured
    if not exact:
        results = [(generalized(key, sizes), generalized(value, sizes)) for key, value in results]
    if node.kind is tree.ComprehensionKind.DICT:
        return _dict_of(t, results, exact, node.at)
    values = [key for key, _ in results]
    if node.kind is tree.ComprehensionKind.GENERATOR:
        return IteratorValue(tuple(values) if exact else None, join_all(values) if values else UNKNOWN)
    if node.kind is tree.ComprehensionKind.SET:
        return t.allocate(Contents(Kind.SET, complete=False, rest=join_all(values)), node.at)
    return new_list(t, values if exact else None, node.at, join_all(values))


def _dict_of(t: Tracer, results: list[tuple[Value, Value]], exact: bool, at: int) -> Value:
    pairs = [(key, Slot(value, EMPTY_VERSION)) for key, value in results if isinstance(key, Const)]
    if exact and len(pairs) == len(results):
        made = collected(pairs)
        return t.allocate(Contents(Kind.DICT, made), at)
    return t.allocate(Contents(Kind.DICT, complete=False, rest=join_all([v for _, v in results])), at)
