"""Where a name is mentioned in a module, and which variable it means there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Frame:
    """A scope inside the module."""

    scope: tree.Scope
    is_class: bool = False


@dataclass(frozen=True, slots=True)
class Variable:
    """A name together with the scope that it belongs to; None is the module's own."""

    name: str
    home: int | None

    @property
    def is_global(self) -> bool:
        return self.home is None


@dataclass(frozen=True, slots=True)
class Mention:
    """A node, what it stands in (outermost first), and the scopes around it (outermost first)."""

    node: tree.Node
    parents: tuple[tree.Node, ...]
    frames: tuple[Frame, ...]

    def within(self, scope: tree.Scope) -> bool:
        """Whether it stands inside a scope."""
        return any(frame.scope is scope for frame in self.frames)

    def variable(self, name: str) -> Variable:
        """The variable that a name means here."""
        for number, frame in enumerate(reversed(self.frames)):
            if name in frame.scope.global_names:
                break
            if name in frame.scope.bound and (number == 0 or not frame.is_class):
                return Variable(name, id(frame.scope))
        return Variable(name, None)


def mentions(module: Module, name: str) -> list[Mention] | None:
    """Every node that has to do with a name: names, definitions, imports, declarations, handlers.

    None where a statement that mentions it cannot be read.
    """
    found: list[Mention] = []
    for entry in module.index.statements:
        if name in entry.names:
            statements = module.open(entry.number)
            if not statements:
                return None
            found += _by_name(statements).get(name, ())
    return found


@lru_cache(maxsize=8)
def _by_name(statements: tuple[tree.Stmt, ...]) -> dict[str, list[Mention]]:
    """What there is to do with each name: a file with many findings asks for the same statements many times."""
    found: dict[str, list[Mention]] = {}
    for one in everything(statements):
        for name in set(_names(one.node)):
            if name is not None:
                found.setdefault(name, []).append(one)
    return found


def _names(node: tree.Node) -> tuple[str | None, ...]:
    match node:
        case tree.Name(id=name) | tree.ClassDef(name=name) | tree.Parameter(name=name):
            return (name,)
        case tree.FunctionDef(function=tree.Function(name=name)):
            return (name,)
        case tree.Handler(name=bound):
            return (bound,)
        case tree.GlobalDecl(names=names) | tree.NonlocalDecl(names=names):
            return names
        case tree.ImportedName(name=name, asname=asname):
            return (asname or name.partition(".")[0],)
    return ()


def everything(roots: tuple[tree.Stmt, ...]) -> Iterator[Mention]:
    """Every node of a module's statements, with the scopes that Python gives it."""
    waiting = [Mention(root, (), ()) for root in reversed(roots)]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += reversed(list(_below(one)))


def _below(one: Mention) -> Iterator[Mention]:
    node, around = one.node, one.frames
    parents = (*one.parents, node)
    match node:
        case tree.FunctionDef(function=function, decorators=decorators):
            yield from _all(decorators, parents, around)
            yield from _function(function, parents, around)
        case tree.Lambda(function=function):
            yield from _function(function, parents, around)
        case tree.ClassDef(bases=bases, body=body, decorators=decorators, scope=scope):
            yield from _all((*decorators, *bases), parents, around)
            yield from _all(body, parents, (*around, Frame(scope, is_class=True)))
        case tree.Comprehension(scope=scope):
            yield from _all(_children(node), parents, (*around, Frame(scope)))
        case _:
            yield from _all(_children(node), parents, around)


def _function(
    function: tree.Function, parents: tuple[tree.Node, ...], around: tuple[Frame, ...]
) -> Iterator[Mention]:
    """Parameters are read outside, with their defaults and annotations; the body has a scope of its own."""
    outside = (*function.parameters, *(() if function.returns is None else (function.returns,)))
    yield from _all(outside, parents, around)
    yield from _all(function.body, parents, (*around, Frame(function.scope)))


def _all(
    nodes: tuple[object, ...], parents: tuple[tree.Node, ...], frames: tuple[Frame, ...]
) -> Iterator[Mention]:
    for node in nodes:
        if isinstance(node, tree.Node):
            yield Mention(node, parents, frames)
        elif isinstance(node, tuple):
            yield from _all(node, parents, frames)


def _children(node: tree.Node) -> tuple[object, ...]:
    return tuple(tree.parts_of(node))
