"""The index of a file, made from its `ast`: what each top-level statement binds, mentions and might do.

It tells which statements are worth opening with libcst, and in which of them a name can change.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from enum import Enum, auto

from jaxlint.records import dataclass
from jaxlint.syntax.bindings import ImportRecord, ModuleBindings, import_records
from jaxlint.syntax.content import Content
from jaxlint.syntax.content import Feature as Feature
from jaxlint.syntax.global_writes import GlobalWrite, global_writes
from jaxlint.syntax.lines import Lines
from jaxlint.syntax.running import NOTHING, Running, running
from jaxlint.syntax.slices import Shelf, Slice


class StatementKind(Enum):
    FUNCTION = auto()
    CLASS = auto()
    IMPORT = auto()
    SIMPLE = auto()
    COMPOUND = auto()


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
_RUNNING = (StatementKind.FUNCTION, StatementKind.CLASS, StatementKind.SIMPLE)


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
    # A set takes four times the room of a tuple, and most are asked for a few times in all.
    _names: tuple[str, ...]
    _attributes: tuple[str, ...]
    _stored: tuple[str, ...]
    _discarded: tuple[str, ...]
    features: Feature
    running: Running
    """What it does where it stands, if it is a definition or a simple statement."""
    global_writes: tuple[GlobalWrite, ...]
    group: int
    """Number of its slice: statements that share a physical line are opened together."""
    slice: Slice
    is_intricate: bool
    """Whether it may be too much for libcst: the gate has to look closer."""
    parts: Sequence[Content] = ()
    """What occurs in each statement of a class body, until somebody has asked for it."""

    @property
    def node(self) -> ast.stmt:
        """Its `ast`, parsed again where it has been released."""
        return self.slice.node(self.number)

    @property
    def names(self) -> frozenset[str]:
        """Every name read or written anywhere inside, parameters and imported names among them."""
        return frozenset(self._names)

    @property
    def attributes(self) -> frozenset[str]:
        """Every attribute used anywhere inside, and every keyword of a call."""
        return frozenset(self._attributes)

    @property
    def stored(self) -> frozenset[str]:
        """Attributes that are assigned or deleted: `lr` of `self.lr = 0.1`."""
        return frozenset(self._stored)

    @property
    def discarded(self) -> frozenset[str]:
        """Methods that expression statements call: `append` of `xs.append(x)`."""
        return frozenset(self._discarded)

    def has_name(self, name: str) -> bool:
        """Whether a name is among the `names`."""
        return name in self._names

    def has_attribute(self, name: str) -> bool:
        """Whether a name is among the `attributes`."""
        return name in self._attributes

    def take_parts(self) -> Sequence[Content]:
        """What occurs in each statement of a class body. It is asked for once, and takes room."""
        parts, self.parts = self.parts, ()
        node = self.node
        return Content.of_class(node)[1] if not parts and isinstance(node, ast.ClassDef) else parts


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
    star_imports: tuple[ImportRecord, ...]
    """`from m import *`."""

    @property
    def groups(self) -> tuple[range, ...]:
        """Numbers of the statements of each slice."""
        return tuple([part.numbers for part in self.slices])

    def release(self) -> None:
        """Forget the `ast` of the file; statements that are asked for it are parsed again."""
        for part in self.slices:
            part.release()

    def forget_parts(self) -> None:
        """Forget what occurs in each statement of the class bodies."""
        for statement in self.statements:
            statement.parts = ()

    def put_on(self, shelf: Shelf) -> None:
        """Have a shelf decide how long the `ast` of each slice is kept."""
        for part in self.slices:
            part.put_on(shelf)


def build_index(tree: ast.Module, lines: Lines) -> Index:
    """The index of a file from its `ast` and its lines (without a byte order mark)."""
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
        content, parts = Content.of_class(node) if isinstance(node, ast.ClassDef) else (Content([node]), ())
        binds, importing = _bindings(node, content)
        for statement in content.imports:
            imports += import_records(statement, toplevel=statement in importing)
        statements.append(
            TopLevel(
                number,
                kind,
                first,
                last,
                binds,
                tuple(content.names),
                tuple(content.attributes),
                tuple(content.stored),
                tuple(content.discarded),
                content.features,
                running(node, content.names) if kind in _RUNNING else NOTHING,
                global_writes(node, lines) if ast.Global in content.kinds else (),
                len(slices) - 1,
                slices[-1],
                content.is_intricate,
                parts,
            )
        )
    bindings: dict[str, list[int]] = {}
    written: dict[str, list[GlobalWrite]] = {}
    for made in statements:
        for name in made.binds:
            bindings.setdefault(name, []).append(made.number)
        for write in made.global_writes:
            written.setdefault(write.name, []).append(write)
    imports.sort(key=lambda record: record.line)
    return Index(
        tuple(statements),
        tuple(slices),
        {name: tuple(numbers) for name, numbers in bindings.items()},
        {name: tuple(writes) for name, writes in written.items()},
        tuple(imports),
        tuple([record for record in imports if record.name == "*"]),
    )


def _first_line(node: ast.stmt, lines: Sequence[str], previous: int) -> int:
    """The line of the first `@` or of the statement itself; an `@` may stand above its expression."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    if not decorators:
        return node.lineno
    line = decorators[0].lineno
    while line - 1 > previous and not lines[line - 1].lstrip(" \t\f").startswith("@"):
        line -= 1
    return line


def _joined(first: int, previous: int, lines: Sequence[str]) -> bool:
    """Whether a statement continues the last physical line of the one before it."""
    if first <= previous:
        return True
    return first == previous + 1 and lines[previous - 1].rstrip("\r\n").endswith("\\")


def _bindings(node: ast.stmt, content: Content) -> tuple[tuple[str, ...], list[ast.Import | ast.ImportFrom]]:
    """Names that running a statement binds, and its imports among what does so."""
    if ast.NamedExpr not in content.kinds:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                return (name,), []
            case ast.Assign(targets=[ast.Name(id=name)]):
                return (name,), []
            case ast.Expr():
                return (), []
    found = ModuleBindings(node)
    return tuple(found.names), found.imports
