"""Runs of modules of Flax Linen and functions of Haiku, and the needs of what they call that the runs do not meet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from jaxlint.domain.origins import Place
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Const,
    External,
    FunctionValue,
    Host,
    Object,
    PartialValue,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.classes import SET_UP_BASES
from jaxlint.signatures.framework_needs import (
    DRAWING,
    HAIKU,
    LAYER_NEEDS,
    LINEN,
    REFUSES,
    SPARE_KEY,
    STATEFUL,
    LayerNeed,
)
from jaxlint.signatures.framework_rows import LAYERS
from jaxlint.tracer.applied import Applied, Lack, UnmetNeed
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import handles
from jaxlint.tracer.classes import foreign_bases
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.jit_arguments import JittedMethod
from jaxlint.tracer.library import HANDLERS, Handler, apply_row
from jaxlint.tracer.state import Kind

VARIABLE = External("flax.linen.Variable")
NOTHING: frozenset[str] = frozenset()


@contextmanager
def running(
    t: Tracer,
    framework: str,
    node: tree.Node,
    collections: frozenset[str] | None,
    keys: frozenset[str] | None,
    *,
    initialises: bool = False,
) -> Iterator[None]:
    """While a module or function runs on its variables."""
    place = t.place(node.at)
    t.applied.append(Applied(place, framework, initialises, collections, keys, len(t.regions)))
    try:
        yield
    finally:
        t.applied.pop()


def names_in(t: Tracer, value: Value | None) -> frozenset[str] | None:
    """The names that a string, a list or a dict gives; None where they are not all known."""
    match value:
        case None | Const(None | False):
            return NOTHING
        case Const(str() as name):
            return frozenset({name})
        case TupleValue(items=items):
            return _all(list(items))
        case Object():
            contents = t.contents(value)
            if contents is None or not contents.complete or contents.shared or contents.maybe:
                return None
            if contents.kind is Kind.DICT:
                return _all([key for key in contents.items if isinstance(key, Const)])
            if contents.kind in (Kind.LIST, Kind.SET):
                return _all([slot.value for slot in contents.items.values()])
    return None


def _all(items: list[Value]) -> frozenset[str] | None:
    names = [item.value for item in items if isinstance(item, Const) and isinstance(item.value, str)]
    return frozenset(names) if len(names) == len(items) else None


def _run(t: Tracer, framework: str) -> Applied | None:
    """The run under way, if it is one of this framework."""
    found = t.applied[-1] if t.applied else None
    return found if found is not None and found.framework == framework else None


def _record(t: Tracer, lack: Lack, place: Place, framework: str, name: str, around: Place | None) -> None:
    raises = REFUSES.get((framework, lack.value))
    short = (raises or "").rpartition(".")[2]
    if not t.expects(short, "FlaxError", "Exception"):
        t.record(UnmetNeed(place, t.context(), not t.doubt, lack, framework, name, around, raises))


def _lacks(t: Tracer, lack: Lack, node: tree.Node, name: str, applied: Applied) -> None:
    _record(t, lack, t.place(node.at), applied.framework, name, applied.place)


# Layers


def _layer(name: str, need: LayerNeed) -> Handler:
    """Calling a layer that changes variables, or draws."""
    framework = name.rpartition(".")[0]

    def run(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        flag = _flag(need, args)
        applied = _run(t, framework)
        if framework == LINEN:
            _note_unbound(t, name, node)
        if flag is None:
            _record(t, Lack.FLAG, t.place(node.at), framework, need.flag or "", None)
        elif applied is not None and flag == Const(False):
            _check_layer(t, need, args, node, applied)
        return apply_row(t, f"{name}.__call__", args, node)

    return run


def _flag(need: LayerNeed, args: CallArguments) -> Value | None:
    """The flag of a layer, however it is given; None where it is not."""
    if need.flag is None:
        return Const(False)
    found = args.keyword(need.flag)
    if found is not None or args.more_keywords or args.more:
        return found if found is not None and found != NONE else UNKNOWN
    named = {name for name, _ in args.keywords}
    expected = 1 + sum(name not in named for name in need.leading)
    flags = [value for value in args.positional if isinstance(value, Const) and isinstance(value.value, bool)]
    if len(args.positional) <= expected:
        return None
    return flags[0] if len(flags) == 1 else UNKNOWN


def _check_layer(t: Tracer, need: LayerNeed, args: CallArguments, node: tree.Node, applied: Applied) -> None:
    if need.collection is not None and not applied.initialises and not applied.keeps(need.collection):
        _lacks(t, Lack.STATE, node, need.collection, applied)
    if need.key is None or args.keyword("rng") is not None or args.more_keywords:
        return
    strength = args.keyword(need.strength or "") or (args.positional[0] if args.positional else UNKNOWN)
    known = isinstance(strength, Const) and isinstance(strength.value, (int, float))
    key = args.keyword(need.key_option or "") or Const(need.key)
    if known and strength not in _EXTREMES and isinstance(key, Const):
        _check_key(t, str(key.value), node, applied)


_EXTREMES = (Const(0), Const(0.0), Const(1), Const(1.0))


def _check_key(t: Tracer, name: str, node: tree.Node, applied: Applied) -> None:
    if not applied.has_key(name, SPARE_KEY):
        _lacks(t, Lack.KEY, node, name, applied)


for _name in LAYERS:
    if _name in LAYER_NEEDS or _name.startswith(LINEN):
        HANDLERS[f"{_name}.__call__"] = _layer(_name, LAYER_NEEDS.get(_name, LayerNeed()))


# Flax Linen


@handles("flax.linen.Module.make_rng")
def make_rng(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    name = args.get(1, "name") or Const(SPARE_KEY)
    applied = _run(t, LINEN)
    if applied is not None and isinstance(name, Const):
        _check_key(t, str(name.value), node, applied)
    return apply_row(t, "flax.linen.Module.make_rng", args, node)


@handles("flax.linen.Module.put_variable")
def put_variable(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    _check_collection(t, args.get(1, "col"), node)
    return NONE


@handles("flax.linen.Module.variable")
def variable(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`self.variable("state", "n", init)`: what takes stores to `.value`."""
    init = args.get(3, "init_fn")
    if isinstance(init, FunctionValue):
        t.pending.pop(init, None)
    collection = args.get(1, "col")
    return PartialValue(VARIABLE, (collection,), ()) if isinstance(collection, Const) else UNKNOWN


