"""What leaves a block early: `raise`, `assert`, `try` and `with`, and what runs on the way out.

An exception may come from any statement of a block: handlers start from the join of the states at its start
and after each of its statements, nested ones included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from jaxlint.domain.transforms import Regime, Transform
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    ClassValue,
    External,
    ExternalMethod,
    FunctionValue,
    Object,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures import managers
from jaxlint.tracer.calls import call_method
from jaxlint.tracer.classes import class_attribute
from jaxlint.tracer.concretization import Asker
from jaxlint.tracer.core import Guard, Region, Tracer
from jaxlint.tracer.decisions import decide
from jaxlint.tracer.narrowing import narrow
from jaxlint.tracer.never_raised import note_idle_handlers
from jaxlint.tracer.operators import truth
from jaxlint.tracer.size_tests import settle
from jaxlint.tracer.speculation import speculating
from jaxlint.tracer.state import State
from jaxlint.tracer.targets import assign
from jaxlint.tracer.uses import nodes

T = TypeVar("T")
Marks = tuple[int, int, int]
"""How many ways out a block had before it began: returns, breaks, continues."""


def handling(t: Tracer, node: tree.Try) -> None:
    """`try`: the body, its handlers, and `finally` on every way out."""
    if not _may_leave(t, node.final):
        _handling(t, node)
        return
    # Leaving `finally` drops the exception that is on its way.
    t.expected.append(None)
    try:
        _handling(t, node)
    finally:
        t.expected.pop()


def _may_leave(t: Tracer, final: tuple[tree.Stmt, ...]) -> bool:
    """Whether `return`, `break` or `continue` may end these statements."""
    if not any(isinstance(each, (tree.Return, tree.Break, tree.Continue)) for each in nodes(final)):
        return False
    marks = _marks(t)
    with speculating(t):
        t.execute(final)
        left = t.state is None or _marks(t) != marks
    del t.current.returns[marks[0] :]
    if t.loops:
        del t.loops[-1].breaks[marks[1] :]
        del t.loops[-1].continues[marks[2] :]
    return left


def _handling(t: Tracer, node: tree.Try) -> None:
    names = _handled(node)
    marks = _marks(t)
    with _guarding(t) as points:
        if names != frozenset():
            t.expected.append(names)
        try:
            t.execute(node.body)
        finally:
            if names != frozenset():
                t.expected.pop()
    raised = t.join_all(points)
    note_idle_handlers(t, node, raised)
    with _guarding(t) as later:
        t.execute(node.orelse)
        ends = [] if t.state is None else [t.state]
        for handler in node.handlers:
            t.state = None if raised is None else raised.fork()
            if t.state is not None:
                if handler.type is not None:
                    t.evaluate(handler.type)
                if handler.name is not None:
                    t.bind(handler.name, UNKNOWN, t.place(handler.at))
            t.execute(handler.body)
            if t.state is not None:
                ends.append(t.state)
    t.state = t.join_all(ends)
    uncaught = t.join_all(later if names is None else [*points, *later])
    if node.final:
        _on_every_way_out(t, marks, uncaught, lambda: t.execute(node.final))
    elif uncaught is not None and t.tries:
        t.tries[-1].points.append(uncaught)


@contextmanager
def _guarding(t: Tracer) -> Iterator[list[State]]:
    """States from which an exception may leave the statements executed inside."""
    guard = Guard(t.current.serial, [] if t.state is None else [t.state.fork()])
    t.tries.append(guard)
    try:
        yield guard.points
    finally:
        t.tries.pop()


def _marks(t: Tracer) -> Marks:
    breaks, continues = (len(t.loops[-1].breaks), len(t.loops[-1].continues)) if t.loops else (0, 0)
    return len(t.current.returns), breaks, continues


def _on_every_way_out(t: Tracer, marks: Marks, uncaught: State | None, run: Callable[[], object]) -> None:
    """Run something where a block ends, and where `return`, `break`, `continue` or an exception leaves it."""
    end = t.state
    ran = end is not None
    if end is not None:
        run()
        end = t.state
    if t.loops:
        for states, mark in ((t.loops[-1].breaks, marks[1]), (t.loops[-1].continues, marks[2])):
            t.state = t.join_all(states[mark:])
            del states[mark:]
            if t.state is not None:
                ran = True
                run()
                if t.state is not None:
                    states.append(t.state)
    returns = t.current.returns
    leaving = returns[marks[0] :]
    del returns[marks[0] :]
    for value, state in leaving:
        ran = True
        t.state = state
        run()
        if t.state is not None:
            returns.append((value, t.state))
    if uncaught is not None and (t.tries or not ran):
        t.state = uncaught.fork()
        run()
        if t.state is not None:
            _propagate(t, t.state)
    t.state = end


def _propagate(t: Tracer, state: State) -> None:
    """An exception leaves what is being executed: for a handler around it, or for the caller."""
    if t.tries:
        t.tries[-1].points.append(state)
    t.current.raised = state


def _handled(node: tree.Try) -> frozenset[str] | None:
    """Names of the exceptions that the handlers catch; None for all."""
    names: set[str] = set()
    for handler in node.handlers:
        if handler.type is None:
            return None
        types = handler.type.elements if isinstance(handler.type, tree.Sequence) else (handler.type,)
        for one in types:
            if isinstance(one, (tree.Name, tree.Attribute)):
                name = one.id if isinstance(one, tree.Name) else one.attr
                if name in ("Exception", "BaseException"):
                    return None
                names.add(name)
    return frozenset(names)


def managing(t: Tracer, node: tree.With) -> None:
    """`with`: managers that expect an exception or change how JAX traces are rows of a table."""
    _managing(t, node.items, node)


def _managing(t: Tracer, items: tuple[tree.WithItem, ...], node: tree.With) -> None:
    """The managers one inside the other, then the body."""
    if not items:
        t.execute(node.body)
        return
    expected, regions, disabled = t.expected, t.regions, t.jit_disabled
    item = items[0]
    value = t.evaluate(item.context)
    callee = t.last_callee.pop(item.context.at, None) if isinstance(item.context, tree.Call) else value
    name = (
        callee.name
        if isinstance(callee, (External, ExternalMethod))
        else _unknown_method(item.context, callee)
    )
    swallows = name is not None and (managers.expects_exception(name) or name in managers.SUPPRESSES)
    if name is not None and managers.expects_exception(name):
        t.expected = [*t.expected, None]
    elif name is not None and managers.expects_warning(name):
        t.expected = [*t.expected, frozenset({"Warning"})]
    if name == managers.DISABLES_JIT:
        t.regions, t.jit_disabled = [], True
    elif name in managers.EXECUTES_AT_ONCE:
        transform = Transform(name, Regime.HOST, t.place(item.context.at))
        t.regions = [*t.regions, Region(transform, t.level + 1, t.current.serial, name, None)]
    entered = UNKNOWN if callee is not value or name else value
    own = isinstance(value, Object) and _has_method(t, value, "__exit__")
    if own and isinstance(value, Object):
        entered = call_method(t, value, "__enter__", (), item.context)
    if item.target is not None:
        assign(t, item.target, entered, None)
    marks = _marks(t)
    with _guarding(t) as points:
        try:
            _managing(t, items[1:], node)
        finally:
            t.expected, t.regions, t.jit_disabled = expected, regions, disabled
    raised = t.join_all(points)
    if own and isinstance(value, Object):
        _leave(t, value, item.context, marks, raised)
    elif raised is not None and swallows:
        t.state = t.join(t.state, raised)
    elif raised is not None and t.tries:
        t.tries[-1].points.append(raised)


def _unknown_method(node: tree.Expr, callee: Value | None) -> str | None:
    """`assertRaises` of a test case whose class is not in view."""
    match node:
        case tree.Call(func=tree.Attribute(attr=name)) if callee is UNKNOWN:
            return name if name in managers.EXPECTING_METHODS | managers.WARNING_METHODS else None
    return None


def _has_method(t: Tracer, value: Object, name: str) -> bool:
    contents = t.contents(value)
    owner = None if contents is None else contents.class_value
    return isinstance(owner, ClassValue) and isinstance(
        class_attribute(t, owner, name, value.address.place, None), FunctionValue
    )


def _leave(t: Tracer, manager: Object, node: tree.Expr, marks: Marks, raised: State | None) -> None:
    """`__exit__` of a manager of the program; where it may say true, the exception ends there."""

    def leave(*happened: Value) -> Value:
        return call_method(t, manager, "__exit__", happened, node)

    _on_every_way_out(t, marks, None, lambda: leave(NONE, NONE, NONE))
    if raised is None:
        return
    end = t.state
    verdict, after = _from(t, raised.fork(), lambda: truth(t, leave(UNKNOWN, UNKNOWN, UNKNOWN)))
    if after is not None and verdict is not True:
        _propagate(t, after.fork())
    t.state = end if verdict is False else t.join(end, after)


def _from(t: Tracer, state: State, action: Callable[[], T]) -> tuple[T, State | None]:
    """What an action gives when it starts from a state, and the state it ends in."""
    t.state = state
    result = action()
    return result, t.state


def raising(t: Tracer, node: tree.Raise) -> None:
    if node.value is not None:
        t.evaluate(node.value)
    if t.state is not None:
        _propagate(t, t.state)
    t.state = None


def asserting(t: Tracer, node: tree.Assert) -> None:
    verdict = decide(t, node.test, Asker.ASSERT)
    if verdict is False:
        if t.state is not None:
            _propagate(t, t.state)
        t.state = None
    elif verdict is None:
        narrow(t, node.test, True)
        settle(t, node.test, True)


Tracer.executors.update(
    {tree.Try: handling, tree.With: managing, tree.Raise: raising, tree.Assert: asserting}
)
