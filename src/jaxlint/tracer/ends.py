"""What several paths give, and the state after them."""

from __future__ import annotations

from collections.abc import Sequence

from jaxlint.domain.lattice import join
from jaxlint.domain.values import Array, PyTree, TupleValue, Value
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.state import Slot, State
from jaxlint.tracer.versions import EMPTY_VERSION

_GIVEN = "<given>"
"""A cell of the frame under way in which each path leaves what it gives, while they join."""


def join_ends(t: Tracer, ends: Sequence[tuple[State | None, Value]]) -> Value:
    """The least upper bound of what several paths give, where they join; a key of one is told from a key of another."""
    t.state, result = ends[0]
    if len(ends) == 1:
        return result
    for state, value in ends[1:]:
        keyless = not _holds_key(value) and not _holds_key(result)
        if t.state is None or state is None or t.state is state or keyless or value == result:
            t.state, result = t.join(t.state, state), join(result, value)
            continue
        serial = t.current.serial
        t.state.write(serial, _GIVEN, Slot(result, EMPTY_VERSION))
        state.write(serial, _GIVEN, Slot(value, EMPTY_VERSION))
        t.state = t.join(t.state, state)
        slot = t.live.read(serial, _GIVEN)
        result = join(result, value) if slot is None else slot.value
        t.live.delete(serial, _GIVEN)
    return result


def _holds_key(value: Value) -> bool:
    match value:
        case Array(key=key) | PyTree(key=key):
            return key is not None
        case TupleValue(items=items):
            return any(map(_holds_key, items))
    return False