def note_value_store(t: Tracer, base: PartialValue, target: tree.Attribute) -> None:
    """`counter.value = n` of a variable of Linen."""
    if base.function == VARIABLE and target.attr == "value":
        _check_collection(t, base.args[0], target)


def _check_collection(t: Tracer, collection: Value | None, node: tree.Node) -> None:
    applied = _run(t, LINEN)
    if applied is None or applied.initialises or not isinstance(collection, Const):
        return
    if not applied.keeps(str(collection.value)):
        _lacks(t, Lack.STATE, node, str(collection.value), applied)


@handles("flax.linen.Module.is_mutable_collection")
def is_mutable_collection(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    applied, asked = _run(t, LINEN), args.get(1, "col")
    if applied is not None and not applied.initialises and isinstance(asked, Const):
        if not applied.keeps(str(asked.value)):
            return Const(False)
    return Host("bool")


@handles("flax.linen.Module.has_rng")
def has_rng(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    applied, asked = _run(t, LINEN), args.get(1, "name")
    if applied is not None and isinstance(asked, Const) and not applied.has_key(str(asked.value)):
        return Const(False)
    return Host("bool")


@handles("flax.linen.Module.is_initializing")
def is_initializing(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    applied = _run(t, LINEN)
    return Host("bool") if applied is None else Const(applied.initialises)


# Haiku


def _stateful(name: str) -> Handler:
    def run(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        applied = _run(t, HAIKU)
        if applied is not None and not applied.keeps("state"):
            _lacks(t, Lack.STATE, node, "state", applied)
        return apply_row(t, name, args, node)

    return run


def _drawing(name: str) -> Handler:
    def run(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        applied = _run(t, HAIKU)
        if applied is not None and not applied.has_key("rng"):
            _lacks(t, Lack.KEY, node, "rng", applied)
        return apply_row(t, name, args, node)

    return run


for _name in STATEFUL:
    HANDLERS[_name] = _stateful(_name)
for _name in DRAWING:
    HANDLERS[_name] = _drawing(_name)


@handles("haiku.maybe_next_rng_key")
def maybe_next_rng_key(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    applied = _run(t, HAIKU)
    return UNKNOWN if applied is None or applied.has_key("rng") else NONE


@handles("haiku.running_init")
def running_init(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    applied = _run(t, HAIKU)
    return Host("bool") if applied is None else Const(applied.initialises)


# Outside of every run


def _is_alone(t: Tracer) -> bool:
    """Whether a module's top level runs, and nothing that runs modules is under way."""
    return (t.base is None or t.importing) and not t.applied


def _note_unbound(t: Tracer, name: str, node: tree.Node) -> None:
    """A layer of Linen is called: what calls the modules around it is at fault."""
    if not _is_alone(t):
        return
    place = t.place(node.at)
    for activation in reversed(t.stack):
        owner = activation.value.owner
        cls = None if owner is None else t.classes_by_place.get(owner)
        if cls is None or not foreign_bases(t, cls) & SET_UP_BASES:
            break
        place = activation.call.place
    _record(t, Lack.RUN, place, LINEN, name, None)


def note_made(t: Tracer, name: str, node: tree.Node) -> None:
    """A layer is made: under a transformation of JAX inside of the module, its parameters are tracers of that.
    Outside of every function only the text of the module tells.
    """
    framework = LINEN if name.startswith(LINEN) else name.partition(".")[0]
    if framework == HAIKU and t.stack and _is_alone(t):
        _record(t, Lack.RUN, t.place(node.at), HAIKU, name, None)
    applied = _run(t, framework)
    if applied is None or not applied.initialises:
        return
    for region in t.regions[applied.level :]:
        transform = region.transform
        if transform.name.startswith("jax.") and transform.regime is Regime.STAGED:
            if any(isinstance(e, JittedMethod) and e.applied_at == transform.applied_at for e in t.events):
                # The call has raised before.
                return
            _record(t, Lack.LIFTING, t.place(node.at), framework, transform.name, transform.applied_at)
            return
