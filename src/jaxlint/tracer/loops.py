"""Loops: executed one by one where the count is known, else twice as they are and then to a fixpoint.

The two plain iterations keep what JAX's trace cache is about: a value written in one iteration and read
from an old trace in the next.
"""

from __future__ import annotations

from collections.abc import Callable

from jaxlint.domain.lattice import widen
from jaxlint.domain.values import UNKNOWN, Value
from jaxlint.program import tree
from jaxlint.tracer.concretization import Asker
from jaxlint.tracer.core import Loop, Tracer
from jaxlint.tracer.decisions import decide
from jaxlint.tracer.iteration import MAX_UNROLLED, elements_of, note_contents
from jaxlint.tracer.junctions import Head, Junctions
from jaxlint.tracer.narrowing import narrow
from jaxlint.tracer.state import Contents, Kind, Slot, State
from jaxlint.tracer.targets import assign
from jaxlint.tracer.turns import Turn
from jaxlint.tracer.unrolling import watch_rounds
from jaxlint.tracer.versions import either
from jaxlint.tracer.world import note_order

PLAIN_ITERATIONS = 2
MAX_PASSES = 3
MAX_KNOWN_TESTS = 8


def for_loop(t: Tracer, node: tree.For) -> None:
    iterable = t.evaluate(node.iterable)
    note_contents(t, iterable, node.iterable)
    note_order(t, iterable, node.iterable)
    elements, exact = elements_of(t, iterable)
    begin = watch_rounds(t, node, iterable)

    def start(element: Value) -> Callable[[], None]:
        def started() -> None:
            begin()
            assign(t, node.target, element, None)

        return started

    if exact:
        breaks: list[State] = []
        turn = t.turn
        for number, element in enumerate(elements):
            if t.state is None:
                break
            t.turn = turn * (MAX_UNROLLED + 1) + number + 1
            breaks += _iteration(t, start(element), node.body)
        t.turn = turn
        t.execute(node.orelse)
        t.state = t.join(t.state, t.join_all(breaks))
    else:
        _unknown_count(t, start(elements[0]), node.body, node.orelse, may_skip=True)


def while_loop(t: Tracer, node: tree.While) -> None:
    breaks: list[State] = []
    turn = t.turn
    ended = _decided_iterations(t, node, breaks)
    t.turn = turn
    if ended:
        if t.state is not None:
            t.execute(node.orelse)
        t.state = t.join(t.state, t.join_all(breaks))
        return
    endless = isinstance(node.test, tree.Constant)

    def test() -> None:
        decide(t, node.test, Asker.WHILE)
        narrow(t, node.test, True)

    _unknown_count(t, test, node.body, node.orelse, may_skip=not endless, breaks=breaks)


def _decided_iterations(t: Tracer, node: tree.While, breaks: list[State]) -> bool:
    """Iterate while it is known that the test holds; whether the loop has come to an end."""
    turn = t.turn
    for number in range(MAX_KNOWN_TESTS):
        # As in a loop over known elements, what an iteration makes is its own.
        t.turn = turn * (MAX_UNROLLED + 1) + number + 1
        verdict = decide(t, node.test, Asker.WHILE)
        if verdict is not True or isinstance(node.test, tree.Constant):
            return verdict is False
        breaks += _iteration(t, lambda: None, node.body)
        if t.state is None:
            return True
    return False


def _iteration(t: Tracer, start: Callable[[], None], body: tuple[tree.Stmt, ...]) -> list[State]:
    """One iteration from the current state; the states of its `break`s."""
    loop = Loop()
    t.loops.append(loop)
    t.turns.append(Turn(t.new_serial(), t.current.serial, t.place(t.running.at), t.running))
    try:
        start()
        t.execute(body)
    finally:
        t.loops.pop()
        t.turns.pop()
    t.state = t.join(t.state, t.join_all(loop.continues))
    return loop.breaks


