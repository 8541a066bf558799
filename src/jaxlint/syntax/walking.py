"""Walks over an `ast` in the order of the standard library's, several times as quick.

`ast.walk` asks every node for every field through two generators, and half of what it finds are contexts (`Load`)
and strings. Contexts are left out here: read `ctx` of the node that has one.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

_WITHOUT_NODES = frozenset({"ctx", "id", "attr", "arg", "type_comment"})
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {ast.Constant: ()}


def children(node: ast.AST) -> list[ast.AST]:
    """The nodes right below, in the order of the text's grammar; contexts left out."""
    kind = node.__class__
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _FIELDS[kind] = tuple([name for name in kind._fields if name not in _WITHOUT_NODES])
    found: list[ast.AST] = []
    for name in fields:
        value = getattr(node, name, None)
        if value.__class__ is list:
            found += [item for item in value if isinstance(item, ast.AST)]
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all below, level by level; contexts left out."""
    found = [node]
    for one in found:
        yield one
        found += children(one)
