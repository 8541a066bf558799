"""Numbers that a loop hands to a jitted function first, and arrays of JAX from then on: one trace too many."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Array, Const, Tracedness, Transformed, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import Applies, TransformRow
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.jit_arguments import arguments


@dataclass(frozen=True, slots=True)
class WeakFirst(Event):
    """The call at `place` is given a number, or a weakly typed array, in the first iteration of `loop`, and the
    strongly typed result of the one before in each later one.
    """

    node: tree.Name
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
    for _, _, given, shown in arguments(args, parameter_names(t, value.function)):
        if not isinstance(shown, tree.Name) or not isinstance(given, Const | Array):
            continue
        key = t.place(shown.at)
        earlier = t.rebuilding.given.get(key)
        t.rebuilding.given[key] = turn, given
        if earlier is None or not earlier[0].is_of_loop(turn) or earlier[0].number == turn.number:
            continue
        first = earlier[1]
        if _is_weak(first) and isinstance(given, Array) and _is_strong_scalar(given):
            name = function_name(t, value.function)
            t.record(
                WeakFirst(
                    t.place(node.at),
                    t.context(),
                    not t.doubt,
                    shown,
                    first,
                    given,
                    name,
                    value.transform.name,
                    turn.loop,
                )
            )


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
