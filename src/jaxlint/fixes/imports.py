"""How a file spells a name of a library, and the import that it lacks."""

from __future__ import annotations

import ast
import builtins
import sys
from typing import NamedTuple

from jaxlint.fixes.names import Names, is_free
from jaxlint.program.module import Module
from jaxlint.syntax.index import StatementKind, TopLevel
from jaxlint.syntax.lines import character_column
from jaxlint.text.edits import Edit
from jaxlint.text.span import Span

USUAL_ALIASES = {"jax.numpy": "jnp", "numpy": "np"}
SUBMODULES = frozenset(
    {
        "jax.numpy",
        "jax.lax",
        "jax.random",
        "jax.debug",
        "jax.nn",
        "jax.tree",
        "jax.tree_util",
        "numpy.random",
        "numpy.linalg",
    }
)
"""Modules that importing their package makes readable from it (JAX 0.4 to 0.12, NumPy 1 and 2)."""
_BUILTINS = frozenset(dir(builtins))


class Spelling(NamedTuple):
    """A name as one place of a file may write it, and the edits that make it so."""

    text: str
    edits: tuple[Edit, ...] = ()


def spell(module: Module, name: str, at: int) -> Spelling | None:
    """How to write `name` (`jax.vmap`, `jax.numpy.add`) where the node `at` stands; None: no way is safe."""
    return spell_at(module, name, module.span_of(at))


def spell_at(module: Module, name: str, span: Span, alone: bool = False) -> Spelling | None:
    """How to write `name` at a place of a module; None: no way is safe.

    `alone`: an import of nothing but this name will do, if nothing else does.
    """
    names = Names(module, span)
    return (
        _as_imported(names, name)
        or _by_longer_import(module, names, name)
        or _by_new_import(module, names, name)
        or (_by_import_of_its_own(module, names, name) if alone else None)
    )


def _as_imported(names: Names, wanted: str) -> Spelling | None:
    """By an import that the file has: the one that leaves least to be written."""
    best: tuple[int, str] | None = None
    for bound, target in names.imported():
        rest = wanted[len(target) :]
        if wanted != target and not (wanted.startswith(f"{target}.") and _reachable(target, wanted)):
            continue
        if best is None or rest.count(".") < best[0]:
            best = rest.count("."), bound + rest
    return None if best is None else Spelling(best[1])


def _reachable(target: str, wanted: str) -> bool:
    """Whether what is between an imported module and a name is there without an import of its own."""
    module = wanted.rpartition(".")[0]
    while len(module) > len(target):
        if module not in SUBMODULES:
            return False
        module = module.rpartition(".")[0]
    return True


def _by_longer_import(module: Module, names: Names, wanted: str) -> Spelling | None:
    """By one name more in `from parent import ...`."""
    parent, _, leaf = wanted.rpartition(".")
    if wanted in USUAL_ALIASES or leaf in _BUILTINS or not is_free(module, leaf, wanted):
        return None
    for statement in _import_statements(module, names):
        node = statement.node
        if not isinstance(node, ast.ImportFrom) or node.module != parent or node.level:
            continue
        if node.names[0].name != "*" and not _takes(names, leaf):
            return Spelling(leaf, (_one_more(module, node, leaf),))
    return None


def _by_new_import(module: Module, names: Names, wanted: str) -> Spelling | None:
    """By an import of its own: of the module under its usual alias, else of the whole package."""
    for owner, alias in USUAL_ALIASES.items():
        if wanted != owner and not wanted.startswith(f"{owner}."):
            continue
        if is_free(module, alias, owner) and not _takes(names, alias):
            edit = _new_line(module, names, f"import {owner} as {alias}")
            return Spelling(alias + wanted[len(owner) :], (edit,))
    root = wanted.partition(".")[0]
    if is_free(module, root, root) and not _takes(names, root) and _reachable(root, wanted):
        return Spelling(wanted, (_new_line(module, names, f"import {root}"),))
    return None


def _by_import_of_its_own(module: Module, names: Names, wanted: str) -> Spelling | None:
    """By `from parent import name`, for what is in a module that no package makes readable."""
    parent, _, leaf = wanted.rpartition(".")
    if leaf in _BUILTINS or not is_free(module, leaf, wanted) or _takes(names, leaf):
        return None
    return Spelling(leaf, (_new_line(module, names, f"from {parent} import {leaf}"),))


def _takes(names: Names, name: str) -> bool:
    """Whether a scope inside the module keeps a new binding of the module from being seen."""
    return any(name in scope for scope in names.inner)


