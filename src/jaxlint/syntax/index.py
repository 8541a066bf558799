"""The index of a file, made from its `ast`: what each top-level statement binds, mentions and might do.

It tells which statements are worth opening with libcst, and in which of them a name can change.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from enum import Enum, Flag, auto
from typing import Any

from jaxlint.records import dataclass
from jaxlint.syntax.bindings import ImportRecord, ModuleBindings, import_records
from jaxlint.syntax.global_writes import GlobalWrite, global_writes
from jaxlint.syntax.lines import split_lines
from jaxlint.syntax.slices import Shelf, Slice


class StatementKind(Enum):
    FUNCTION = auto()
    CLASS = auto()
    IMPORT = auto()
    SIMPLE = auto()
    COMPOUND = auto()


class Feature(Flag):
    """What occurs somewhere inside a statement: necessary conditions that let the engine skip the others."""

    NONE = 0
    SUBSCRIPT_STORE = auto()
    """`x[i] = ...`, `x[i] += ...`, `del x[i]`, `for x[i] in ...`."""
    ATTRIBUTE_STORE = auto()
    """`x.a = ...`, `x.a += ...`, `del x.a`."""
    BARE_METHOD_CALL = auto()
    """An expression statement that calls an attribute: `xs.append(x)`."""
    AT_UPDATE = auto()
    """`x.at[...]`."""
    MATMUL = auto()
    """`@`, or a name of a matrix product."""
    GLOBAL_DECL = auto()
    NONLOCAL_DECL = auto()
    OUT_KEYWORD = auto()
    """A call with `out=`."""
    YIELD = auto()
    AWAIT = auto()
    LOOP = auto()
    """`for` or `while`; comprehensions are not loops."""
    FUNCTION = auto()
    LAMBDA = auto()
    CLASS = auto()
    COMPREHENSION = auto()
    RAISE = auto()
    TRY = auto()
    WALRUS = auto()
    IMPORT = auto()
    AUGMENTED = auto()
    DELETE = auto()
    LIST = auto()
    """A list is written: `[x, y]`, `[f(x) for x in xs]`, or a target of that form."""


MATRIX_PRODUCTS = frozenset(
    {"dot", "matmul", "einsum", "tensordot", "vdot", "inner", "dot_general", "vecdot", "matvec", "vecmat"}
)

_FEATURES: dict[type[ast.AST], Feature] = {
    ast.Global: Feature.GLOBAL_DECL,
    ast.Nonlocal: Feature.NONLOCAL_DECL,
    ast.Yield: Feature.YIELD,
    ast.YieldFrom: Feature.YIELD,
    ast.Await: Feature.AWAIT,
    ast.For: Feature.LOOP,
    ast.AsyncFor: Feature.LOOP,
    ast.While: Feature.LOOP,
    ast.FunctionDef: Feature.FUNCTION,
    ast.AsyncFunctionDef: Feature.FUNCTION,
    ast.Lambda: Feature.LAMBDA,
    ast.ClassDef: Feature.CLASS,
    ast.List: Feature.LIST,
    ast.ListComp: Feature.COMPREHENSION | Feature.LIST,
    ast.SetComp: Feature.COMPREHENSION,
    ast.DictComp: Feature.COMPREHENSION,
    ast.GeneratorExp: Feature.COMPREHENSION,
    ast.Raise: Feature.RAISE,
    ast.Try: Feature.TRY,
    ast.TryStar: Feature.TRY,
    ast.NamedExpr: Feature.WALRUS,
    ast.Import: Feature.IMPORT,
    ast.ImportFrom: Feature.IMPORT,
    ast.AugAssign: Feature.AUGMENTED,
    ast.Delete: Feature.DELETE,
    ast.MatMult: Feature.MATMUL,
}
_KINDS: dict[type[ast.AST], StatementKind] = {
    ast.FunctionDef: StatementKind.FUNCTION,
    ast.AsyncFunctionDef: StatementKind.FUNCTION,
    ast.ClassDef: StatementKind.CLASS,
    ast.Import: StatementKind.IMPORT,
    ast.ImportFrom: StatementKind.IMPORT,
    **dict.fromkeys(
        (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match),
        StatementKind.COMPOUND,
    ),
}


@dataclass(slots=True)
class TopLevel:
    """One statement of a module's own body."""

    number: int
    kind: StatementKind
    first_line: int
    """Decorators included."""
    last_line: int
    binds: tuple[str, ...]
    """Names of the module that running it binds or deletes, not those that its functions bind when called."""
    names: frozenset[str]
    """Every name read or written anywhere inside, parameters and imported names among them."""
    attributes: frozenset[str]
    """Every attribute used anywhere inside, and every keyword of a call."""
    stored: frozenset[str]
    """Attributes that are assigned or deleted: `lr` of `self.lr = 0.1`."""
    discarded: frozenset[str]
    """Methods that expression statements call: `append` of `xs.append(x)`."""
    features: Feature
    global_writes: tuple[GlobalWrite, ...]
    group: int
    """Number of its slice: statements that share a physical line are opened together."""
    slice: Slice

    @property
    def node(self) -> ast.stmt:
        """Its `ast`, parsed again where it has been released."""
        return self.slice.node(self.number)


