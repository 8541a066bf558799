"""Functions that are jitted anew in each iteration of a loop: JAX keeps traces per function object, and finds none.

What a loop builds, and calls once in each iteration, could as well be built before it. Functions that an inner loop
calls, or that are kept, pay for their trace; so do those that close over other settings each time.
"""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    BoundMethod,
    Const,
    External,
    FunctionValue,
    NumPyArray,
    PartialValue,
    Transformed,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import Applies, TransformRow
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names, underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.effects import OF_TESTS
from jaxlint.tracer.events import Event
from jaxlint.tracer.jit_arguments import arguments
from jaxlint.tracer.records import Read, TraceRecord
from jaxlint.tracer.state import Kind
from jaxlint.tracer.turns import Turn


@dataclass(frozen=True, slots=True)
class RebuiltJit(Event):
    """At `place` a transformation is applied to a function that is made anew in each iteration of `loop`."""

    transform: str
    function: Value
    name: str
    """The traced function, in the user's name."""
    caller: str | None
    """The function that the loop calls, where the transformation does not stand in the loop itself."""
    loop: Place
    captured: tuple[str, ...]
    """Arrays that the function closes over, and that are others in each iteration."""
    call: Place


def note_made(t: Tracer, value: Value) -> None:
    """A function, partial or transformed function has been made."""
    if t.turns:
        t.rebuilding.made[value] = t.turns[-1].number


def note_application(t: Tracer, row: TransformRow, value: Transformed, args: CallArguments) -> None:
    """A function has been jitted here and now."""
    note_made(t, value)
    if row.applies is not Applies.JIT or not row.cached or not t.turns or t.regions or not t.recording:
        return
    if any(activation.value.place in t.rebuilding.memoized for activation in t.stack):
        return
    function, turn = value.function, t.turns[-1]
    match function:
        case FunctionValue() | PartialValue() | Transformed():
            fresh = t.rebuilding.made.get(function) == turn.number
        case BoundMethod():
            fresh = bool(args.nodes) and isinstance(args.nodes[0], tree.Attribute)
        case _:
            fresh = False
    if fresh:
        t.rebuilding.jitted[value] = turn
        _note_variables(t, turn)


def _note_variables(t: Tracer, turn: Turn) -> None:
    """Which variables the body of the loop gives to the function that jits, if it calls that itself."""
    if turn.statement is None or not t.stack:
        return
    *callers, called = t.stack
    loop = t.frames[turn.frame]
    if callers[-1].frame is not loop if callers else loop.function is not None:
        return
    with t.inside(loop):
        for _, name, _, shown in arguments(called.args, parameter_names(t, called.value)):
            if isinstance(shown, tree.Name) and (home := t.home_of(shown.id)) is not None:
                slot = t.live.read(home.serial, shown.id)
                if slot is not None:
                    variable = (home.serial, shown.id), slot.version
                    t.rebuilding.variables[called.frame.serial, name] = variable


def note_kept(t: Tracer, target: tree.Expr, value: Value) -> None:
    """A value is assigned: to an item, an attribute or a variable of an outer scope, where later iterations find it."""
    if not t.turns or not isinstance(value, Transformed):
        return
    scope = t.current.scope
    outer = frozenset[str]() if scope is None else scope.global_names | scope.nonlocal_names
    if isinstance(target, (tree.Attribute, tree.Subscript)) or (
        isinstance(target, tree.Name) and target.id in outer
    ):
        t.rebuilding.worth.add(value.transform.applied_at)


def note_call(t: Tracer, value: Transformed, node: tree.Node) -> None:
    """A jitted function is called; it has been traced if JAX has no trace of it."""
    turn = t.rebuilding.jitted.get(value)
    if turn is None or not t.recording or t.regions:
        # Under a trace it becomes a part of what is compiled there.
        return
    at = value.transform.applied_at
    if not t.turns or t.turns[-1].number != turn.number:
        t.rebuilding.worth.add(at)
        return
    record = t.observed[-1] if t.observed else None
    if record is None or record.function != underlying(value.function)[0]:
        return
    known = t.rebuilding.traces.get(at)
    t.rebuilding.traces[at] = value, turn, record
    if known is None or at in t.rebuilding.found:
        return
    earlier, before, old = known
    if not before.is_of_loop(turn) or before.number == turn.number or earlier == value:
        return
    same = _same_arguments(old.signature, record.signature)
    captured = _changing(t, old, record)
    if same is False or captured is None:
        return
    certain = same is True and not t.doubt and not is_of_tests(t)
    _report(t, value, turn, certain, captured, node)


