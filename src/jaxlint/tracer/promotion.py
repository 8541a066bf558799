"""Numbers that a loop hands to a jitted function first, and arrays of JAX from then on: one trace too many."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Array, Const, Object, Tracedness, Transformed, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import Applies, TransformRow
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.jit_arguments import arguments
from jaxlint.tracer.state import Kind

MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class WeakFirst(Event):
    """The call at `place` is given a number, or a weakly typed array, in the first iteration of `loop`, and the
    strongly typed result of the one before in each later one.
    """

    node: tree.Expr
    part: str
    """Where in the argument: `[0]`; empty where it is the argument itself."""
    first: Value
    then: Array
    function: str
    transform: str
    loop: Place


def note_weak(t: Tracer, value: Transformed, row: TransformRow, args: CallArguments, node: tree.Node) -> None:
    """Compare what a call of a loop is given with what the iteration before has given it."""
    if row.applies is not Applies.JIT or not row.cached or row.arrays_only:
        return
    if not t.turns or t.regions or not t.recording:
        return
    turn = t.turns[-1]
    function = function_name(t, value.function)
    for _, _, given, shown in arguments(args, parameter_names(t, value.function)):
        if not isinstance(shown, (tree.Name, tree.Subscript, tree.Attribute)):
            continue
        for part, leaf in _leaves(t, given):
            key = t.place(shown.at), part
            earlier = t.rebuilding.given.get(key)
            t.rebuilding.given[key] = turn, leaf
            if earlier is None or not earlier[0].is_of_loop(turn) or earlier[0].number == turn.number:
                continue
            first = earlier[1]
            if _is_weak(first) and isinstance(leaf, Array) and _is_strong_scalar(leaf):
                head = t.place(node.at), t.context(), not t.doubt
                t.record(
                    WeakFirst(*head, shown, part, first, leaf, function, value.transform.name, turn.loop)
                )


def _leaves(t: Tracer, value: Value, part: str = "", depth: int = MAX_DEPTH) -> Iterator[tuple[str, Value]]:
    """The numbers and arrays that a value is or holds, each with its place: `[0]`, `["t"]`, `.mean`."""
    match value:
        case Const() | Array():
            yield part, value
        case TupleValue(items=items, fields=fields) if depth:
            for at, item in enumerate(items):
                yield from _leaves(t, item, part + (f".{fields[at]}" if fields else f"[{at}]"), depth - 1)
        case Object() if depth:
            contents = t.contents(value)
            if contents is None or contents.kind not in (Kind.LIST, Kind.DICT) or not contents.complete:
                return
            for key, slot in contents.items.items():
                if isinstance(key, Const):
                    yield from _leaves(t, slot.value, f"{part}[{key.value!r}]", depth - 1)


def _is_weak(value: Value) -> bool:
    """A number of Python, or what JAX makes of one: its dtype gives way."""
    match value:
        case Const(bool()):
            return False
        case Const(int() | float() | complex()):
            return True
        case Array(aval=aval):
            return aval.weak is True and aval.shape == ()
    return False


def _is_strong_scalar(value: Array) -> bool:
    return value.traced is Tracedness.NO and value.aval.weak is False and value.aval.shape == ()
