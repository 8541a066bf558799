"""The tracer's machine: frames, variables, regions of tracing, events. What programs mean is in its neighbours.

The parts that give meaning (expressions, statements, calls, transformations) are functions over a `Tracer`,
registered by the type of node they handle; so they need not import each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from jaxlint.domain.avals import Aval
from jaxlint.domain.origins import Origin, Place
from jaxlint.domain.values import UNKNOWN, Address, Array, ClassValue, FunctionValue, Object, Value
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.program.render import render
from jaxlint.tracer.applied import Applied
from jaxlint.tracer.arrays import result_of
from jaxlint.tracer.events import CallFrame, Context, Event, Surrender
from jaxlint.tracer.frames import Activation as Activation
from jaxlint.tracer.frames import FrameInfo as FrameInfo
from jaxlint.tracer.frames import Guard as Guard
from jaxlint.tracer.frames import Inside, staging_level
from jaxlint.tracer.frames import Loop as Loop
from jaxlint.tracer.frames import OutOfFuelError as OutOfFuelError
from jaxlint.tracer.frames import Pending as Pending
from jaxlint.tracer.frames import Program as Program
from jaxlint.tracer.frames import Region as Region
from jaxlint.tracer.junctions import Junctions
from jaxlint.tracer.late import LateCode
from jaxlint.tracer.memo import Key, Remembered, Watch
from jaxlint.tracer.naming import Naming
from jaxlint.tracer.records import CellKey, Read, TraceRecord, join_facts, owner_of
from jaxlint.tracer.state import Contents, Slot, State, join_contents, join_states
from jaxlint.tracer.turns import Rebuilding, Turn
from jaxlint.tracer.versions import EMPTY_VERSION, Version, Write

if TYPE_CHECKING:
    from jaxlint.tracer.arguments import CallArguments
    from jaxlint.tracer.classes import ClassInfo
    from jaxlint.tracer.custom_rules import Rule
    from jaxlint.tracer.staging import Staging

MAX_CALL_DEPTH = 40


class Tracer:
    """Runs programs abstractly and records events."""

    evaluators: ClassVar[dict[type[tree.Expr], Callable[[Tracer, Any], Value]]] = {}
    executors: ClassVar[dict[type[tree.Stmt], Callable[[Tracer, Any], None]]] = {}
    callers: ClassVar[dict[type[Value], Callable[[Tracer, Any, CallArguments, tree.Node], Value]]] = {}
    """By the type of what is called."""

    def __init__(self, program: Program, fuel: int = 10_000) -> None:
        self.program = program
        self.state: State | None = State()
        self.frames: dict[int, FrameInfo] = {}
        self.module_frames: dict[str, int] = {}
        """Serials of the frames of modules that have begun to run."""
        self.stack: list[Activation] = []
        self.regions: list[Region] = []
        self.applied: list[Applied] = []
        self.loops: list[Loop] = []
        self.tries: list[Guard] = []
        """Blocks whose exceptions are caught, or seen on their way out; those of callers among them."""
        self.frame: FrameInfo | None = None
        self.events: list[Event] = []
        self.gave_up: dict[Surrender, None] = {}
        self.entered: set[Place] = set()
        self.pending = Pending()
        self.functions: dict[Place, tuple[tree.Function, Module]] = {}
        self.defaults: dict[FunctionValue, dict[str, Value]] = {}
        self.wrapped: dict[FunctionValue, Value] = {}
        """`__wrapped__` of functions: whose signature they show."""
        self.rules: dict[Value, Rule] = {}
        """Of functions under `custom_vjp` and `custom_jvp`."""
        self.classes: dict[ClassValue, ClassInfo] = {}
        self.classes_by_place: dict[Place, ClassValue] = {}
        self.class_frames: dict[ClassValue, int] = {}
        self.class_being_defined: dict[int, dict[str, str]] = {}
        self.deferred: dict[int, dict[str, int]] = {}
        """By module frame: names whose statement runs when they are first read."""
        self.forcing: set[tuple[int, int]] = set()
        self.late = LateCode()
        self.quiet = False
        """Writes happening now are definitions, not changes."""
        self.last_callee: dict[int, Value] = {}
        self.entering_root = False
        self.mismatches = self.concretized = 0
        self.memory: dict[Key, Remembered] = {}
        self.watches: list[Watch] = []
        self.clears: set[int] = set()
        """Roots that throw traces away."""
        self.aliases: Mapping[str, str] = {}
        """The user's names for transformations: `mylib.fast` is `jax.jit`."""
        self.base: State | None = None
        """While a root runs: the state after import, in which what is run late is kept for other roots."""
        self.writes: dict[CellKey, list[Write]] = {}
        """Changes by functions that roots have called, by cell and in order, but those of a call's own variables."""
        self.root = 0
        self.jit_disabled = False
        self.escaped = False
        """The statement under way has surely raised an exception that the program expects."""
        self.unsized = 0
        """Tests around this code that ask for a shape, and whose answer is not known."""
        self.doubt = 0
        """Tests around this code that ask whether something is traced, and whose answer is not known."""
        self.donates = False
        """Some buffer has been donated."""
        self.leaked: dict[Array, tuple[Place, Staging]] = {}
        """Tracers that are surely kept where they outlive their trace: where they are stored, and the trace."""
        self.warmed: set[tuple[Place, tuple[Value, ...]]] = set()
        """Functions that keep their results, with the arguments of calls outside of every trace."""
        self.observed: list[TraceRecord] = []
        self.recording = True
        self.host_uses: set[Place] = set()
        """Stores, method calls and conversions that were executed on something that is no JAX array."""
        self.conversions: dict[Place, tuple[tree.Call, str]] = {}
        """Calls that made a read-only view, with their canonical names."""
        self.expected: list[frozenset[str] | None] = []
        """Exceptions that the program expects here (`pytest.raises`, `except`); None for any."""
        self.statement: tree.Stmt | None = None
        self.failed: tuple[Module, tree.Stmt | None] | None = None
        """The innermost statement that was being executed when a root was given up."""
        self.watch: Callable[[str, Value, Place, Tracer], None] | None = None
        """Told of every name that is given a value, as it happens."""
        self.full_fuel = self.fuel = fuel
        self.used: Counter[str] = Counter()
        self._serial = 0
        self._oldest = 0
        self.naming = Naming()
        self.turns: list[Turn] = []
        """Iterations under way, outermost first, those of callers among them."""
        self.rebuilding = Rebuilding()
        self.junctions = Junctions(self.new_serial)
        self.turn = 0
        """Which iteration of the loops that are executed one by one: each makes objects of its own."""
        self.importing = False
        """Code of a module's top level runs now that Python would have run before what is under way."""

    # Running

    def evaluate(self, node: tree.Expr) -> Value:
        """The value of an expression, its effects applied to the state."""
        self.fuel -= 1
        if self.fuel < 0:
            raise OutOfFuelError
        return self.evaluators[type(node)](self, node)

    def execute(self, block: tuple[tree.Stmt, ...]) -> None:
        """Run statements until the path ends."""
        for statement in block:
            if self.state is None:
                return
            self.fuel -= 1
            if self.fuel < 0:
                raise OutOfFuelError
            outer, self.statement = self.statement, statement
            self.executors[type(statement)](self, statement)
            self.statement = outer
            if self.escaped:
                self._escape()
            elif self.tries:
                self._note_point(self.tries[-1])

    def _escape(self) -> None:
        """The statement has raised what the program expects: its path goes on in a handler."""
        self.escaped = False
        if self.state is not None:
            if self.tries:
                self.tries[-1].points.append(self.state)
            self.current.raised = self.state
        self.current.escapes = True
        self.state = None

    def _note_point(self, guard: Guard) -> None:
        """The next statement of a guarded block may raise where the last one has ended."""
        if self.state is not None and guard.frame == self.current.serial:
            guard.points.append(self.state.fork())

    @property
    def running(self) -> tree.Stmt:
        """The innermost statement that is being executed."""
        assert self.statement is not None
        return self.statement

    @property
    def live(self) -> State:
        """The current state; an empty one on a path that has ended, whose results nobody sees."""
        if self.state is None:
            self.state = State()
        return self.state

    def resume(self, state: State | None) -> None:
        """Go on from another state."""
        self.state = state

    def join(self, a: State | None, b: State | None) -> State | None:
        if a is not None and b is not None:
            self.late.catch_up(a, b)
            self.late.catch_up(b, a)
        return join_states(a, b, join_facts, self.junctions)

    def join_all(self, states: list[State]) -> State | None:
        joined: State | None = None
        for state in states:
            joined = self.join(joined, state)
        return joined

    # Places

    @property
    def current(self) -> FrameInfo:
        assert self.frame is not None
        return self.frame

    def place(self, at: int) -> Place:
        frame = self.frame
        assert frame is not None
        return Place(frame.module.name, at)

    def text(self, node: tree.Node) -> str:
        """What a node says, shortened."""
        return render(node)

    # Frames and variables

    def new_serial(self) -> int:
        """A number above all others; below all others for what is imported late, which is older than its readers."""
        if self.importing:
            self._oldest -= 1
            return self._oldest
        self._serial += 1
        return self._serial

    def open_frame(self, info: FrameInfo) -> None:
        self.frames[info.serial] = info
        self.live.open_frame(info.serial)

    def drop_frame(self, info: FrameInfo) -> None:
        """Forget a frame to which nothing refers any more."""
        self.live.drop_frame(info.serial)
        self.frames.pop(info.serial, None)

    def inside(self, info: FrameInfo) -> Inside:
        """Execute in a frame; loops of the caller are out of reach."""
        return Inside(self, info)

    def home_of(self, name: str) -> FrameInfo | None:
        """The frame whose variable a name is, as Python resolves it from the current frame."""
        info: FrameInfo | None = self.current
        first = True
        while info is not None:
            scope = info.scope
            if scope is None:
                return info
            if name in scope.global_names:
                return self.frames.get(self.module_frames.get(info.module.name, -2))
            if name in scope.bound and (first or not info.is_class):
                if not info.is_class or self.live.read(info.serial, name) is not None:
                    return info
            first = False
            info = None if info.parent is None else self.frames.get(info.parent)
        return None

    def new_version(self, cell: CellKey, place: Place, in_place: bool = False) -> Version:
        """The version made by a write of `cell` happening now."""
        if self.quiet:
            return EMPTY_VERSION
        if self.watches:
            self.watches[-1].note_write(owner_of(cell))
        call = self.stack[-1] if self.stack else None
        function = None if call is None else call.value
        write = Write(place, in_place, function, self.root, self.staging is not None)
        if self.root and call is not None and cell[0] != call.frame.serial and not write.traced:
            self.writes.setdefault(cell, []).append(write)
        return write

    def bind(self, name: str, value: Value, place: Place) -> None:
        """Assign a variable of the current frame, or of the one that `global` or `nonlocal` names."""
        frame = self.current
        home: FrameInfo | None = frame
        if frame.scope is not None and (
            name in frame.scope.global_names or name in frame.scope.nonlocal_names
        ):
            home = self.home_of(name)
        if home is not None:
            version = self.new_version((home.serial, name), place)
            (self.state or self.live).write(home.serial, name, Slot(value, version))
            self.notice(name, value, place)

    def notice(self, name: str, value: Value, place: Place) -> None:
        """Tell the listing, if one is made, what a name holds from `place` on."""
        if self.watch is not None and self.recording:
            self.watch(name, value, place, self)

    def read_cell(self, serial: int, name: str, place: Place, node: tree.Expr | None = None) -> Slot | None:
        slot = (self.state or self.live).read(serial, name)
        if slot is not None:
            self.note_read((serial, name), slot, place, name, node)
        return slot

    def note_read(
        self,
        cell: CellKey,
        slot: Slot,
        place: Place,
        name: str,
        node: tree.Expr | None,
        root: Value | None = None,
    ) -> None:
        """Tell the traces under way that they depend on a cell from outside."""
        owner = owner_of(cell)
        if self.watches:
            watch = self.watches[-1]
            if owner < watch.start and cell not in watch.reads:
                watch.reads[cell] = Read(cell, slot, place, name, node, root, None)
        if not self.regions:
            return
        for region in reversed(self.regions):
            if region.is_callback:
                return
            # Of each cell the first read is kept.
            if region.record is not None and owner < region.start and cell not in region.record.reads:
                holder = self.live.contents(cell[0]) if isinstance(cell[0], Address) else None
                region.record.note(Read(cell, slot, place, name, node, root, holder))

    # Objects

    def allocate(self, contents: Contents, at: int, part: int = 0, frame: int | None = None) -> Object:
        """A new object; the address of an allocation that is executed again in the same frame is shared."""
        address = Address(self.current.serial if frame is None else frame, self.place(at), part or self.turn)
        self.current.captured = True
        old = self.live.contents(address)
        if old is not None:
            contents = join_contents(old, replace(contents, shared=True))
        self.live.set_contents(address, contents)
        return Object(address)

    def contents(self, value: Value) -> Contents | None:
        return self.live.contents(value.address) if type(value) is Object else None

    # Regions

    @property
    def staging(self) -> Region | None:
        """The trace in which every jnp/lax/random call here makes a tracer."""
        if not self.regions:
            return None
        innermost = self.regions[-1]
        if innermost.staging is None:
            innermost.staging = staging_level(self.regions)
        return self.regions[innermost.staging - 1] if innermost.staging else None

    @property
    def staged(self) -> bool:
        return self.staging is not None

    @property
    def level(self) -> int:
        return len(self.regions)

    def made_array(
        self, aval: Aval, place: Place, because: str, *inputs: Value, operator: bool = False
    ) -> Array:
        """The array that an operation on `inputs` gives here: traced if one of them is, or if staged.

        An `operator` of Python stages nothing where its operands may all be Python numbers.
        """
        region = self.staging
        if region is None:
            return result_of(aval, Origin(place, because), inputs, None, operator, self.level)
        where = f"is staged in `{region.function_name}`, which `{region.transform.name}` traces"
        made = Origin(place, f"{because} {where}", UNKNOWN not in inputs)
        return result_of(aval, made, inputs, region.level, operator)

    # Reporting

    def context(self) -> Context:
        calls = tuple(a.call.place for a in self.stack)
        return Context(self.stack[-1].call.function_name if self.stack else None, calls)

    def call_frames(self) -> tuple[CallFrame, ...]:
        return tuple(a.call for a in self.stack)

    def expects(self, *exceptions: str) -> bool:
        """Whether the program expects one of these exceptions here."""
        return any(names is None or names & set(exceptions) for names in self.expected)

    def record(self, event: Event) -> None:
        if self.recording:
            self.events.append(event)

    def surrender(self, at: int, reason: str) -> None:
        if self.recording:
            self.gave_up.setdefault(Surrender(self.place(at), reason))
