"""Statements of the lowered program (see `program.tree`)."""

from __future__ import annotations

from jaxlint.program.nodes import Argument, Expr, Function, Name, Node, Scope
from jaxlint.records import dataclass


@dataclass(slots=True, eq=False)
class Stmt(Node):
    """Any statement."""


@dataclass(slots=True, eq=False)
class ExprStmt(Stmt):
    value: Expr


@dataclass(slots=True, eq=False)
class Assign(Stmt):
    """`a = b = value`. Targets: Name, Attribute, Subscript, Starred, Sequence of them."""

    targets: tuple[Expr, ...]
    value: Expr


@dataclass(slots=True, eq=False)
class AnnAssign(Stmt):
    """`target: annotation = value`."""

    target: Expr
    annotation: Expr
    value: Expr | None


@dataclass(slots=True, eq=False)
class AugAssign(Stmt):
    """`target op= value`; op as in Binary."""

    target: Expr
    op: str
    value: Expr


@dataclass(slots=True, eq=False)
class Delete(Stmt):
    targets: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Return(Stmt):
    value: Expr | None


@dataclass(slots=True, eq=False)
class If(Stmt):
    """`if`; an `elif` is an If with `is_elif` alone in the `orelse` of its parent."""

    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    is_elif: bool = False


@dataclass(slots=True, eq=False)
class While(Stmt):
    test: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]


@dataclass(slots=True, eq=False)
class For(Stmt):
    target: Expr
    iterable: Expr
    body: tuple[Stmt, ...]
    orelse: tuple[Stmt, ...]
    is_async: bool


@dataclass(slots=True, eq=False)
class Handler(Node):
    """`except type as name:` (`is_star`: `except*`)."""

    type: Expr | None
    name: str | None
    body: tuple[Stmt, ...]


@dataclass(slots=True, eq=False)
class Try(Stmt):
    body: tuple[Stmt, ...]
    handlers: tuple[Handler, ...]
    orelse: tuple[Stmt, ...]
    final: tuple[Stmt, ...]


@dataclass(slots=True, eq=False)
class WithItem(Node):
    context: Expr
    target: Expr | None


@dataclass(slots=True, eq=False)
class With(Stmt):
    items: tuple[WithItem, ...]
    body: tuple[Stmt, ...]
    is_async: bool


@dataclass(slots=True, eq=False)
class Raise(Stmt):
    value: Expr | None
    cause: Expr | None


@dataclass(slots=True, eq=False)
class Assert(Stmt):
    test: Expr
    message: Expr | None


@dataclass(slots=True, eq=False)
class Pass(Stmt):
    pass


@dataclass(slots=True, eq=False)
class Break(Stmt):
    pass


@dataclass(slots=True, eq=False)
class Continue(Stmt):
    pass


@dataclass(slots=True, eq=False)
class GlobalDecl(Stmt):
    """`global a, b`; its effect is in the function's scope."""

    names: tuple[str, ...]


@dataclass(slots=True, eq=False)
class NonlocalDecl(Stmt):
    names: tuple[str, ...]


@dataclass(slots=True, eq=False)
class ImportedName(Node):
    """`name as asname`; for `from m import *` name is `*`."""

    name: str
    asname: str | None


@dataclass(slots=True, eq=False)
class Import(Stmt):
    """`import a.b as c`."""

    names: tuple[ImportedName, ...]


@dataclass(slots=True, eq=False)
class ImportFrom(Stmt):
    """`from ..module import names`; `level` counts the dots."""

    module: str
    level: int
    names: tuple[ImportedName, ...]


@dataclass(slots=True, eq=False)
class Case(Node):
    """One `case`. The pattern is kept as the names it binds and the values it compares with.

    `classes` are the class expressions of class patterns; `irrefutable` is `case _` or `case name`,
    whatever its guard; `plain` is a value or a choice of values: `case 1 | "one"`. `elements` are the names, None for
    `_`, of a pattern that takes a sequence of this length apart and anything in it: `case (a, _)`. `parts` are
    those of `case Point(x, mass=m)` or `case {"x": x}`: position or name of an attribute, or the key, and the name.
    """

    binds: tuple[Name, ...]
    values: tuple[Expr, ...]
    classes: tuple[Expr, ...]
    guard: Expr | None
    body: tuple[Stmt, ...]
    irrefutable: bool
    plain: bool
    elements: tuple[Name | None, ...] | None = None
    parts: tuple[tuple[int | str | Expr, Name | None], ...] | None = None


@dataclass(slots=True, eq=False)
class Match(Stmt):
    subject: Expr
    cases: tuple[Case, ...]


@dataclass(slots=True, eq=False)
class FunctionDef(Stmt):
    """`@decorators def function`; `at` is the whole definition, `name_at` its name."""

    name_at: int
    function: Function
    decorators: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class ClassDef(Stmt):
    name_at: int
    name: str
    qualname: str
    bases: tuple[Argument, ...]
    body: tuple[Stmt, ...]
    decorators: tuple[Expr, ...]
    scope: Scope
