"""Which parameters a function's body uses as arrays, whatever the order of its statements.

An argument of a traced function may be any pytree; `x * 2.0`, `x.at[i]` or `jnp.sum(x)` say that it is an array.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from jaxlint.program import tree

METHODS = frozenset(
    """
    astype sum mean max min prod std var any all reshape ravel flatten transpose squeeze dot argmax argmin
    cumsum clip
    """.split()
)
"""Methods that arrays have and neither containers nor references of Pallas do; states have fields of these names."""

ATTRIBUTES = frozenset("at T mT astype reshape ravel".split())
"""Attributes that only arrays have."""

ARITHMETIC = frozenset("- / // ** @ %".split())
"""Operators that lists, tuples and dicts do not have."""


@lru_cache(maxsize=512)
def used_as_arrays(function: tree.Function) -> frozenset[str]:
    """Names of the parameters that are arrays, by the way in which the body uses them."""
    names = {p.name for p in function.parameters}
    found: set[str] = set()
    rebound: set[str] = set()
    for node in walk(function.body):
        match node:
            case tree.Attribute(value=tree.Name(id=name), attr=attr) if attr in ATTRIBUTES:
                found.add(name)
            case tree.Call(func=tree.Attribute(value=tree.Name(id=name), attr=attr)) if attr in METHODS:
                found.add(name)
            case tree.Binary(op=op, left=left, right=right):
                for side, other in ((left, right), (right, left)):
                    if isinstance(side, tree.Name) and (op in ARITHMETIC or _is_float(other)):
                        found.add(side.id)
            case tree.Unary(op="-", operand=tree.Name(id=name)):
                found.add(name)
            case tree.Assign(targets=targets):
                # What is true of the new value says nothing of the argument.
                rebound |= _bound_by(
                    *[t for t in targets if not isinstance(t, (tree.Subscript, tree.Attribute))]
                )
            case tree.For(target=target):
                rebound |= _bound_by(target)
    return frozenset((found & names) - rebound)


def _is_float(node: tree.Expr) -> bool:
    return isinstance(node, tree.Constant) and isinstance(node.value, float)


def _bound_by(*targets: tree.Expr) -> set[str]:
    return {node.id for node in walk(targets) if isinstance(node, tree.Name)}


def walk(nodes: tuple[tree.Node, ...]) -> Iterator[tree.Node]:
    """All nodes below, nested functions excluded."""
    waiting: list[object] = list(nodes)
    while waiting:
        node = waiting.pop()
        if type(node) is tuple:
            waiting += node
        elif isinstance(node, tree.Node) and not isinstance(node, (tree.Function, tree.ClassDef)):
            yield node
            waiting += tree.parts_of(node)
