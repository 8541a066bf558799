"""Objects that remember the trace in which they were made: modules, variables and what else Flax NNX has of them.

They change where they were made, and under the transformations of NNX that they are given to. Those of JAX take them
apart and give the function copies, whose changes nobody sees; what the function takes from outside refuses to change,
under whatever transformation (flax 0.12).
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from jaxlint.domain.origins import Place
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    UNKNOWN,
    Address,
    BoundMethod,
    ClassValue,
    External,
    Object,
    PartialValue,
    PyTree,
    Tracedness,
    TupleValue,
    Unknown,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.classes import MUTABLE_BY_DESIGN
from jaxlint.signatures.framework_changes import (
    CHANGING_LAYERS,
    CHANGING_METHODS,
    GRAPH_OPTIONS,
    METHODS,
    TAKES_APART,
    USED_UP,
    VARIABLES,
)
from jaxlint.signatures.transforms import keeps_changes, only_looks
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.classes import foreign_bases, instantiate
from jaxlint.tracer.core import Activation, OutOfFuelError, Region, Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.state import Contents, Kind

REMEMBERING = MUTABLE_BY_DESIGN | CHANGING_METHODS.keys() | CHANGING_LAYERS.keys()
MODULES = MUTABLE_BY_DESIGN - VARIABLES
HOLDING = CHANGING_METHODS.keys()
OWN_ERROR = "flax.errors.TraceContextError"
MAX_OBJECTS = 500
FUEL = 1_000
"""What a constructor may use up that is run for what an annotation says, besides what its caller may."""
MAX_STATED = 3
"""Calls within calls whose annotations say what objects they are given."""


@dataclass(frozen=True, slots=True)
class ObjectChange(Event):
    """A change of an object under a transformation. `place` is in the function that is transformed: what changes the
    object, or calls what does; or where a module is transformed itself.
    """

    lost: bool
    """The object is a copy that is dropped; else it is from outside, and refuses."""
    name: str
    """The object, as the function has it."""
    itself: bool
    """It is the transformed function."""
    transform: str
    applied_at: Place
    raises: str | None
    evaluates: bool
    """Its layer changes unless it is told to evaluate."""
    apart: bool
    """A transformation of NNX takes it apart, if it does so by the graph of objects."""


def remembers(t: Tracer, value: Value) -> bool:
    """Whether a value is an object that remembers its trace."""
    return is_a(t, value, REMEMBERING)


def is_a(t: Tracer, value: Value, classes: AbstractSet[str]) -> bool:
    """Whether a value is an instance of one of these classes of a library, or of a class derived from it."""
    contents = t.contents(value)
    owner = None if contents is None or contents.kind is not Kind.INSTANCE else contents.class_value
    if isinstance(owner, External):
        return owner.name in classes
    return isinstance(owner, ClassValue) and not classes.isdisjoint(foreign_bases(t, owner))


def annotated_object(
    t: Tracer, cls: ClassValue | External, value: PyTree | Unknown, annotation: tree.Expr
) -> Value | None:
    """An argument of which only this class is known: of a traced function a copy, else an object from outside; None of
    other classes, and where it is not known which it is.
    """
    if isinstance(value, Unknown):
        if t.regions or len(t.stack) > MAX_STATED:
            return None
        return _made_outside(t, cls, annotation)
    region = t.regions[value.level - 1] if 0 < value.level <= len(t.regions) else None
    if region is None or value.traced is not Tracedness.DEFINITE:
        return None
    from jaxlint.tracer.tracing import Entry, traced

    made = _made_outside(t, cls, annotation)
    return made and traced(t, made, Entry(value.origin, value.level, region.start, answers=False))


def _made_outside(t: Tracer, cls: ClassValue | External, annotation: tree.Expr) -> Value | None:
    """An object of this class, made of what is not known."""
    if isinstance(cls, External):
        if cls.name not in CHANGING_METHODS:
            return None
        contents = Contents(Kind.INSTANCE, {}, complete=False, rest=UNKNOWN, class_value=cls)
        return t.allocate(contents, annotation.at, part=t.new_serial())
    if foreign_bases(t, cls).isdisjoint(MODULES):
        return None
    before, recording, fuel = t.live.fork(), t.recording, t.fuel
    t.recording, t.fuel = False, min(t.fuel, FUEL)
    made = None
    try:
        made = instantiate(t, cls, CallArguments((), more=True, more_keywords=True), annotation)
    except OutOfFuelError:
        t.state = None
    finally:
        t.recording, t.fuel = recording, fuel
    if t.state is None or t.escaped:
        t.state, t.escaped = before, False
        return None
    return made


def is_attribute(t: Tracer, base: Object, target: tree.Expr) -> bool:
    """Whether a store gives an object an attribute: to a variable, `value` is what it holds."""
    return isinstance(target, tree.Attribute) and not (target.attr == "value" and is_a(t, base, VARIABLES))


def note_change(
    t: Tracer,
    base: Object,
    change: tree.Node,
    held: tree.Expr | None,
    *,
    evaluates: bool = False,
    passing: bool = False,
    apart: str | None = None,
) -> None:
    """`change` changes an object that the code around it has as `held`; `passing`: the change is of use
    while the trace lasts; `apart`: what is raised where it is taken apart.
    """
    raises = apart or OWN_ERROR
    if t.watches:
        t.watches[-1].note_write(base.address.frame)
    region = t.regions[-1] if t.regions else None
    if region is None or t.importing or region.transform.regime in (Regime.HOST, Regime.TRANSPARENT):
        return
    owner, name = base.address.frame, region.transform.name
    lost = owner == region.start
    if lost and (keeps_changes(name) or only_looks(name) or passing or is_a(t, base, USED_UP)):
        return
    if not lost and (not region.outlived_by(owner) or region.objects.refused):
        return
    if keeps_changes(name) and (_is_own_method(t, region) or base.address in reached(t, region.given)):
        # The transformations of NNX carry over the changes of all that they are given.
        return
    inside = _inside(t, region)
    short = raises.rpartition(".")[2]
    certain = not t.doubt and not any(activation.frame.undecided for activation in inside[1:])
    if not lost and t.expects(short, "FlaxError", "Exception"):
        t.escaped = certain
        return
    place, shown, itself = _seen_from(t, region, inside, base, change, held)
    event = ObjectChange(
        place, t.context(), certain, lost, shown, itself, name, region.transform.applied_at,
        None if lost else raises, evaluates, apart is not None,
    )  # fmt: skip
    if not lost:
        region.objects.refused = certain
        t.record(event)
        return
    copies = region.objects.copies
    if all(other.name != shown for _, other in copies if isinstance(other, ObjectChange)):
        copies.append((base.address, event))


def note_copies_lost(t: Tracer, result: Value) -> None:
    """A trace ends with this result: what has changed in copies is gone, unless they are in it."""
    objects = t.regions[-1].objects
    kept = objects.handed | (reached(t, [result]) if objects.copies else set())
    for address, event in objects.copies:
        if address not in kept:
            t.record(event)


def note_reading(t: Tracer, value: Value, attribute: str = "") -> Value:
    """What an object holds is read: of a copy that has changed, the change is of use. What it is is not known."""
    if t.regions and t.regions[-1].objects.copies and isinstance(value, Object) and is_a(t, value, HOLDING):
        if not any(f"{name}.{attribute}" in METHODS for name in HOLDING):
            t.regions[-1].objects.handed.add(value.address)
    return UNKNOWN


def hand_over(t: Tracer, values: Iterable[Value]) -> None:
    """Code that is not known has these values: what becomes of the objects that they lead to is not known."""
    if t.regions:
        found = reached(t, values)
        for region in t.regions:
            region.objects.handed |= found


def reached(t: Tracer, values: Iterable[Value]) -> set[Address]:
    """The objects that values are, or lead to."""
    seen: set[Address] = set()
    waiting = list(values)
    while waiting and len(seen) < MAX_OBJECTS:
        match waiting.pop():
            case Object(address) if address not in seen:
                seen.add(address)
                contents = t.live.contents(address)
                if contents is not None:
                    waiting += [slot.value for slot in contents.items.values()]
            case TupleValue(items=items):
                waiting += items
            case BoundMethod(function=function, receiver=receiver):
                waiting += (function, receiver)
            case PartialValue(function=function, args=args, kwargs=kwargs):
                waiting += (function, *args, *(value for _, value in kwargs))
    return seen


def check_taken_apart(
    t: Tracer, name: str, options: Iterable[str], values: Iterable[Value], node: tree.Node
) -> None:
    """A transformation of NNX is called on objects: those from outside of the trace under way are refused."""
    raises = TAKES_APART.get(name)
    if raises is None or not t.regions or not GRAPH_OPTIONS.isdisjoint(options):
        return
    for value in values:
        if isinstance(value, Object) and remembers(t, value):
            shown = None
            if isinstance(node, tree.Call):
                shown = next((a.value for a in node.args if _is_read_as(t, a.value, value)), None)
            if t.regions[-1].outlived_by(value.address.frame):
                note_change(t, value, node, shown, apart=raises)


def _is_read_as(t: Tracer, node: tree.Expr, value: Value) -> bool:
    """Whether a variable or attribute holds this very object."""
    if not isinstance(node, (tree.Name, tree.Attribute)):
        return False
    recording, t.recording = t.recording, False
    try:
        return t.evaluate(node) == value
    finally:
        t.recording = recording


def _is_own_method(t: Tracer, region: Region) -> bool:
    """Whether a method of a module is transformed, which NNX refuses at once."""
    return isinstance(region.function, BoundMethod) and remembers(t, region.function.receiver)


def _inside(t: Tracer, region: Region) -> list[Activation]:
    """The calls under way inside of a trace; the first one is that of the transformed function."""
    return [a for a in t.stack if a.frame.serial != region.start and not region.outlived_by(a.frame.serial)]


def _seen_from(
    t: Tracer,
    region: Region,
    inside: list[Activation],
    base: Object,
    change: tree.Node,
    held: tree.Expr | None,
) -> tuple[Place, str, bool]:
    """Where the transformed function changes the object, by what name, and whether that is the function itself."""
    if isinstance(region.function, Object):
        return region.transform.applied_at, "", True
    if len(inside) < 2:
        return t.place(change.at), "" if held is None else t.text(held), False
    called = inside[1]
    return called.call.place, _name_in(t, called, base) or ("" if held is None else t.text(held)), False


def _name_in(t: Tracer, called: Activation, base: Object) -> str:
    """What the caller of a function calls the object that leads to a changed one."""
    node = called.call.call
    if node is None:
        return ""
    for position, value in enumerate(called.args.positional):
        if base.address not in reached(t, [value]):
            continue
        shown = called.args.nodes[position] if position < len(called.args.nodes) else None
        if shown is None and isinstance(called.callee, Object):
            shown = node.func
        elif shown is None and isinstance(node.func, tree.Attribute):
            shown = node.func.value
        return "" if shown is None else t.text(shown)
    return ""
