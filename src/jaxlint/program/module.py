"""One module of the program under analysis: its index, and its statements lowered when asked for."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING
from weakref import ReferenceType, ref

from jaxlint.program import tree
from jaxlint.program.lower import Lowered, lower, lower_method
from jaxlint.program.shelf import Bodies, Reading
from jaxlint.program.tree import ClassDef, Function, Stmt
from jaxlint.records import dataclass
from jaxlint.syntax.bodies import Method, may_be_left_out, methods
from jaxlint.syntax.gate import SyntaxProblem, parse_ast, refusal
from jaxlint.syntax.index import Index, build_index
from jaxlint.syntax.lines import BYTE_ORDER_MARK, Lines
from jaxlint.syntax.reading import reading, room
from jaxlint.text.span import Span

if TYPE_CHECKING:
    from jaxlint.syntax.parse import Opened, Refused

NUMBERS = 1 << 22
"""Numbers set aside for the nodes of one slice; `gate.LARGEST` keeps every slice far below."""

PARTS = 1 << 22
"""More slices than a file has: the first method of slice 3 is part 3 + PARTS, the next 3 + 2 * PARTS."""

METHOD = 2
"""The number of a method that is read apart, in its part: behind its class and the name of its class."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that a file spells out."""

    value: object


class Module:
    """A file: its text, its index, and the statements opened so far.

    The numbers of nodes (`at`) tell which slice they belong to, and depend neither on what else is opened nor
    on the order. The tree is made from `ast`; libcst reads a slice whose spans are needed, and nothing of it is kept.
    """

    __slots__ = (
        "_bodies",
        "_classes",
        "_faithful",
        "_functions",
        "_opened",
        "_refused",
        "_spans",
        "exact",
        "index",
        "lines",
        "name",
        "path",
        "text",
    )

    def __init__(self, name: str, path: str, text: str, tree: ast.Module) -> None:
        """`tree` is the `ast` of `text`; a byte order mark does not count as text."""
        self.name = name
        self.path = path
        self.text = text.removeprefix(BYTE_ORDER_MARK)
        self.lines = Lines(self.text)
        self.index: Index = build_index(tree, self.lines)
        self._opened: dict[int, tuple[Stmt, ...]] = {}
        self._refused: dict[int, str] = {}
        self._functions: dict[int, Function] = {}
        self._classes: dict[int, ClassDef] = {}
        self._spans: dict[int, tuple[Span, ...]] = {}
        self._faithful: dict[int, bool] = {}
        """By slice or method: whether libcst gives it back as it was, and its spans are from there."""
        self._bodies: ReferenceType[Bodies] | None = None
        self.exact = True
        """Whether libcst is asked for places. Those of `ast` come sooner, and nothing is edited by them."""

    # Statements

    def open(self, number: int) -> tuple[Stmt, ...]:
        """The top-level statement of this number, lowered; nothing where it cannot be (see `refusal`)."""
        group = self.index.statements[number].group
        statements = self._opened.get(group)
        if statements is None:
            statements = self._open_group(group)
        offset = number - self.index.slices[group].numbers.start
        return statements[offset : offset + 1]

    def refusal(self, number: int) -> str | None:
        """Why a statement that was asked for could not be opened."""
        return self._refused.get(self.index.statements[number].group)

    def is_open(self, number: int) -> bool:
        """Whether the statement has been opened already."""
        return self.index.statements[number].group in self._opened

    def literal(self, number: int) -> Literal | None:
        """The value of `NAME = <literal>` straight from the index: a large table need not be opened."""
        node = self.index.statements[number].node
        match node:
            case (
                ast.Assign(targets=[ast.Name()], value=value)
                | ast.AnnAssign(target=ast.Name(), value=ast.expr() as value)
            ):
                pass
            case _:
                return None
        if not isinstance(value, (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp)):
            return None
        try:
            return Literal(ast.literal_eval(value))
        except (ValueError, TypeError, RecursionError, MemoryError):
            return None

    # Nodes by number

    def statement_of(self, at: int) -> int:
        """Number of the first top-level statement of the slice that a node belongs to."""
        return self.index.slices[slice_of(at)].numbers.start

    def function_at(self, at: int) -> Function:
        """The function, method or lambda of this number."""
        self._ensure_open(at)
        return self._functions[at]

    def class_at(self, at: int) -> ClassDef:
        """The class definition of this number."""
        self._ensure_open(at)
        return self._classes[at]

    def span_of(self, at: int) -> Span:
        """Where a node stands."""
        key, offset = divmod(at, NUMBERS)
        if key not in self._spans:
            self._locate(key)
        return self._spans[key][offset]

    def line_of(self, at: int) -> int:
        """The line on which a node begins."""
        return self.span_of(at).line

    def text_of(self, at: int) -> str:
        """The source of a node, as written."""
        return self.slice(self.span_of(at))

    def slice(self, span: Span) -> str:
        """The source of a span, as written."""
        if span.line == span.end_line:
            return self.lines[span.line - 1][span.column : span.end_column]
        return "".join(
            [
                self.lines[span.line - 1][span.column :],
                *self.lines[span.line : span.end_line - 1],
                self.lines[span.end_line - 1][: span.end_column],
            ]
        )

    def is_faithful(self, at: int) -> bool:
        """Whether libcst gives back the slice of a node as it was: only then is it safe to edit."""
        key = at // NUMBERS
        if key not in self._faithful:
            self._locate(key)
        return self._faithful[key]

    # Slices, and the methods that are read apart from their class

    def _ensure_open(self, at: int) -> None:
        number, group = divmod(at // NUMBERS, PARTS)
        if group not in self._opened:
            self._open_group(group)
        if number:
            statement = self._opened[group][0]
            assert isinstance(statement, ClassDef)
            # Asking for a body has it read.
            assert _functions(statement)[number - 1].body is not None

    def _open_group(self, group: int) -> tuple[Stmt, ...]:
        statements = [self.index.statements[number] for number in self.index.slices[group].numbers]
        reasons = [refusal(one.node, self.lines, one.is_intricate) for one in statements]
        reason = next((reason for reason in reasons if reason is not None), None)
        if reason is None:
            try:
                with room():
                    lowered = self._opened[group] = self._lower_group(group)
                return lowered
            except RecursionError:
                reason = "the statement is nested too deeply"
        self._refused[group] = reason
        self._opened[group] = ()
        return ()

    def _lower_group(self, group: int) -> tuple[Stmt, ...]:
        left_out = self._left_out(group)
        lowered = self._keep(self._lowered(group, left_out))
        if left_out:
            statement = lowered.statements[0]
            assert isinstance(statement, ClassDef)
            functions = _functions(statement)
            for number in left_out:
                function = functions[number - 1]
                function.put_off(partial(self._read_later, function, group, number))
        else:
            self._shelve(group, lowered.functions, len(lowered.nodes))
        return lowered.statements

    def _read_later(self, function: Function, group: int, number: int) -> Function:
        key = group + number * PARTS
        try:
            with room():
                lowered = self._lowered(key)
        except RecursionError:
            unknown = tree.Return(function.at, tree.Opaque(function.at))
            scope = tree.Scope(frozenset({parameter.name for parameter in function.parameters}))
            return Function(function.at, function.name, function.qualname, (), (unknown,), scope)
        # Its parameters are those that the class has read.
        own = key * NUMBERS + METHOD
        read = lowered.functions.pop(own)
        self._keep(lowered)
        self._shelve(key, {**lowered.functions, own: function}, len(lowered.nodes))
        return read

    def _shelve(self, key: int, functions: Mapping[int, Function], nodes: int) -> None:
        """Have it known that the bodies of these functions, of a slice or a method, can be put off."""
        bodies = None if self._bodies is None else self._bodies()
        if bodies is not None and functions:
            slice_ = self.name, key % PARTS
            bodies.add(Reading(slice_, nodes, partial(self._put_off, key, functions)))

    def tell(self, bodies: Bodies) -> None:
        """Tell of the functions that are read from here on. It is held weakly, as it holds what puts them off."""
        self._bodies = ref(bodies)

    def _put_off(self, key: int, functions: Mapping[int, Function]) -> None:
        for at, function in functions.items():
            # The parameters of a method are those that its class has read.
            reader = partial(self._read_again, function, key, functions)
            function.forget_body(reader, signature=function.at == at)

    def _read_again(self, function: Function, key: int, functions: Mapping[int, Function]) -> Function:
        with room():
            lowered = self._lowered(key, known=functions)
        self._shelve(key, functions, len(lowered.nodes))
        return function

    def _lowered(
        self,
        key: int,
        left_out: Mapping[int, Method] | None = None,
        known: Mapping[int, Function] | None = None,
    ) -> Lowered:
        """A slice or a method, lowered; `left_out` where it is known what of the slice is read apart."""
        number, group = divmod(key, PARTS)
        part = self.index.slices[group]
        if number:
            node = part.node(part.numbers.start)
            assert isinstance(node, ast.ClassDef)
            return lower_method(node, methods(node)[number - 1], key * NUMBERS, known)
        if left_out is None:
            left_out = self._left_out(group)
        return lower([part.node(n) for n in part.numbers], key * NUMBERS, left_out.values(), known)

    def _keep(self, lowered: Lowered) -> Lowered:
        self._functions.update(lowered.functions)
        self._classes.update(lowered.classes)
        return lowered

    def _left_out(self, group: int) -> dict[int, Method]:
        """Methods of a class, by number from 1, whose bodies are read apart from it."""
        part = self.index.slices[group]
        node = part.node(part.numbers.start)
        if len(part.numbers) != 1 or not isinstance(node, ast.ClassDef):
            return {}
        return {n: m for n, m in enumerate(methods(node), 1) if may_be_left_out(m, self.lines)}

    def _locate(self, key: int) -> None:
        """Find the spans of a slice or a method."""
        # libcst takes longer to import than most files to lint, and most files have no finding.
        from jaxlint.program.spans import locate

        with reading():
            nodes = self._lowered(key).nodes
            opened = self._read(key) if self.exact else None
            self._spans[key], self._faithful[key] = locate(nodes, opened, self.lines)

    def _read(self, key: int) -> Opened | Refused:
        """A slice or a method as libcst has it."""
        from jaxlint.syntax.parse import open_statement
        from jaxlint.syntax.parts import open_method, open_without

        number, group = divmod(key, PARTS)
        part = self.index.slices[group]
        left_out = self._left_out(group)
        node = part.node(part.numbers.start)
        if not left_out or not isinstance(node, ast.ClassDef):
            return open_statement(self.lines, part.first_line, part.last_line)
        if number:
            return open_method(node, left_out[number], self.lines)
        return open_without(node, list(left_out.values()), self.lines, part.first_line)


def slice_of(at: int) -> int:
    """The number of the slice that a node belongs to, by the number of the node."""
    return at // NUMBERS % PARTS


def _functions(statement: ClassDef) -> list[Function]:
    """The functions that stand in a class body itself, as `ast` has them too."""
    return [part.function for part in statement.body if isinstance(part, tree.FunctionDef)]


def load_module(name: str, path: str, text: str) -> Module | SyntaxProblem:
    """The module of a text, or why it has none."""
    parsed = parse_ast(text, path)
    return parsed if isinstance(parsed, SyntaxProblem) else Module(name, path, text, parsed)
