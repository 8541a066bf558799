"""Expressions of the lowered program, functions and scopes (see `program.tree`)."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING

from jaxlint.records import dataclass

if TYPE_CHECKING:
    from jaxlint.program.statements import Stmt


@dataclass(slots=True, eq=False)
class Node:
    at: int


_PARTS: dict[type[Node], tuple[str, ...]] = {}


def parts_of(node: Node) -> list[object]:
    """What a node is made of: its fields in order, `at` and `scope` left out."""
    names = _PARTS.get(node.__class__)
    if names is None:
        names = tuple([f.name for f in fields(node) if f.name not in ("at", "scope")])
        _PARTS[node.__class__] = names
    return [getattr(node, name) for name in names]


# Expressions


@dataclass(slots=True, eq=False)
class Expr(Node):
    """Any expression."""


@dataclass(slots=True, eq=False)
class Name(Expr):
    """`x` being read (as a target: being bound)."""

    id: str


@dataclass(slots=True, eq=False)
class Constant(Expr):
    """`1`, `"a"`, `None`, `...`: numbers, strings, bytes and the named constants."""

    value: object


@dataclass(slots=True, eq=False)
class Attribute(Expr):
    """`value.attr`."""

    value: Expr
    attr: str


@dataclass(slots=True, eq=False)
class Subscript(Expr):
    """`value[index]`; several indices make `index` a Tuple, `a:b` a Slice."""

    value: Expr
    index: Expr


@dataclass(slots=True, eq=False)
class Slice(Expr):
    """`lower:upper:step` inside a subscript."""

    lower: Expr | None
    upper: Expr | None
    step: Expr | None


@dataclass(slots=True, eq=False)
class Argument(Node):
    """One argument of a call: `v`, `k=v` (keyword), `*v` (stars 1), `**v` (stars 2)."""

    value: Expr
    keyword: str | None = None
    stars: int = 0


@dataclass(slots=True, eq=False)
class Call(Expr):
    """`func(...)`."""

    func: Expr
    args: tuple[Argument, ...]


@dataclass(slots=True, eq=False)
class Binary(Expr):
    """`left op right`, op one of `+ - * / // % ** @ << >> & | ^`."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Unary(Expr):
    """`op operand`, op one of `- + ~ not`."""

    op: str
    operand: Expr


@dataclass(slots=True, eq=False)
class Boolean(Expr):
    """`left op right`, op `and` or `or`."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Compare(Expr):
    """`left op right op ...`, ops `< <= > >= == != in not in is is not`."""

    left: Expr
    rest: tuple[tuple[str, Expr], ...]


@dataclass(slots=True, eq=False)
class Conditional(Expr):
    """`body if test else orelse`."""

    test: Expr
    body: Expr
    orelse: Expr


@dataclass(slots=True, eq=False)
class Starred(Expr):
    """`*value` in a display or a target."""

    value: Expr


class Display(enum.Enum):
    TUPLE = "tuple"
    LIST = "list"
    SET = "set"


@dataclass(slots=True, eq=False)
class Sequence(Expr):
    """`(a, b)`, `[a, b]`, `{a, b}`."""

    kind: Display
    elements: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Mapping(Expr):
    """`{k: v, **rest}`; the key of `**rest` is None."""

    items: tuple[tuple[Expr | None, Expr], ...]


class ComprehensionKind(enum.Enum):
    LIST = "list"
    SET = "set"
    DICT = "dict"
    GENERATOR = "generator"


@dataclass(slots=True, eq=False)
class Generator(Node):
    """`for target in iterable if test ...` of a comprehension."""

    target: Expr
    iterable: Expr
    tests: tuple[Expr, ...]
    is_async: bool


@dataclass(slots=True, eq=False)
class Comprehension(Expr):
    """`[element for ...]`; for a dict `element` is the key and `value` the value.

    `scope` is the comprehension's own scope: its targets do not leak, walrus targets do.
    """

    kind: ComprehensionKind
    element: Expr
    value: Expr | None
    generators: tuple[Generator, ...]
    scope: Scope


@dataclass(slots=True, eq=False)
class Lambda(Expr):
    """`lambda ...: body`; the function's body is one Return."""

    function: Function