def _unknown_count(
    t: Tracer,
    start: Callable[[], None],
    body: tuple[tree.Stmt, ...],
    orelse: tuple[tree.Stmt, ...],
    may_skip: bool,
    breaks: list[State] | None = None,
) -> None:
    t.current.undecided = True
    breaks = [] if breaks is None else breaks
    ends: list[State] = [t.live.fork()] if may_skip else []
    joined: State = t.live.fork()
    nested = len(t.turns)
    for _ in range(PLAIN_ITERATIONS if nested < 2 else 1):
        if t.state is None:
            break
        breaks += _iteration(t, start, body)
        if t.state is not None:
            joined = t.join(joined, t.state.fork()) or joined
    for _ in range(MAX_PASSES if nested == 0 else 1):
        t.resume(joined.fork())
        breaks += _iteration(t, start, body)
        if t.state is None:
            break
        t.late.catch_up(joined, t.state)
        joined, changed = widen_states(t.junctions, joined, t.state)
        if not changed:
            break
    else:
        t.resume(joined.fork())
        breaks += _iteration(t, start, body)
        if t.state is not None:
            t.late.catch_up(joined, t.state)
            joined = forget_changes(t.junctions, joined, t.state)
    ends.append(joined)
    t.state = t.join_all(ends) if may_skip else None
    if t.state is not None:
        t.execute(orelse)
    t.state = t.join(t.state, t.join_all(breaks))


def widen_states(junctions: Junctions, old: State, new: State) -> tuple[State, bool]:
    """An upper bound of two states that is reached in few steps, and whether it is above the old one."""
    return _merge(Head(junctions, old.keys, new.keys, widen), old, new)


def forget_changes(junctions: Junctions, old: State, new: State) -> State:
    """The old state without what is not the same in the new one."""
    return _merge(Head(junctions, old.keys, new.keys, _same), old, new)[0]


def _same(a: Value, b: Value) -> Value:
    return a if a == b else UNKNOWN


def _merge(head: Head, old: State, new: State) -> tuple[State, bool]:
    merged, combine = old.fork(), head.join
    changed = False
    for serial, cells in list(merged.differing(new)):
        mine = merged.cells(serial)
        if mine is None:
            new.disown(serial)
            merged.share_cells(serial, cells)
            continue
        for key, entry in cells.items():
            before = mine.get(key)
            if before is entry:
                continue
            if isinstance(entry, Slot) and isinstance(before, Slot):
                value = combine(before.value, entry.value)
                changed = changed or value != before.value
                merged.write(serial, key, Slot(value, either(before.version, entry.version)))
            elif isinstance(entry, Contents) and isinstance(before, Contents):
                if (
                    before.items != entry.items
                    or before.complete != entry.complete
                    or before.rest != entry.rest
                ):
                    contents, grown = _merge_contents(before, entry, combine)
                    changed = changed or grown
                    merged.put(serial, key, contents)
            elif before is None and isinstance(entry, (Slot, Contents)):
                merged.put(serial, key, entry)
    merged.keys = head.uses()
    return merged, changed


def _merge_contents(
    old: Contents, new: Contents, combine: Callable[[Value, Value], Value]
) -> tuple[Contents, bool]:
    items = {}
    changed = old.complete and not new.complete
    instance = old.kind is Kind.INSTANCE
    for key in {**old.items, **new.items} if instance else old.items:
        slot, other = old.items.get(key), new.items.get(key)
        if slot is None or other is None:
            only = slot or other
            changed = changed or slot is None or not instance
            if instance and only is not None:
                items[key] = only
            continue
        value = combine(slot.value, other.value)
        changed = changed or value != slot.value
        items[key] = Slot(value, either(slot.version, other.version))
    if old.kind is Kind.DICT:
        same = list(old.items) == list(new.items)
    else:
        same = instance or old.items.keys() == new.items.keys()
    rest = combine(old.rest, new.rest) if same else UNKNOWN
    return Contents(
        old.kind,
        items,
        old.complete and new.complete and same,
        rest,
        old.class_value,
        old.shared or new.shared,
        either(old.version, new.version),
        old.maybe | new.maybe | (old.items.keys() ^ new.items.keys() if instance else frozenset()),
    ), changed or rest != old.rest


def breaking(t: Tracer, node: tree.Break) -> None:
    if t.loops and t.state is not None:
        t.loops[-1].breaks.append(t.state)
    t.state = None


def continuing(t: Tracer, node: tree.Continue) -> None:
    if t.loops and t.state is not None:
        t.loops[-1].continues.append(t.state)
    t.state = None


Tracer.executors.update(
    {tree.For: for_loop, tree.While: while_loop, tree.Break: breaking, tree.Continue: continuing}
)
