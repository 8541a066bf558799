"""What a call of a jitted function hands over: static arguments need a hash, all others must be trees of arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    ClassValue,
    External,
    FunctionValue,
    Object,
    PartialValue,
    Transformed,
    Value,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.classes import HASHED_BY_LEAVES, MODULE_BASES
from jaxlint.signatures.framework_rows import CALL
from jaxlint.signatures.transforms import TransformRow, hashes_statics, refuses_objects
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.callees import function_name, parameter_names, underlying
from jaxlint.tracer.classes import ancestry, foreign_bases
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.leaves import Refused, is_no_tree, not_an_array, unhashable
from jaxlint.tracer.state import Contents


@dataclass(frozen=True, slots=True)
class RefusedArgument(Event):
    """JAX raises at a call, before the function is traced. `place` is the call, or where the receiver of a method
    is at fault, where the method is transformed.
    """

    refused: Refused
    parameter: str
    """The parameter that gets it; empty where it has no name."""
    function: str
    transform: str
    applied_at: Place
    definition: tree.Function | None
    """The traced function, where it is the program's."""
    node: tree.Expr | None
    """The argument as written."""
    call: tree.Node


@dataclass(frozen=True, slots=True)
class UnhashableStatic(RefusedArgument):
    """A static argument without a hash: ValueError."""


@dataclass(frozen=True, slots=True)
class NonArrayArgument(RefusedArgument):
    """An argument that is traced, and holds something that is no array: TypeError."""

    filtered: bool
    """It is a module of Equinox, whose transformations leave such parts alone."""


@dataclass(frozen=True, slots=True)
class JittedMethod(RefusedArgument):
    """A method is transformed in the class body, and its receiver is traced with the other arguments: TypeError."""

    owner: str
    is_class: bool
    """The receiver is the class itself: a classmethod."""
    hashable: bool
    """It may be a static argument."""
    is_module: bool
    """A module of Linen or Haiku, whose libraries have transformations of their own."""


def check_arguments(
    t: Tracer,
    value: Transformed,
    row: TransformRow,
    args: CallArguments,
    node: tree.Node,
    static: Callable[[int, str], bool],
) -> None:
    """Report the arguments of one call that JAX refuses."""
    if value.transform.statics_unknown or t.jit_disabled:
        return
    hashes, refuses = hashes_statics(row.name), refuses_objects(row.name)
    if not hashes and not refuses:
        return
    names = parameter_names(t, value.function)
    for position, name, given, shown in arguments(args, names):
        is_static = static(position, name)
        refused = None
        if is_static and hashes:
            refused = unhashable(t, given)
        elif not is_static and refuses:
            refused = not_an_array(t, given)
        if refused is None:
            continue
        _report(t, value, refused, is_static, position, name, given, shown, node)
        return


def arguments(args: CallArguments, names: list[str]) -> Iterator[tuple[int, str, Value, tree.Expr | None]]:
    """Position (-1: by keyword), name, value and expression of each argument of a call."""
    for position, given in enumerate(args.positional):
        name = names[position] if position < len(names) else ""
        shown = args.nodes[position] if position < len(args.nodes) else None
        yield position, name, given, shown
    nodes = dict(args.keyword_nodes)
    for name, given in args.keywords:
        yield -1, name, given, nodes.get(name)


def _report(
    t: Tracer,
    value: Transformed,
    refused: Refused,
    is_static: bool,
    position: int,
    name: str,
    given: Value,
    shown: tree.Expr | None,
    node: tree.Node,
) -> None:
    certain = refused.certain and not t.doubt
    if t.expects("ValueError" if is_static else "TypeError", "Exception"):
        t.escaped = certain
        return
    found = underlying(value.function)[0]
    definition = None if found is None else t.functions[found.place][0]
    owner = _owner(t, value.function, given) if position == 0 else None
    if owner is not None:
        certain = certain and _is_closed(t, owner)
    elif t.entering_root:
        return
    applied, function = value.transform.applied_at, function_name(t, value.function)
    place = t.place(node.at) if owner is None else applied
    what = refused, name, function, value.transform.name, applied, definition, shown, node
    if is_static:
        t.record(UnhashableStatic(place, t.context(), certain, *what))
    elif owner is None or (refused.path and filters(t, given)):
        t.record(NonArrayArgument(place, t.context(), certain, *what, filters(t, given)))
    elif not refused.path:
        is_module = bool(foreign_bases(t, owner) & MODULE_BASES)
        hashable = not is_module and unhashable(t, given) is None
        more = function_name(t, owner), isinstance(given, ClassValue), hashable, is_module
        t.record(JittedMethod(place, t.context(), certain, *what, *more))


def filters(t: Tracer, value: Value) -> bool:
    """Whether a value is a module of Equinox."""
    match value:
        case PartialValue(function=External(name)):
            return name.startswith("equinox.nn.") and name.endswith(CALL)
        case Object():
            contents = t.contents(value)
            owner = None if contents is None else contents.class_value
            return isinstance(owner, ClassValue) and bool(foreign_bases(t, owner) & HASHED_BY_LEAVES)
    return False


def _owner(t: Tracer, function: Value, receiver: Value) -> ClassValue | None:
    """The class of the receiver that a method gets which was transformed in the class body."""
    while isinstance(function, Transformed):
        function = function.function
    if not isinstance(function, FunctionValue) or function.owner is None:
        return None
    contents: Contents | None = t.contents(receiver) if isinstance(receiver, Object) else None
    cls = receiver if isinstance(receiver, ClassValue) else None if contents is None else contents.class_value
    if not isinstance(cls, ClassValue):
        return None
    return cls if any(info.value.place == function.owner for info in ancestry(t, cls)) else None


def _is_closed(t: Tracer, cls: ClassValue) -> bool:
    """Whether an instance may be taken for one of this class itself: it is not abstract, and no class in view that
    derives from it is a pytree.
    """
    if foreign_bases(t, cls) & {"abc.ABC", "typing.Protocol", "typing_extensions.Protocol"}:
        return False
    derived = (other for other in t.classes if other != cls and cls in {i.value for i in ancestry(t, other)})
    return all(is_no_tree(t, other) for other in derived)
