"""Comprehensions: loops in a scope of their own, over known elements or over one that stands for any.

What stands for any element is executed twice, as the body of a loop is: what one element uses up the next one misses.
"""

from __future__ import annotations

from dataclasses import field

from jaxlint.domain.lattice import join_all
from jaxlint.domain.values import NONE, UNKNOWN, Const, IteratorValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
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
    sizes = t.naming.made
    execution = _Execution(t, node, info.serial)
    loops = t.loops
    t.frame = info
    try:
        execution.run(0, first)
    finally:
        t.frame = outer
        t.loops = loops
    if info.captured:
        outer.captured = True
    else:
        t.drop_frame(info)
    results, exact = execution.results, execution.exact
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


@dataclass(slots=True)
class _Execution:
    """One execution of a comprehension in its frame."""

    tracer: Tracer
    node: tree.Comprehension
    frame: int
    exact: bool = True
    """Whether the results are known one by one."""
    results: list[tuple[Value, Value]] = field(default_factory=list)
    """Keys and values of a dict, elements of all else."""

    def run(self, depth: int, source: Value) -> None:
        """Execute the `for` of this depth, and what is inside of it."""
        t, generator = self.tracer, self.node.generators[depth]
        elements, known = elements_of(t, source)
        self.exact = self.exact and known
        turn, nested = t.turn, len(t.turns)
        for number, element in enumerate(elements if known or nested >= 2 else elements * PLAIN_ITERATIONS):
            t.turn = turn * (MAX_UNROLLED + 1) + number + 1 if known else turn
            t.turns.append(Turn(t.new_serial(), self.frame, t.place(self.node.at), None))
            try:
                assign(t, generator.target, element, None)
                if all(self._passes(test) for test in generator.tests):
                    self._produce(depth)
            finally:
                t.turns.pop()
                t.turn = turn

    def _passes(self, test: tree.Expr) -> bool:
        t = self.tracer
        verdict = decide(t, test, Asker.COMPREHENSION)
        if verdict is None:
            self.exact = False
            narrow(t, test, True)
        return verdict is not False

    def _produce(self, depth: int) -> None:
        t, node = self.tracer, self.node
        if depth + 1 < len(node.generators):
            self.run(depth + 1, t.evaluate(node.generators[depth + 1].iterable))
            return
        key = t.evaluate(node.element)
        self.results.append((key, NONE if node.value is None else t.evaluate(node.value)))


def _dict_of(t: Tracer, results: list[tuple[Value, Value]], exact: bool, at: int) -> Value:
    pairs = [(key, Slot(value, EMPTY_VERSION)) for key, value in results if isinstance(key, Const)]
    if exact and len(pairs) == len(results):
        made = collected(pairs)
        return t.allocate(Contents(Kind.DICT, made), at)
    return t.allocate(Contents(Kind.DICT, complete=False, rest=join_all([v for _, v in results])), at)