def _import_statements(module: Module, names: Names) -> list[TopLevel]:
    """The imports at the top of a module's body that have run when the position is reached."""
    return [
        statement
        for statement in module.index.statements
        if statement.kind is StatementKind.IMPORT and (names.in_function or statement.last_line < names.line)
    ]


def _one_more(module: Module, node: ast.ImportFrom, name: str) -> Edit:
    """`name` added to a `from` import: in its place if the names are sorted, else at the end."""
    present = [alias.name for alias in node.names]
    in_order = sorted(present, key=str.casefold) == present
    for alias in node.names:
        if in_order and alias.name.casefold() > name.casefold():
            indentation = _own_line(module, alias)
            column = _column(module, alias.lineno, alias.col_offset)
            separator = " " if indentation is None else f"{newline(module)}{indentation}"
            return Edit(Span(alias.lineno, column, alias.lineno, column), f"{name},{separator}")
    last = node.names[-1]
    line = last.end_lineno or last.lineno
    column = _column(module, line, last.end_col_offset or 0)
    indentation = _own_line(module, last)
    separator = " " if indentation is None else f"{newline(module)}{indentation}"
    return Edit(Span(line, column, line, column), f",{separator}{name}")


def _own_line(module: Module, alias: ast.alias) -> str | None:
    """The white space before a name that begins its line inside parentheses."""
    before = module.lines[alias.lineno - 1][: _column(module, alias.lineno, alias.col_offset)]
    joined = module.lines[alias.lineno - 2].rstrip("\r\n").endswith("\\")
    return before if not before.strip() and not joined else None


def _column(module: Module, line: int, byte_column: int) -> int:
    return character_column(module.lines[line - 1], byte_column)


def _new_line(module: Module, names: Names, text: str) -> Edit:
    """A line of its own: after the imports of the same library, else after the last of other libraries."""
    found = _import_statements(module, names)
    leading = [s for s in found if s.number < _first_definition(module)] or found[:1]
    root = text.split()[1].partition(".")[0]
    same = [s for s in leading if root in _roots(s.node)]
    others = [s for s in leading if not _is_relative(s.node) and "__future__" not in _roots(s.node)]
    if not same and root in sys.stdlib_module_names:
        standard = [s for s in others if _roots(s.node) <= sys.stdlib_module_names]
        if others and not standard:
            # Where the standard library has its own block, that block comes first.
            return line_below(module, others[0].first_line - 1, f"{text}{newline(module)}")
        same = standard
    chosen = same or others or leading
    if chosen:
        return line_below(module, _end_of_slice(module, chosen[-1]), text)
    return line_below(module, _end_of_head(module), text)


def _first_definition(module: Module) -> int:
    """The number of the first function or class: what is imported below serves what stands below."""
    kinds = (StatementKind.FUNCTION, StatementKind.CLASS)
    return next((s.number for s in module.index.statements if s.kind in kinds), len(module.index.statements))


def _roots(node: ast.stmt) -> set[str]:
    match node:
        case ast.Import(names=names):
            return {alias.name.partition(".")[0] for alias in names}
        case ast.ImportFrom(module=str() as name, level=0):
            return {name.partition(".")[0]}
    return set()


def _is_relative(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.level > 0


def _end_of_slice(module: Module, statement: TopLevel) -> int:
    """The last line of the statements that share lines with one."""
    return module.index.statements[module.index.groups[statement.group].stop - 1].last_line


def _end_of_head(module: Module) -> int:
    """The last line of the docstring, else of the comments that begin the file; 0 for none."""
    statements = module.index.statements
    match statements[0].node if statements else None:
        case ast.Expr(value=ast.Constant(value=str())):
            return _end_of_slice(module, statements[0])
    count = 0
    while count < len(module.lines) and module.lines[count].startswith("#"):
        count += 1
    return count


def line_below(module: Module, line: int, text: str) -> Edit:
    """The edit that inserts a line after another one."""
    end = newline(module)
    if line and not module.lines[line - 1].endswith(("\n", "\r")):
        column = len(module.lines[line - 1])
        return Edit(Span(line, column, line, column), f"{end}{text}")
    return Edit(Span(line + 1, 0, line + 1, 0), f"{text}{end}")


def newline(module: Module) -> str:
    """The line end that a file uses first."""
    for line in module.lines:
        for end in ("\r\n", "\n", "\r"):
            if line.endswith(end):
                return end
    return "\n"