def _report(
    t: Tracer, value: Transformed, turn: Turn, certain: bool, captured: tuple[str, ...], node: tree.Node
) -> None:
    at = value.transform.applied_at
    caller = None if turn.frame == t.current.serial else t.context().function
    t.rebuilding.found[at] = RebuiltJit(
        at,
        t.context(),
        certain,
        value.transform.name,
        value.function,
        function_name(t, value),
        caller,
        turn.loop,
        captured,
        t.place(node.at),
    )


def is_of_tests(t: Tracer) -> bool:
    """Whether the code tests or times: there each case is meant to be compiled by itself."""
    return bool(OF_TESTS.search(t.current.module.path.replace("\\", "/")))


def _same_arguments(old: tuple[Value, ...], new: tuple[Value, ...]) -> bool | None:
    """Whether two calls have one signature; None where their shapes are not known."""
    if len(old) != len(new):
        return False
    verdict: bool | None = True
    for a, b in zip(old, new, strict=True):
        match a, b:
            case Array(aval=x), Array(aval=y):
                if x.shape is None or y.shape is None:
                    continue
                if len(x.shape) != len(y.shape) or x.dtype != y.dtype:
                    return False
                if None in x.shape or None in y.shape:
                    verdict = None
                elif x.shape != y.shape:
                    return False
            case TupleValue(items=x), TupleValue(items=y):
                inner = _same_arguments(x, y)
                if inner is False:
                    return False
                verdict = verdict if inner else None
            case Const(), Const():
                if a != b:
                    return False
    return verdict


def _changing(t: Tracer, old: TraceRecord, new: TraceRecord) -> tuple[str, ...] | None:
    """Names of the arrays that two traces have read and that differ; None where other things may differ."""
    before = {(read.place, read.name): read for read in old.reads.values()}
    names: list[str] = []
    for read in new.reads.values():
        other = before.get((read.place, read.name))
        if other is None:
            return None
        if _is_data(read.slot.value) and _is_data(other.slot.value):
            if read.slot != other.slot or read.cell != other.cell:
                names.append(read.name)
        elif not _unchanged(t, other, read):
            return None
    return tuple(dict.fromkeys(names))


def _is_data(value: Value) -> bool:
    return isinstance(value, (Array, NumPyArray))


def _unchanged(t: Tracer, old: Read, new: Read) -> bool:
    """Whether a cell surely holds the same as before; of a list or dict, what is read of it is looked at by itself."""
    if old.cell == new.cell and old.slot.version == new.slot.version:
        return True
    contents = t.contents(new.slot.value)
    if contents is not None and contents.kind is not Kind.INSTANCE:
        return True
    if old.slot.value != new.slot.value:
        return False
    if new.slot.value is not UNKNOWN and _is_one_variable(t, old, new):
        return True
    if contents is not None:
        return not contents.shared
    return isinstance(new.slot.value, (Const, External)) or underlying(new.slot.value)[0] is not None


def _is_one_variable(t: Tracer, old: Read, new: Read) -> bool:
    """Whether two cells are parameters that were given the same variable, which nobody has written since."""
    variable = t.rebuilding.variables.get(new.cell)
    rebound = old.slot.version or new.slot.version
    return variable is not None and variable == t.rebuilding.variables.get(old.cell) and not rebound


def report_rebuilt(t: Tracer) -> None:
    """Record what was found, once no call is left that may pay for a trace."""
    for place, event in t.rebuilding.found.items():
        if place not in t.rebuilding.worth:
            t.record(event)
