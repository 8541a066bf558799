"""What the names and classes of a module stand for, by its imports and its text."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from jaxlint.program.bindings import Bindings, module_scope
from jaxlint.program.module import Module
from jaxlint.signatures.framework_changes import FROZEN_WHEN_CALLED
from jaxlint.syntax.walking import children

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


class Names:
    """What names of a module stand for."""

    def __init__(self, module: Module) -> None:
        self._scope: Bindings = module_scope(module)
        self._classes = {
            s.node.name: s.node for s in module.index.statements if isinstance(s.node, ast.ClassDef)
        }

    def meaning(self, node: ast.expr) -> str:
        """The dotted name that an expression stands for by the imports of the module; empty if by none."""
        return self._scope.dotted(node) or ""

    def base(self, node: ast.ClassDef, depth: int = 4) -> str:
        """The class of a framework that a class is derived from, by way of classes of the module."""
        for base in node.bases:
            found = self.meaning(base)
            if found in FROZEN_WHEN_CALLED:
                return found
            own = self._classes.get(base.id) if isinstance(base, ast.Name) else None
            if own is not None and own is not node and depth and (found := self.base(own, depth - 1)):
                return found
        return ""


def own_nodes(body: list[ast.stmt] | list[ast.expr]) -> Iterator[ast.AST]:
    """The nodes of a body, without those of functions and classes in it."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, (_Function, ast.ClassDef)):
            yield node
            waiting += children(node)


def is_part_of(node: ast.expr, name: str) -> bool:
    """Whether a node is an attribute of the variable itself: `self.h`."""
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name


def targets_of(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.Assign(targets=targets):
            return [part for target in targets for part in _flat(target)]
        case ast.AugAssign(target=target):
            return [target]
        case ast.AnnAssign(target=target, value=ast.expr()):
            return [target]
    return []


def _flat(target: ast.expr) -> list[ast.expr]:
    if isinstance(target, (ast.Tuple, ast.List)):
        return [part for item in target.elts for part in _flat(item)]
    return [target]
