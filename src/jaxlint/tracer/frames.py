"""What the tracer's machine is made of: frames, loops, regions of tracing, writes, the program it runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import TYPE_CHECKING, Protocol

from jaxlint.domain.keys import Key
from jaxlint.domain.origins import Place
from jaxlint.domain.transforms import Regime, Transform
from jaxlint.domain.values import UNKNOWN, Address, FunctionValue, Value
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.records import dataclass
from jaxlint.signatures.managers import EXECUTES_AT_ONCE
from jaxlint.signatures.shape_texts import Names
from jaxlint.tracer.events import CallFrame, Event
from jaxlint.tracer.records import TraceRecord
from jaxlint.tracer.state import State
from jaxlint.tracer.versions import Version

if TYPE_CHECKING:
    from jaxlint.tracer.arguments import CallArguments
    from jaxlint.tracer.core import Tracer


class OutOfFuelError(Exception):
    """One root has used up its work; what it would still have seen is not reported."""


class Program(Protocol):
    """Where modules come from: a project, or one file and its neighbours."""

    def module(self, name: str) -> Module | None:
        """The project's module of this name, if it has one."""

    def imported(self, importer: Module, name: str) -> Module | None:
        """The project's module of this name, where that is what `importer` gets by it."""

    @property
    def is_full(self) -> bool:
        """Whether more has been read than is to be kept."""

    def make_room(self, kept: Iterable[Place]) -> None:
        """Put off what has been read, but what is around these places; no function is under way."""

    def texts(self) -> Iterable[str]:
        """The texts of the modules that have been read."""

    def resolve(self, importer: Module, module: str, level: int) -> str:
        """Absolute name of `from ..module import`, as written in `importer`."""


@dataclass(slots=True)
class Notes:
    """What a call finds out of the names in its frame."""

    sizes: Names = field(default_factory=Names)
    """Sizes by the names that jaxtyping's annotations give them in this call."""
    found_keys: dict[tuple[str, Version], Key] = field(default_factory=dict)
    """Variables of which nothing was known, with the writes to them, that are used as random keys."""
    keys: dict[str, Key] = field(default_factory=dict)
    """Parameters among them."""


@dataclass(slots=True)
class FrameInfo:
    """One execution of a function, class body, comprehension or module. Values live in the state."""

    serial: int
    module: Module
    scope: tree.Scope | None
    parent: int | None
    function: tree.Function | None = None
    is_class: bool = False
    owner: Place | None = None
    captured: bool = False
    """A closure or an object keeps it alive after it returns."""
    raised: State | None = None
    """Where a path last ended in an exception."""
    contradicted: bool = False
    """An argument of this call has not the shape that its annotation states."""
    undecided: bool = False
    """It came to a test whose answer is not known, or to a loop whose iterations are not known one by one."""
    escapes: bool = False
    """A path ended in an exception that the program expects."""
    returns: list[tuple[Value, State]] = field(default_factory=list)
    yields: list[tuple[Value, State]] = field(default_factory=list)
    notes: Notes | None = None
    """Most calls find out nothing."""

    def noting(self) -> Notes:
        """What this call finds out, to be added to."""
        if self.notes is None:
            self.notes = Notes()
        return self.notes


@dataclass(slots=True)
class Loop:
    """Exits of one loop being executed."""

    breaks: list[State] = field(default_factory=list)
    continues: list[State] = field(default_factory=list)


class Pending(dict[Value, None]):
    """Functions made and not yet entered, in the order in which they were made; `fresh` are the latest."""

    def __init__(self, known: Pending | None = None) -> None:
        super().__init__(known or ())
        self.fresh: list[Value] = []

    def add(self, value: Value) -> None:
        if value not in self:
            self[value] = None
            self.fresh.append(value)

    def take_fresh(self) -> list[Value]:
        """Those made since it was last asked, if they still wait."""
        taken, self.fresh = self.fresh, []
        return [value for value in taken if value in self]


@dataclass(slots=True)
class Guard:
    """A block being executed in a frame, from which exceptions may come: the states in which they do."""

    frame: int
    points: list[State] = field(default_factory=list)


@dataclass(slots=True)
class TraceObjects:
    """What has become, during a trace, of objects that remember the trace in which they were made: those of NNX."""

    copies: list[tuple[Address, Event]] = field(default_factory=list)
    """Copies that have changed."""
    handed: set[Address] = field(default_factory=set)
    """Those that code which is not known has been given."""
    refused: bool = False
    """One from outside has surely refused to change: the trace ends there."""


@dataclass(slots=True)
class Region:
    """A function being traced by a transformation; frames from `start` on are inside."""

    transform: Transform
    level: int
    start: int
    function_name: str
    record: TraceRecord | None = None
    function: Value = UNKNOWN
    """What is traced."""
    given: tuple[Value, ...] = ()
    """What it is called with."""
    changed: list[tuple[Value, Event]] = field(default_factory=list)
    """Copies of containers that the function has changed; it may still return them."""
    objects: TraceObjects = field(default_factory=TraceObjects)
    staging: int | None = None
    """The level of the trace in which every call of JAX here makes a tracer, 0 where there is none, once asked for."""

    @property
    def is_callback(self) -> bool:
        """Whether the host runs it each time; what is only executed at once runs while the trace is made."""
        return self.transform.regime is Regime.HOST and self.transform.name not in EXECUTES_AT_ONCE

    def outlived_by(self, frame: int) -> bool:
        """Whether a frame was there before the trace; those of code that is imported late count downwards."""
        return frame > self.start if self.start < 0 else frame < self.start


def staging_level(regions: list[Region]) -> int:
    """The level of the innermost trace of these that stages, if the host does not execute what is in it; else 0."""
    found = 0
    for region in reversed(regions):
        if region.transform.regime is Regime.HOST:
            return 0 if region.transform.name in EXECUTES_AT_ONCE else found
        if not found and region.transform.regime is Regime.STAGED:
            found = region.level
    return found


@dataclass(slots=True)
class Activation:
    """One entry of the call stack."""

    frame: FrameInfo
    call: CallFrame
    value: FunctionValue
    callee: Value | None
    """What the call as written calls, where this function is what it comes to."""
    args: CallArguments
    statement: tree.Stmt | None = None
    """The statement in which the call stands."""


class Inside:
    """Execution in a frame, as a context: what is around it in the caller is out of reach."""

    __slots__ = ("_frame", "_outer", "_tracer")

    def __init__(self, t: Tracer, frame: FrameInfo) -> None:
        self._tracer, self._frame = t, frame

    def __enter__(self) -> None:
        t = self._tracer
        self._outer = t.frame, t.loops, t.statement, t.doubt, t.unsized
        t.frame, t.loops = self._frame, []

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        t = self._tracer
        if kind is not None and issubclass(kind, Exception):
            t.failed = t.failed or (self._frame.module, t.statement)
        t.frame, t.loops, t.statement, t.doubt, t.unsized = self._outer
