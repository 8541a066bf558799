"""Which iteration of which loops is being executed, and the jitted functions that iterations have made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Transformed, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.tracer.events import Event
from jaxlint.tracer.records import CellKey, TraceRecord
from jaxlint.tracer.state import Slot
from jaxlint.tracer.versions import Version


@dataclass(frozen=True, slots=True)
class Turn:
    """One iteration: its number among all that were executed, the frame and place of its loop or comprehension."""

    number: int
    frame: int
    loop: Place
    statement: tree.Stmt | None = field(compare=False, repr=False)
    """The loop; None of a comprehension."""

    def is_of_loop(self, other: Turn) -> bool:
        """Whether both are iterations of one loop."""
        return (self.frame, self.loop) == (other.frame, other.loop)


@dataclass(slots=True)
class Rebuilding:
    """What is known of functions that iterations make and jit."""

    made: dict[Value, int] = field(default_factory=dict)
    """Numbers of the iterations in which functions were made."""
    jitted: dict[Transformed, Turn] = field(default_factory=dict)
    """Those that the iteration which made the function has jitted."""
    variables: dict[CellKey, tuple[CellKey, Version]] = field(default_factory=dict)
    """Of parameters of functions that jit: the variable that the loop has given for it, and the writes it came from."""
    traces: dict[Place, tuple[Transformed, Turn, TraceRecord]] = field(default_factory=dict)
    """The last trace of each such application."""
    worth: set[Place] = field(default_factory=set)
    """Applications whose function is called by an inner loop, or kept."""
    memoized: set[Place] = field(default_factory=set)
    """Functions that run once for each argument: `functools.cache`, `cached_property`."""
    churned: dict[Place, tuple[Turn, frozenset[int], Mapping[str, Slot | Value]]] = field(
        default_factory=dict
    )
    """Static arguments that iterations have made or counted: the last iteration, the numbers of all of its loop, and
    what the argument was made of."""
    given: dict[tuple[Place, str], tuple[Turn, Value]] = field(default_factory=dict)
    """What the last iteration has given for each part of each argument of a jitted function."""
    found: dict[Place, Event] = field(default_factory=dict)
