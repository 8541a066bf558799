"""What a block binds, and which expressions may give the memory of an array under another name."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache

from jaxlint.program import tree
from jaxlint.records import dataclass

VIEW_METHODS = frozenset({"reshape", "ravel", "transpose", "swapaxes", "squeeze", "view", "diagonal"})
VIEW_FUNCTIONS = VIEW_METHODS | {
    "asarray",
    "atleast_1d",
    "atleast_2d",
    "broadcast_to",
    "moveaxis",
    "rollaxis",
}
"""Functions whose result is a view of their argument in NumPy, or the argument itself."""
VIEW_ATTRIBUTES = frozenset({"T", "mT", "real", "imag", "flat"})
FACTS = frozenset({"shape", "dtype", "ndim", "size", "itemsize", "nbytes", "at", "sharding", "device"})
"""Attributes of an array that share no memory with it."""
ITERATORS = frozenset({"zip", "enumerate", "reversed", "iter", "list", "tuple"})
_BUILTINS = frozenset(dir(builtins))


def nodes(roots: Iterable[object]) -> Iterator[tree.Node]:
    """Every node at and below these, in nested functions as well."""
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, tree.Node):
            yield node
            waiting.extend(tree.parts_of(node))


@dataclass(frozen=True)
class Binding:
    """Targets that one expression is bound to. A loop binds an item of its iterable."""

    at: int
    targets: tuple[tree.Expr, ...]
    value: tree.Expr

    @cached_property
    def bound(self) -> frozenset[str]:
        """The names that it binds, alone or in an unpacking."""
        return frozenset(node.id for target in self.targets for node in bound_names(target))

    @cached_property
    def same(self) -> frozenset[str]:
        """Names that stand for one object afterwards."""
        names = {target.id for target in self.targets if isinstance(target, tree.Name)}
        if not isinstance(self.value, (tree.Sequence, tree.Mapping)):
            names |= parts(self.value)
        return frozenset(names)

    @cached_property
    def sources(self) -> frozenset[str]:
        """Names whose arrays, or views of them, the value may be."""
        return frozenset(_sources(self.value, scalar=False))

    @cached_property
    def sources_of_vectors(self) -> frozenset[str]:
        """Those of `sources` that remain where items are numbers."""
        return frozenset(_sources(self.value, scalar=True))

    @cached_property
    def handed_over(self) -> frozenset[str]:
        """Names that are passed to functions that may be the program's own."""
        return frozenset(_handed_over(self.value))


@lru_cache(maxsize=8)
def bindings_of(block: tuple[tree.Stmt, ...]) -> tuple[Binding, ...]:
    """Every binding in a block, those of nested functions among them."""
    found: list[Binding] = []
    for node in nodes(block):
        match node:
            case tree.Assign(at=at, targets=targets, value=value):
                found.append(Binding(at, targets, value))
            case (
                tree.AnnAssign(at=at, target=target, value=tree.Expr() as value)
                | tree.Walrus(at=at, target=target, value=value)
            ):
                found.append(Binding(at, (target,), value))
            case (
                tree.For(at=at, target=target, iterable=value)
                | tree.Generator(at=at, target=target, iterable=value)
            ):
                item = tree.Subscript(value.at, value, tree.Constant(value.at, 0))
                found.append(Binding(at, (target,), item))
            case tree.WithItem(at=at, target=tree.Expr() as target, context=value):
                found.append(Binding(at, (target,), value))
    return tuple(found)


def bound_names(target: tree.Expr) -> Iterator[tree.Name]:
    match target:
        case tree.Name():
            yield target
        case tree.Sequence(elements=elements):
            for element in elements:
                yield from bound_names(element)
        case tree.Starred(value=value):
            yield from bound_names(value)


def is_unpacking(target: tree.Expr) -> bool:
    return isinstance(target, tree.Sequence) and all(
        isinstance(element, (tree.Name, tree.Starred)) or is_unpacking(element) for element in target.elements
    )


def parts(value: tree.Expr) -> set[str]:
    """Names whose very objects an expression hands on, alone or in a display."""
    match value:
        case tree.Name(id=name):
            return {name}
        case tree.Sequence(elements=elements):
            return {name for element in elements for name in parts(element)}
        case tree.Mapping(items=items):
            return {name for _, item in items for name in parts(item)}
        case tree.Conditional(body=body, orelse=orelse):
            return parts(body) | parts(orelse)
        case tree.Boolean(left=left, right=right):
            return parts(left) | parts(right)
        case tree.Walrus(value=inner) | tree.Starred(value=inner):
            return parts(inner)
    return set()


def _sources(value: tree.Expr, scalar: bool) -> set[str]:
    """Names of the arrays whose memory an expression may give: the arrays themselves, and views in NumPy."""
    match value:
        case tree.Subscript(value=base, index=index):
            item = scalar and not isinstance(index, (tree.Slice, tree.Sequence, tree.Constant))
            number = scalar and isinstance(index, tree.Constant) and isinstance(index.value, int)
            return set() if item or number else _sources(base, scalar=False)
        case tree.Attribute(value=base, attr=attr):
            return set() if attr in FACTS else _sources(base, scalar=False)
        case tree.Call(func=tree.Attribute(value=base, attr=attr), args=args) if attr in VIEW_FUNCTIONS:
            first = _sources(args[0].value, scalar=False) if args else set()
            return first | (_sources(base, scalar=False) if attr in VIEW_METHODS else set())
        case tree.Call(func=tree.Name(id=name), args=args) if name in VIEW_FUNCTIONS | ITERATORS:
            return {n for arg in args for n in _sources(arg.value, scalar=False)}
        case tree.Conditional(body=body, orelse=orelse):
            return _sources(body, scalar) | _sources(orelse, scalar)
        case tree.Boolean(left=left, right=right):
            return _sources(left, scalar) | _sources(right, scalar)
    found = parts(value)
    match value:
        case tree.Sequence(elements=elements):
            found = found | {n for element in elements for n in _sources(element, scalar)}
        case tree.Walrus(value=inner) | tree.Starred(value=inner):
            found = found | _sources(inner, scalar)
    return found


def _handed_over(value: tree.Expr) -> set[str]:
    """Names that an expression passes to functions that may be the program's own."""
    return {
        name
        for node in nodes((value,))
        if isinstance(node, tree.Call) and _may_be_own(node.func)
        for argument in node.args
        for name in _sources(argument.value, scalar=False)
    }


def _may_be_own(func: tree.Expr) -> bool:
    match func:
        case tree.Name(id=name):
            return name not in _BUILTINS
        case tree.Attribute(value=tree.Name(id="self" | "cls")):
            return True
    return False


def is_from_outside(value: tree.Expr) -> bool:
    """Whether an array comes out of an object: `self.buffer`, a view of it."""
    match value:
        case tree.Attribute(value=base, attr=attr):
            return attr not in VIEW_ATTRIBUTES or is_from_outside(base)
        case tree.Subscript(value=base):
            return is_from_outside(base)
    return False
