"""Where random keys may be used twice: statements with calls that use them up, and those that make such calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from jaxlint.program.module import Module
from jaxlint.signatures.distribution_rows import DRAWS, PACKAGE
from jaxlint.signatures.keys import KEY_CONSUMERS
from jaxlint.syntax.walking import walk

RANDOM = "jax.random"
DRAWING = frozenset(name.rpartition(".")[2] for name in KEY_CONSUMERS) | DRAWS


def drawing_names(module: Module) -> tuple[frozenset[str], frozenset[str]]:
    """Names that stand in a module for `jax.random` and distributions (or lead to them), and for functions that
    consume keys.
    """
    homes, functions = set(), set()
    for record in module.index.imports:
        full = f"{record.module}.{record.name}" if record.name else record.module
        bound = record.asname or (record.name or record.module).partition(".")[0]
        if record.level:
            continue
        if (
            full == "jax"
            or full == RANDOM
            or (full.startswith("jax.") and not record.name and not record.asname)
            or full.startswith(PACKAGE)
            or full == PACKAGE.partition(".")[0]
        ):
            homes.add(bound)
        elif record.module == RANDOM and record.name in DRAWING:
            functions.add(bound)
    return frozenset(homes), frozenset(functions)


def draws(
    names: AbstractSet[str], attributes: AbstractSet[str], drawing: tuple[frozenset[str], frozenset[str]]
) -> bool:
    """Whether a statement that mentions these may use up a key."""
    homes, functions = drawing
    return bool(names & functions or (names & homes and attributes & DRAWING))


def calls_twice(node: ast.stmt, names: AbstractSet[str]) -> bool:
    """Whether a statement calls one of these more than once, or in a loop, or with one variable for two parameters."""
    found = 0
    for part in walk(node):
        if isinstance(part, (ast.For, ast.While, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)):
            found += any(_calls(part, names))
        elif isinstance(part, ast.Call) and _last(part.func) in names:
            given = [
                value.id
                for value in (*part.args, *(k.value for k in part.keywords))
                if isinstance(value, ast.Name)
            ]
            found += 2 if len(set(given)) < len(given) else 1
        if found > 1:
            return True
    return False


def gives_seed(node: ast.stmt, names: AbstractSet[str]) -> bool:
    """Whether a statement calls one of these with a seed, or a generator of NumPy."""
    return any(
        isinstance(part, ast.Call)
        and _last(part.func) in names
        and any(_is_seed(value) for value in (*part.args, *(k.value for k in part.keywords)))
        for part in walk(node)
    )


def _is_seed(node: ast.expr) -> bool:
    name = _last(node.func if isinstance(node, ast.Call) else node) or ""
    return (
        "seed" in name.lower() if not isinstance(node, ast.Call) else name in ("default_rng", "RandomState")
    )


def _calls(node: ast.AST, names: AbstractSet[str]) -> Iterator[bool]:
    for part in walk(node):
        if isinstance(part, ast.Call) and _last(part.func) in names:
            yield True


def _last(function: ast.expr) -> str | None:
    if isinstance(function, ast.Name):
        return function.id
    return function.attr if isinstance(function, ast.Attribute) else None