@dataclass(slots=True)
class Index:
    """The index of one file."""

    statements: tuple[TopLevel, ...]
    slices: tuple[Slice, ...]
    bindings: dict[str, tuple[int, ...]]
    """A name to the numbers of the top-level statements that bind it."""
    global_writes: dict[str, tuple[GlobalWrite, ...]]
    """A name to the writes to it from inside functions."""
    imports: tuple[ImportRecord, ...]
    """Every import anywhere in the file, those of `*` among them."""

    @property
    def groups(self) -> tuple[range, ...]:
        """Numbers of the statements of each slice."""
        return tuple([part.numbers for part in self.slices])

    def release(self) -> None:
        """Forget the `ast` of the file; statements that are asked for it are parsed again."""
        for part in self.slices:
            part.release()

    def put_on(self, shelf: Shelf) -> None:
        """Have a shelf decide how long the `ast` of each slice is kept."""
        for part in self.slices:
            part.put_on(shelf)

    @property
    def star_imports(self) -> tuple[ImportRecord, ...]:
        """`from m import *`."""
        return tuple([record for record in self.imports if record.name == "*"])


def build_index(tree: ast.Module, text: str) -> Index:
    """The index of a file from its `ast` and its text (without a byte order mark)."""
    lines = split_lines(text)
    statements: list[TopLevel] = []
    imports: list[ImportRecord] = []
    slices: list[Slice] = []
    previous = 0
    for number, node in enumerate(tree.body):
        first, last = _first_line(node, lines, previous), node.end_lineno or node.lineno
        if slices and _joined(first, previous, lines):
            slices[-1].append(node, last)
        else:
            slices.append(Slice(lines, number, node, first, last))
        previous = last
        kind = _KINDS.get(node.__class__, StatementKind.SIMPLE)
        content = Content(node)
        features = content.features()
        binds, importing = _bindings(node, kind, features)
        imports += [
            record
            for statement in content.imports
            for record in import_records(statement, toplevel=statement in importing)
        ]
        writes = global_writes(node, lines) if Feature.GLOBAL_DECL in features else ()
        statements.append(
            TopLevel(
                number,
                kind,
                first,
                last,
                binds,
                frozenset(content.names),
                frozenset(content.attributes),
                frozenset(content.stored),
                frozenset(content.discarded),
                features,
                writes,
                len(slices) - 1,
                slices[-1],
            )
        )
    bindings: dict[str, list[int]] = {}
    written: dict[str, list[GlobalWrite]] = {}
    for statement in statements:
        for name in statement.binds:
            bindings.setdefault(name, []).append(statement.number)
        for write in statement.global_writes:
            written.setdefault(write.name, []).append(write)
    imports.sort(key=lambda record: record.line)
    return Index(
        tuple(statements),
        tuple(slices),
        {name: tuple(numbers) for name, numbers in bindings.items()},
        {name: tuple(writes) for name, writes in written.items()},
        tuple(imports),
    )


