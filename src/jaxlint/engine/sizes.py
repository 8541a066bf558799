"""Whether a statement could make an array of a known shape: without that, no two shapes disagree for sure."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from jaxlint.signatures.list_operands import WORDS as LIST_WORDS
from jaxlint.syntax.walking import walk

STATIC_SHAPES = frozenset(
    """
    zeros ones full empty eye arange linspace normal uniform randint array asarray asarray reshape bernoulli
    truncated_normal one_hot identity ones_like zeros_like Float Int Shaped Num Inexact
    """.split()
)
"""Words from which a shape may come to be known."""

ANNOTATIONS = frozenset({"Float", "Int", "Shaped", "Num", "Inexact"})


def states_sizes(statement: ast.stmt, renamed: Mapping[str, str]) -> bool:
    """Whether some array is made from sizes or elements that are not merely those of parameters."""
    parameters = _parameters(statement)
    for node in walk(statement):
        if isinstance(node, ast.Call):
            if _last(node.func, renamed) in STATIC_SHAPES:
                values = [*node.args, *[word.value for word in node.keywords]]
                if any(_states(value, parameters) for value in values):
                    return True
        elif isinstance(node, ast.Subscript) and _last(node.value, renamed) in ANNOTATIONS:
            return True
    return False


def lists_of(statements: Iterable[ast.stmt]) -> set[str]:
    """Variables that statements of a module bind to lists."""
    return {
        statement.targets[0].id
        for statement in statements
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, (ast.List, ast.ListComp))
        and isinstance(statement.targets[0], ast.Name)
    }


def hands_lists(statement: ast.stmt, known: AbstractSet[str]) -> bool:
    """Whether a list is written where an array may be wanted: as an argument, or for a variable that is one."""
    lists = set(known)
    handed: set[str] = set()
    for node in walk(statement):
        if isinstance(node, ast.Call):
            if _last(node.func, {}) in LIST_WORDS:
                if any(isinstance(arg, (ast.List, ast.ListComp)) for arg in node.args):
                    return True
                handed |= {arg.id for arg in node.args if isinstance(arg, ast.Name)}
        elif isinstance(node, ast.Assign) and isinstance(node.value, (ast.List, ast.ListComp)):
            if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                lists.add(node.targets[0].id)
    return not lists.isdisjoint(handed)


def _last(node: ast.expr, renamed: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return renamed.get(node.id, node.id)
    return node.attr if isinstance(node, ast.Attribute) else None


def _states(value: ast.expr, parameters: set[str]) -> bool:
    for node in walk(value):
        match node:
            case ast.Constant(value=int() | float() as number) if number > 1:
                return True
            case ast.List(elts=[_, _, *_]):
                return True
            case ast.Name(id=name) if name not in parameters:
                return True
    return False


def _parameters(statement: ast.stmt) -> set[str]:
    """Parameters of a function."""
    if not isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return set()
    args = statement.args
    return {a.arg for a in (*args.posonlyargs, *args.args, *args.kwonlyargs)}