@dataclass(slots=True, eq=False)
class Walrus(Expr):
    """`(target := value)`."""

    target: Name
    value: Expr


@dataclass(slots=True, eq=False)
class Format(Node):
    """`{value!conversion:spec}` of an f-string; `{value=}` is the text `value=` and the value."""

    value: Expr
    conversion: str | None
    spec: FString | None


@dataclass(slots=True, eq=False)
class FString(Expr):
    """An f-string; plain text between fields as str, implicit concatenation flattened."""

    parts: tuple[str | Format, ...]


@dataclass(slots=True, eq=False)
class Await(Expr):
    value: Expr


@dataclass(slots=True, eq=False)
class Yield(Expr):
    """`yield value`, or `yield from value` (delegates)."""

    value: Expr | None
    delegates: bool


@dataclass(slots=True, eq=False)
class Opaque(Expr):
    """An expression that the lowering does not model; its operands are evaluated, its value is unknown."""

    operands: tuple[Expr, ...] = ()


# Functions


class ParameterKind(enum.Enum):
    POSITIONAL_ONLY = "positional only"
    POSITIONAL = "positional or keyword"
    VAR_POSITIONAL = "*args"
    KEYWORD_ONLY = "keyword only"
    VAR_KEYWORD = "**kwargs"


@dataclass(slots=True, eq=False)
class Parameter(Node):
    name: str
    kind: ParameterKind
    default: Expr | None
    annotation: Expr | None


NO_NAMES = frozenset[str]()
"""One for all: Python makes a new one each time, of 200 bytes, and few scopes declare anything."""


@dataclass(slots=True)
class Scope:
    """Names of one function, lambda, class body or comprehension.

    `bound`: names it assigns, imports, defines, deletes or takes as parameters, less those it declares
    `global` or `nonlocal`. A name in none of the three sets is looked up outwards.
    """

    bound: frozenset[str] = NO_NAMES
    global_names: frozenset[str] = NO_NAMES
    nonlocal_names: frozenset[str] = NO_NAMES


@dataclass(slots=True, eq=False)
class Function(Node):
    """A `def` or a lambda (whose name is `<lambda>`).

    Of a method, the body and what depends on it may be read when one of them is first asked for; of any function, the
    body, scope and signature may be forgotten and read again.
    """

    name: str
    qualname: str
    parameters: tuple[Parameter, ...]
    body: tuple[Stmt, ...]
    scope: Scope
    is_async: bool = False
    is_generator: bool = False
    returns: Expr | None = None
    reader: Callable[[], Function] | None = None

    def put_off(self, reader: Callable[[], Function]) -> None:
        """Read the body later, as that of the function that `reader` gives."""
        self.reader = reader
        del self.body, self.scope, self.is_generator

    def forget_body(self, reader: Callable[[], Function], *, signature: bool) -> None:
        """Have `reader` see to it that this very function is to `remember` its body, and its `signature` if that is
        to be forgotten too, when they are next asked for.
        """
        if self.reader is None:
            self.reader = reader
            del self.body, self.scope
            if signature:
                del self.parameters, self.returns

    def remember(self, read: Function) -> None:
        """Have again what was forgotten, from another reading of this function."""
        self.body, self.scope, self.reader = read.body, read.scope, None
        if not hasattr(self, "parameters"):
            self.parameters, self.returns = read.parameters, read.returns

    def __getattr__(self, name: str) -> object:
        # Python comes here for what has been deleted.
        if name not in _READ_LATER or self.reader is None:
            raise AttributeError(name)
        read = self.reader()
        if read is not self:
            self.body, self.scope, self.is_generator = read.body, read.scope, read.is_generator
        self.reader = None
        return getattr(self, name)


_READ_LATER = frozenset(("body", "scope", "is_generator", "parameters", "returns"))
"""What a function may do without until it is asked for."""
