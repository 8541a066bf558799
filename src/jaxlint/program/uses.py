"""Where a file uses names of libraries, found in its `ast`: statements that no trace enters are read too."""

from __future__ import annotations

import ast
import enum
import math
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from jaxlint.program.bindings import Bindings, module_scope, scope_of
from jaxlint.program.module import Module
from jaxlint.records import dataclass
from jaxlint.syntax.index import StatementKind, TopLevel
from jaxlint.syntax.lines import character_column
from jaxlint.syntax.walking import children, walk
from jaxlint.text.span import Span

_GUARDING = re.compile(
    r"version|hasattr|find_spec|compat|legacy|availab|installed|type_checking|^_*(?:has|have|supports)_(?!aux)",
    re.IGNORECASE,
)
"""Names by which a program asks which JAX it runs on."""
_MISSING = frozenset(
    {"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "Exception", "BaseException"}
)
"""What is caught where a name may be missing."""
_WARNINGS = frozenset({"catch_warnings", "warns", "deprecated_call", "assertWarns", "simplefilter"})
_SUPPRESSING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex"})
_LEAVING = ast.Return | ast.Raise | ast.Continue | ast.Break


class Form(enum.Enum):
    """How a file comes to use a name."""

    ATTRIBUTE = "attribute"
    """`jnp.product`, or a call of a name that an import gave: what it stands for begins at the first word."""
    FROM = "from"
    """`from jax.numpy import product`."""
    IMPORT = "import"
    """`import jax.experimental.maps`."""


class Setting(NamedTuple):
    """What is around a use."""

    scopes: tuple[ast.AST, ...] = ()
    """Functions and comprehensions, innermost first."""
    own: ast.AST | None = None
    """A class, whose names the functions inside do not see."""
    in_function: bool = False
    guarded: bool = False
    """The program asks which JAX it runs on, or expects that the name is missing."""
    hushed: bool = False
    """The program deals with warnings here."""
    unread: bool = False
    """An annotation that Python does not evaluate."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name of a library."""

    name: str
    """In full, whatever the file calls it: `jax.numpy.product`."""
    form: Form
    known: int
    """How many parts of the name an import has given: 2 for `jnp.product` after `import jax.numpy as jnp`."""
    node: ast.expr | ast.alias
    statement: ast.stmt
    """The import statement, or the statement of the module in which the name stands."""
    setting: Setting
    call: ast.Call | None = None
    """The call whose function it is."""
    discarded: bool = False
    """The call is a statement: nothing takes its result."""

    def part(self, length: int) -> ast.expr | ast.alias:
        """The node that stands for the first `length` parts of the name."""
        node = self.node
        for _ in range(self.name.count(".") + 1 - length):
            if not isinstance(node, ast.Attribute):
                break
            node = node.value
        return node


def span_of(module: Module, node: ast.expr | ast.alias | ast.keyword | ast.stmt) -> Span:
    """Where a node of the `ast` stands."""
    last = node.end_lineno or node.lineno
    end = node.end_col_offset or 0
    return Span(
        node.lineno,
        character_column(module.lines[node.lineno - 1], node.col_offset),
        last,
        character_column(module.lines[last - 1], end),
    )


class Imported(NamedTuple):
    """What a file imports from another library, anywhere in it."""

    full: str
    """`jax.numpy` of `import jax.numpy as jnp`."""
    bound: str
    """`jnp`."""
    meaning: str
    """What the bound name stands for: the first part of `import jax.numpy`."""
    line: int


def imported_names(module: Module) -> Iterator[Imported]:
    """The imports of other libraries; `from m import *` is left out."""
    for record in module.index.imports:
        if record.level == 0 and record.name != "*":
            full = f"{record.module}.{record.name}" if record.name else record.module
            if record.name or record.asname:
                yield Imported(full, record.asname or record.name or "", full, record.line)
            else:
                root = full.partition(".")[0]
                yield Imported(full, root, root, record.line)


class UsesOf:
    """The uses in single statements of one module."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._top = module_scope(module)
        self._scopes: dict[ast.AST, Bindings] = {}
        self._bound = frozenset(
            r.asname or (r.name or r.module).partition(".")[0] for r in module.index.imports
        )
        self._lazy = any(r.module == "__future__" and r.name == "annotations" for r in module.index.imports)

    @cached_property
    def _flags(self) -> frozenset[str]:
        """Names of the module that say which JAX this is."""
        return frozenset(name for s in self._module.index.statements for name in _flags(s))

    @cached_property
    def _left(self) -> float:
        """The line behind which some versions do not come."""
        return next((s.last_line for s in self._module.index.statements if self._leaves(s)), math.inf)

    def inside(self, statement: TopLevel) -> Iterator[Use]:
        """Every use in a top-level statement."""
        setting = Setting(guarded=statement.first_line > self._left)
        waiting: list[tuple[ast.AST, Setting]] = [(statement.node, setting)]
        while waiting:
            node, around = waiting.pop()
            match node:
                case ast.Import() | ast.ImportFrom():
                    yield from self._imported(node, around)
                case ast.Expr(value=ast.Call(func=ast.Name() | ast.Attribute()) as call):
                    use = self._use(call.func, around, statement)
                    if use is None:
                        waiting.append((call, around))
                    else:
                        yield replace(use, call=call, discarded=True)
                        waiting += [(part, around) for part in (*call.args, *call.keywords)]
                case ast.Call(func=ast.Name() | ast.Attribute()):
                    use = self._use(node.func, around, statement)
                    if use is None:
                        waiting.append((node.func, around))
                    else:
                        yield replace(use, call=node)
                    waiting += [(part, around) for part in (*node.args, *node.keywords)]
                case ast.Attribute(ctx=ast.Load()):
                    use = self._use(node, around, statement)
                    if use is None:
                        waiting.append((node.value, around))
                    else:
                        yield use
                case _:
                    waiting += self._children(node, around)

    def name_of(self, node: ast.expr, around: Setting) -> str | None:
        """What a name or a chain of attributes stands for."""
        use = self._use(node, around, self._module.index.statements[0])
        return None if use is None else use.name

    def _imported(self, node: ast.Import | ast.ImportFrom, around: Setting) -> Iterator[Use]:
        for alias in node.names:
            if isinstance(node, ast.Import):
                yield Use(alias.name, Form.IMPORT, 0, alias, node, around)
            elif not node.level and alias.name != "*":
                yield Use(f"{node.module}.{alias.name}", Form.FROM, 0, alias, node, around)

    def _use(self, node: ast.expr, around: Setting, statement: TopLevel) -> Use | None:
        """What a chain of attributes stands for, if it begins with an import."""
        parts: list[str] = []
        root = node
        while isinstance(root, ast.Attribute):
            parts.append(root.attr)
            root = root.value
        if not isinstance(root, ast.Name):
            return None
        target = self._meaning(root, around)
        if target is None:
            return None
        name = ".".join([target, *reversed(parts)])
        return Use(name, Form.ATTRIBUTE, target.count(".") + 1, node, statement.node, around)

    def _meaning(self, root: ast.Name, around: Setting) -> str | None:
        if root.id not in self._bound:
            return None
        for node in around.scopes if around.own is None else (around.own, *around.scopes):
            scope = self._scopes.get(node)
            if scope is None:
                scope = self._scopes[node] = scope_of(node)
            if root.id in scope:
                return scope.meaning(root.id, root.lineno + 1)
        return self._top.meaning(root.id, math.inf if around.in_function else root.lineno + 1)

    def _children(self, node: ast.AST, around: Setting) -> list[tuple[ast.AST, Setting]]:
        """What stands in a node, with what the node puts around it."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._function(node, around)
            case ast.ClassDef():
                inner = around._replace(own=node)
                outer = (*node.decorator_list, *node.bases, *node.keywords)
                return [*((part, around) for part in outer), *self._block(node.body, inner)]
            case ast.Lambda():
                inner = around._replace(scopes=(node, *around.scopes), own=None, in_function=True)
                return [(node.args, around), (node.body, inner)]
            case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                inner = around._replace(scopes=(node, *around.scopes))
                return [(child, inner) for child in children(node)]
            case ast.AnnAssign():
                unread = self._lazy or around.in_function
                note = around._replace(unread=around.unread or unread)
                rest = [(part, around) for part in (node.target, node.value) if part is not None]
                return [(node.annotation, note), *rest]
            case ast.Try() | ast.TryStar():
                tried = around
                if any(_catches(handler) for handler in node.handlers):
                    tried = around._replace(guarded=True)
                handlers = [(part, tried) for handler in node.handlers for part in children(handler)]
                return [
                    *self._block(node.body, tried),
                    *handlers,
                    *self._block(node.orelse, tried),
                    *self._block(node.finalbody, around),
                ]
            case ast.If() | ast.While():
                inner = around._replace(guarded=True) if self._asks(node.test) else around
                blocks = [*self._block(node.body, inner), *self._block(node.orelse, inner)]
                return [(node.test, inner), *blocks]
            case ast.IfExp() if self._asks(node.test):
                inner = around._replace(guarded=True)
                return [(child, inner) for child in children(node)]
            case ast.BoolOp() if any(self._asks(value) for value in node.values):
                inner = around._replace(guarded=True)
                return [(child, inner) for child in node.values]
            case ast.Assert() if self._asks(node.test):
                return []
            case ast.With() | ast.AsyncWith():
                words = {word for item in node.items for word in _words(item.context_expr)}
                inner = around._replace(
                    guarded=around.guarded or not words.isdisjoint(_SUPPRESSING),
                    hushed=around.hushed or not words.isdisjoint(_WARNINGS),
                )
                return [*((item, around) for item in node.items), *self._block(node.body, inner)]
            case ast.For() | ast.AsyncFor():
                heads: list[tuple[ast.AST, Setting]] = [(node.target, around), (node.iter, around)]
                return [*heads, *self._block(node.body, around), *self._block(node.orelse, around)]
        return [(child, around) for child in children(node)]

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, around: Setting
    ) -> list[tuple[ast.AST, Setting]]:
        guarded = around.guarded or any(self._asks(part) for part in node.decorator_list)
        around = around._replace(guarded=guarded)
        note = around._replace(unread=around.unread or self._lazy)
        arguments = node.args
        notes = [part.annotation for part in walk(arguments) if isinstance(part, ast.arg)] + [node.returns]
        defaults = [*arguments.defaults, *arguments.kw_defaults, *node.decorator_list]
        inner = around._replace(scopes=(node, *around.scopes), own=None, in_function=True)
        return [
            *((part, note) for part in notes if part is not None),
            *((part, around) for part in defaults if part is not None),
            *self._block(node.body, inner),
        ]

    def _block(self, body: list[ast.stmt], around: Setting) -> list[tuple[ast.AST, Setting]]:
        """Statements in their order; what stands behind `if <old JAX>: return` is guarded."""
        found: list[tuple[ast.AST, Setting]] = []
        for statement in body:
            found.append((statement, around))
            if self._turns_away(statement):
                around = around._replace(guarded=True)
        return found

    def _leaves(self, statement: TopLevel) -> bool:
        """Whether a statement of the module ends the import on some versions."""
        return statement.kind is StatementKind.COMPOUND and self._turns_away(statement.node)

    def _turns_away(self, statement: ast.stmt) -> bool:
        if isinstance(statement, ast.If) and self._asks(statement.test):
            last = statement.body[-1]
            return isinstance(last, _LEAVING) or (
                isinstance(last, ast.Expr) and "skip" in ast.unparse(last).lower()
            )
        return isinstance(statement, ast.Assert) and self._asks(statement.test)

    def _asks(self, test: ast.expr) -> bool:
        """Whether an expression asks which JAX this is."""
        return any(word in self._flags or _GUARDING.search(word) for word in _words(test))


def _words(node: ast.expr) -> Iterator[str]:
    """Names and attributes in an expression."""
    for part in walk(node):
        if isinstance(part, ast.Name):
            yield part.id
        elif isinstance(part, ast.Attribute):
            yield part.attr


def _catches(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is for names that are missing."""
    return handler.type is None or any(word in _MISSING for word in _words(handler.type))


def _flags(statement: TopLevel) -> tuple[str, ...]:
    """Names that a statement of the module gives the answer which JAX this is: `HAS_X = hasattr(jax, "x")`."""
    match statement.node if statement.kind in (StatementKind.SIMPLE, StatementKind.COMPOUND) else None:
        case ast.Try(handlers=handlers) if any(_catches(handler) for handler in handlers):
            return statement.binds
        case ast.Assign() | ast.AnnAssign() | ast.If():
            words = statement.names | statement.attributes
            if any(_GUARDING.search(word) for word in words):
                return statement.binds
    return ()
