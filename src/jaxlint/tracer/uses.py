"""Whether a function still uses what one of its statements has changed, as its text tells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jaxlint.program import tree
from jaxlint.program.render import render

UNDOING = frozenset("pop remove clear discard popleft".split())


def nodes(roots: object) -> Iterator[tree.Node]:
    """Every node at and below these, in nested functions as well."""
    waiting = [roots]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, tree.Node):
            yield node
            if isinstance(node, tree.Function):
                waiting.append((node.parameters, node.body))
            else:
                waiting.extend(tree.parts_of(node))


def mentions(node: tree.Expr) -> Iterator[str]:
    """The words of a place: `self`, `stats` and `calls` of `self.stats["calls"]`."""
    match node:
        case tree.Name(id=word):
            yield word
        case tree.Attribute(value=value, attr=word):
            yield from mentions(value)
            yield word
        case tree.Subscript(value=value, index=index):
            yield from mentions(value)
            if isinstance(index, tree.Constant) and isinstance(index.value, str):
                yield index.value
        case tree.Call(func=tree.Attribute(value=value)):
            yield from mentions(value)


def is_undone(function: tree.Function, changed: tree.Expr, statement: tree.Stmt) -> bool:
    """Whether the function takes a change back: in a `finally`, by `pop`, or by another store."""
    text = render(changed)
    for node in _all_nodes(function):
        match node:
            case tree.Try(final=final) if final:
                if any(isinstance(part, tree.Expr) and render(part) == text for part in nodes(final)):
                    return True
            case tree.Call(func=tree.Attribute(value=base, attr=method)) if method in UNDOING:
                if render(base) == text:
                    return True
            case tree.Assign(targets=targets) if node is not statement:
                if any(render(target) == text for target in targets):
                    return True
    return False


def is_popped(code: tree.Node, changed: tree.Expr) -> bool:
    """Whether code takes the last item off what another part of it appends to: `stack.pop()`."""
    text = render(changed)
    return any(
        isinstance(node, tree.Call)
        and isinstance(node.func, tree.Attribute)
        and node.func.attr == "pop"
        and not node.args
        and render(node.func.value) == text
        for node in nodes(code)
    )


def is_read_later(
    function: tree.Function, statement: tree.Stmt, names: frozenset[str], change: tree.Expr
) -> bool:
    """Whether the function uses one of these variables after the statement, other than to change it further."""
    # What an assignment computes its value from is read before it stores.
    own_part = change if isinstance(change, tree.Call) else statement
    own = {id(node) for node in nodes(own_part)}
    last = max((node.at for node in nodes(own_part)), default=statement.at)
    key = _constant_key(change)
    ignored = _stores(function) | own
    again: set[int] = set()
    inner: set[int] = set()
    called: set[int] = set()
    for node in _all_nodes(function):
        if isinstance(node, (tree.For, tree.While)):
            body = {id(part) for part in nodes(node.body)}
            again |= body if id(statement) in body else set()
        elif isinstance(node, tree.Function):
            inner |= {id(part) for part in nodes(node.body)}
        elif isinstance(node, tree.Call) and isinstance(node.func, tree.Attribute):
            called.add(id(node.func))
        elif isinstance(node, (tree.Subscript, tree.Attribute)) and isinstance(node.value, tree.Name):
            # Another entry than the one that was stored; a method may read them all.
            other = _constant_key(node)
            if key is not None and other is not None and other != key and id(node) not in called:
                ignored.add(id(node.value))
    return any(
        isinstance(node, tree.Name)
        and node.id in names
        and id(node) not in ignored
        and (node.at > last or id(node) in again or id(node) in inner)
        for node in _all_nodes(function)
    )


@lru_cache(maxsize=256)
def _all_nodes(function: tree.Function) -> tuple[tree.Node, ...]:
    return tuple(nodes(function.body))


def _constant_key(place: tree.Expr) -> tuple[str, object] | None:
    """The entry of a variable that a target or expression names: `x["a"]`, `x.a`."""
    match place:
        case tree.Subscript(value=tree.Name(), index=tree.Constant(value=key)):
            return "item", key
        case tree.Attribute(value=tree.Name(), attr=name):
            return "attribute", name
    return None


def _stores(function: tree.Function) -> set[int]:
    """Names that stand where something is stored into or changed by a method."""
    found: set[int] = set()
    for node in _all_nodes(function):
        targets: tuple[tree.Expr, ...] = ()
        match node:
            case tree.Assign(targets=several) | tree.Delete(targets=several):
                targets = several
            case tree.AugAssign(target=one) | tree.AnnAssign(target=one):
                targets = (one,)
            case tree.ExprStmt(value=tree.Call(func=tree.Attribute(value=base))):
                targets = (base,) if isinstance(base, tree.Name) else ()
        for target in targets:
            while isinstance(target, (tree.Subscript, tree.Attribute)):
                target = target.value
            if isinstance(target, tree.Name):
                found.add(id(target))
    return found
