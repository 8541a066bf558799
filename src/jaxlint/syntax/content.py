"""What occurs inside a statement: names, attributes, and the features that tell what it might do."""

from __future__ import annotations

import ast
from ast import Attribute, Call, Constant, Load, Name
from collections.abc import Callable, Sequence
from enum import Flag, auto
from typing import Any

from jaxlint.syntax.gate import DEEPEST, LONGEST_CHAIN
from jaxlint.syntax.walking import FIELDS, children


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

# Enumerations are combined by functions of Python's, numbers by the interpreter.
_BITS = {kind: feature.value for kind, feature in _FEATURES.items()}
_SUBSCRIPT_STORE = Feature.SUBSCRIPT_STORE.value
_ATTRIBUTE_STORE = Feature.ATTRIBUTE_STORE.value
_BARE_METHOD_CALL = Feature.BARE_METHOD_CALL.value
_AT_UPDATE = Feature.AT_UPDATE.value
_OUT_KEYWORD = Feature.OUT_KEYWORD.value
_MATMUL = Feature.MATMUL.value


class Content:
    """What occurs inside some nodes, such as one statement of the module or of a class."""

    __slots__ = ("_bits", "_levels", "attributes", "discarded", "imports", "kinds", "names", "stored")

    def __init__(self, nodes: Sequence[ast.AST]) -> None:
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.stored: set[str] = set()
        self.discarded: set[str] = set()
        self.imports: list[ast.Import | ast.ImportFrom] = []
        self._bits = 0
        self.kinds: set[type[ast.AST]] = set()
        """Classes of nodes; those that occur everywhere are left out."""
        self._levels = 0
        self._walk(nodes)

    @classmethod
    def of_class(cls, node: ast.ClassDef) -> tuple[Content, list[Content]]:
        """What occurs in a class, and in each statement of its body."""
        whole = cls([child for child in children(node) if not isinstance(child, ast.stmt)])
        whole.kinds.add(node.__class__)
        whole._named(node)
        parts = [cls([part]) for part in node.body]
        for part in parts:
            whole._take_in(part)
        return whole, parts

    @property
    def features(self) -> Feature:
        bits = self._bits
        for kind in self.kinds:
            bits |= _BITS.get(kind, 0)
        if not MATRIX_PRODUCTS.isdisjoint(self.names) or not MATRIX_PRODUCTS.isdisjoint(self.attributes):
            bits |= _MATMUL
        return Feature(bits)

    @property
    def is_intricate(self) -> bool:
        """Whether it may be too much for libcst: the gate has to look closer."""
        return self._levels > DEEPEST or ast.match_case in self.kinds

    def _take_in(self, part: Content) -> None:
        """Add what occurs one level below."""
        self.names |= part.names
        self.attributes |= part.attributes
        self.stored |= part.stored
        self.discarded |= part.discarded
        self.imports += part.imports
        self._bits |= part._bits
        self.kinds |= part.kinds
        self._levels = max(self._levels, part._levels + 1)

    def _walk(self, nodes: Sequence[Any]) -> None:
        # Every node of a project passes here: the most frequent classes come first.
        names, attributes, kinds = self.names, self.attributes, self.kinds
        levels = 0
        while nodes:
            levels += 1
            below: list[Any] = []
            for node in nodes:
                kind = node.__class__
                if kind is Name:
                    names.add(node.id)
                elif kind is Attribute:
                    attributes.add(node.attr)
                    below.append(node.value)
                    if node.ctx.__class__ is not Load:
                        self._bits |= _ATTRIBUTE_STORE
                        self.stored.add(node.attr)
                elif kind is Call:
                    below.append(node.func)
                    below += node.args
                    below += node.keywords
                elif kind is not Constant:
                    kinds.add(kind)
                    if kind in _SPECIAL:
                        _SPECIAL[kind](self, node)
                    for field in FIELDS[kind]:
                        value = getattr(node, field)
                        if value.__class__ is list:
                            below += value
                        elif value is not None:
                            below.append(value)
            nodes = below
        self._levels = max(self._levels, levels)

    def _chain(self, node: ast.BoolOp) -> None:
        if len(node.values) > LONGEST_CHAIN:
            self._levels = DEEPEST + 1

    def _subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._bits |= _SUBSCRIPT_STORE
        if isinstance(node.value, ast.Attribute) and node.value.attr == "at":
            self._bits |= _AT_UPDATE

    def _expression(self, node: ast.Expr) -> None:
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
            self._bits |= _BARE_METHOD_CALL
            self.discarded.add(node.value.func.attr)

    def _keyword(self, node: ast.keyword) -> None:
        if node.arg is not None:
            self.attributes.add(node.arg)
            if node.arg == "out":
                self._bits |= _OUT_KEYWORD

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
    ast.BoolOp: Content._chain,
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