def _first_line(node: ast.stmt, lines: list[str], previous: int) -> int:
    """The line of the first `@` or of the statement itself; an `@` may stand above its expression."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    if not decorators:
        return node.lineno
    line = decorators[0].lineno
    while line - 1 > previous and not lines[line - 1].lstrip(" \t\f").startswith("@"):
        line -= 1
    return line


def _joined(first: int, previous: int, lines: list[str]) -> bool:
    """Whether a statement continues the last physical line of the one before it."""
    if first <= previous:
        return True
    return first == previous + 1 and lines[previous - 1].rstrip("\r\n").endswith("\\")


def _bindings(
    node: ast.stmt, kind: StatementKind, features: Feature
) -> tuple[tuple[str, ...], list[ast.Import | ast.ImportFrom]]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        if Feature.WALRUS not in features:
            return (node.name,), []
    elif isinstance(node, ast.Assign) and Feature.WALRUS not in features:
        if len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            return (node.targets[0].id,), []
    elif isinstance(node, ast.Expr) and Feature.WALRUS not in features:
        return (), []
    found = ModuleBindings(node)
    return tuple(found.names), found.imports


class Content:
    """What occurs inside one statement, be it of the module or of a class."""

    __slots__ = ("_extra", "_kinds", "attributes", "discarded", "imports", "names", "stored")

    def __init__(self, statement: ast.stmt) -> None:
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.stored: set[str] = set()
        self.discarded: set[str] = set()
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self._extra = Feature.NONE
        self._kinds: set[type[ast.AST]] = set()
        self._walk(statement)

    def features(self) -> Feature:
        features = self._extra
        for kind in self._kinds:
            feature = _FEATURES.get(kind)
            if feature is not None:
                features |= feature
        if not MATRIX_PRODUCTS.isdisjoint(self.names) or not MATRIX_PRODUCTS.isdisjoint(self.attributes):
            features |= Feature.MATMUL
        return features

    def _walk(self, statement: ast.stmt) -> None:
        names, attributes, kinds = self.names, self.attributes, self._kinds
        # Lists of nodes hold None for the key of `**x` and for a keyword-only parameter without a default.
        stack: list[ast.AST | None] = [statement]
        push, pop, extend = stack.append, stack.pop, stack.extend
        while stack:
            node = pop()
            if node is None:
                continue
            kind = node.__class__
            if kind is ast.Constant:
                continue
            if isinstance(node, ast.Name):
                names.add(node.id)
            elif isinstance(node, ast.Attribute):
                attributes.add(node.attr)
                push(node.value)
                if not isinstance(node.ctx, ast.Load):
                    self._extra |= Feature.ATTRIBUTE_STORE
                    self.stored.add(node.attr)
            elif isinstance(node, ast.Call):
                push(node.func)
                extend(node.args)
                if node.keywords:
                    extend(node.keywords)
            else:
                kinds.add(kind)
                special = _SPECIAL.get(kind)
                if special is not None:
                    special(self, node)
                for field in node._fields:
                    value = getattr(node, field)
                    if isinstance(value, list):
                        if value and not isinstance(value[0], str):
                            extend(value)
                    elif isinstance(value, ast.AST):
                        push(value)

    def _subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._extra |= Feature.SUBSCRIPT_STORE
        if isinstance(node.value, ast.Attribute) and node.value.attr == "at":
            self._extra |= Feature.AT_UPDATE

    def _expression(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            self._extra |= Feature.BARE_METHOD_CALL
            self.discarded.add(node.value.func.attr)

    def _keyword(self, node: ast.keyword) -> None:
        if node.arg is not None:
            self.attributes.add(node.arg)
            if node.arg == "out":
                self._extra |= Feature.OUT_KEYWORD

    def _named(self, node: ast.AST) -> None:
        """A definition, handler or pattern that binds `name`."""
        name: str | None = getattr(node, "name", None)
        if name is not None:
            self.names.add(name)

    def _mapping_pattern(self, node: ast.MatchMapping) -> None:
        if node.rest is not None:
            self.names.add(node.rest)

    def _parameter(self, node: ast.arg) -> None:
        self.names.add(node.arg)

    def _declaration(self, node: ast.Global | ast.Nonlocal) -> None:
        self.names.update(node.names)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.imports.append(node)
        for alias in node.names:
            if alias.name != "*":
                self.names.add(alias.asname or alias.name.partition(".")[0])


_SPECIAL: dict[type[ast.AST], Callable[[Content, Any], None]] = {
    ast.Subscript: Content._subscript,
    ast.Expr: Content._expression,
    ast.keyword: Content._keyword,
    ast.FunctionDef: Content._named,
    ast.AsyncFunctionDef: Content._named,
    ast.ClassDef: Content._named,
    ast.ExceptHandler: Content._named,
    ast.MatchAs: Content._named,
    ast.MatchStar: Content._named,
    ast.MatchMapping: Content._mapping_pattern,
    ast.arg: Content._parameter,
    ast.Global: Content._declaration,
    ast.Nonlocal: Content._declaration,
    ast.Import: Content._import,
    ast.ImportFrom: Content._import,
}
