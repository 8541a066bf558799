"""Names of axes: which a transformation binds, and collectives that name one that none around them does."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.lattice import host_type
from jaxlint.domain.origins import Place
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import NONE, UNKNOWN, Array, Const, Host, Tracedness, TupleValue, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.array_facts import NUMBER_OF_NUMBER, REDUCES_AXIS
from jaxlint.signatures.signature import Arguments, Signature
from jaxlint.signatures.transforms import TransformRow, binds_axis, hides_axes, needs_axis, transform_row
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event


@dataclass(frozen=True, slots=True)
class UnboundAxis(Event):
    """A collective names an axis that no transformation around it binds: NameError."""

    call: tree.Call
    axis: str
    mapped: tuple[str, Place] | None
    """The innermost transformation around it that maps over an axis, and where it is applied."""
    bound: frozenset[str]
    """The names that are bound."""


def bound_axes(row: TransformRow, options: dict[str, Value], args: CallArguments) -> frozenset[str] | None:
    """Names of the axes that applying a transformation binds. `args` follow the function."""
    if hides_axes(row) or args.more or args.more_keywords or {"axis_env", "spmd_axis_name"} & options.keys():
        return None
    at = binds_axis(row)
    if at is None:
        return frozenset()
    given = options.get("axis_name") or (args.positional[at] if len(args.positional) > at else NONE)
    return frozenset() if given == NONE else axis_names(given)


def axis_names(value: Value) -> frozenset[str] | None:
    """The names in `"batch"` or `("batch", "model")`."""
    items = value.items if isinstance(value, TupleValue) else (value,)
    names = {item.value for item in items if isinstance(item, Const) and isinstance(item.value, str)}
    return frozenset(names) if len(names) == len(items) else None


def reduced(t: Tracer, name: str, leaf: Array) -> Array:
    """What is given to a collective, as its result depends on it: the axis may be all that traces it."""
    batched = any(region.transform.regime is Regime.BATCHED for region in t.regions[: leaf.level])
    if name not in REDUCES_AXIS or not batched or leaf.traced is Tracedness.NO:
        return leaf
    return replace(leaf, traced=Tracedness.POSSIBLE, level=leaf.level - 1)


def number_reduced(name: str, given: Const | Host) -> Value:
    """What a collective makes of a Python number: a number too, of the axis's size alone."""
    kind = given.type_name if isinstance(given, Host) else host_type(given)
    return Host(NUMBER_OF_NUMBER[name] or kind) if kind in ("int", "float") else UNKNOWN


def check_axis(t: Tracer, signature: Signature, arguments: Arguments, node: tree.Node) -> None:
    """Record a collective whose axis nobody binds. Certain where the execution begins in view: at the top level of a
    module, or in a function to which no caller could add an axis.
    """
    if not needs_axis(signature.name) or "axis_name" not in arguments or not isinstance(node, tree.Call):
        return
    names = axis_names(arguments["axis_name"])
    regions = [region.transform for region in t.regions]
    if (
        names is None
        or t.jit_disabled
        or any(one.axes is None or one.regime in (Regime.HOST, Regime.MAPPED) for one in regions)
    ):
        return
    bound = frozenset(name for one in regions for name in one.axes or ())
    missing = sorted(names - bound)
    mapping = [one for one in regions if _maps(one.name)]
    if not missing or not begins_in_view(t, bool(mapping)) or t.expects("NameError", "Exception"):
        return
    mapped = (mapping[-1].name, mapping[-1].applied_at) if mapping else None
    t.record(UnboundAxis(t.place(node.at), t.context(), not t.doubt, node, missing[0], mapped, bound))


def _maps(name: str) -> bool:
    row = transform_row(name)
    return row is not None and binds_axis(row) is not None


def begins_in_view(t: Tracer, mapped: bool) -> bool:
    """Whether no function that is not in view may be around what is running, and bind the axis there."""
    if t.base is None:
        return True
    if not t.stack or not t.regions:
        return False
    first = t.stack[0]
    if not mapped:
        # What takes nothing and begins a trace of its own is a script, not a step that somebody maps.
        outer = t.frames.get(first.frame.parent) if first.frame.parent is not None else None
        return not first.call.function.parameters and outer is not None and outer.function is None
    return first.frame.serial > t.regions[0].start or not first.call.function.parameters
