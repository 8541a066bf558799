"""Numbers and places: libcst's nodes of a slice, in the order in which the lowering numbers what it makes of them.

`program.lower` makes its tree from `ast`, and counts; this walk goes over the same program as libcst reads it and
counts the same, so that the place of each number is known where somebody asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import libcst as cst

from jaxlint.syntax.positions import BareGenerator, Between, Indices, Place

Visit: TypeAlias = "Callable[[PlaceWalk, Any], None]"
Fields: TypeAlias = dict[type[cst.CSTNode], tuple[str, ...]]

NUMBERED: Fields = {
    cst.Name: (),
    cst.Integer: (),
    cst.Float: (),
    cst.Imaginary: (),
    cst.Ellipsis: (),
    cst.SimpleString: (),
    cst.Attribute: ("value",),
    cst.Slice: ("lower", "upper", "step"),
    cst.Arg: ("value",),
    cst.BinaryOperation: ("left", "right"),
    cst.BooleanOperation: ("left", "right"),
    cst.UnaryOperation: ("expression",),
    cst.Comparison: ("left", "comparisons"),
    cst.IfExp: ("test", "body", "orelse"),
    cst.NamedExpr: ("target", "value"),
    cst.Await: ("expression",),
    cst.Yield: ("value",),
    cst.Tuple: ("elements",),
    cst.List: ("elements",),
    cst.Set: ("elements",),
    cst.Dict: ("elements",),
    cst.StarredElement: ("value",),
    cst.Expr: ("value",),
    cst.Return: ("value",),
    cst.Assign: ("value", "targets"),
    cst.AnnAssign: ("value", "annotation", "target"),
    cst.AugAssign: ("target", "value"),
    cst.Raise: ("cause", "exc"),
    cst.Assert: ("test", "msg"),
    cst.Pass: (),
    cst.Break: (),
    cst.Continue: (),
    cst.Global: (),
    cst.Nonlocal: (),
    cst.Import: ("names",),
    cst.LazyImport: ("names",),
    cst.ImportFrom: ("names",),
    cst.LazyImportFrom: ("names",),
    cst.ImportAlias: (),
    cst.ImportStar: (),
    cst.If: ("test", "body", "orelse"),
    cst.While: ("test", "body", "orelse"),
    cst.For: ("iter", "target", "body", "orelse"),
    cst.With: ("items", "body"),
    cst.WithItem: ("item", "asname"),
    cst.Try: ("body", "handlers", "orelse", "finalbody"),
    cst.TryStar: ("body", "handlers", "orelse", "finalbody"),
    cst.ExceptHandler: ("type", "body"),
    cst.ExceptStarHandler: ("type", "body"),
    cst.Match: ("subject", "cases"),
    cst.MatchCase: ("pattern", "guard", "body"),
}
"""Nodes that have a number, and those of their parts that may have one, in the order of the lowering."""

PASSED: Fields = {
    cst.SimpleStatementLine: ("body",),
    cst.SimpleStatementSuite: ("body",),
    cst.IndentedBlock: ("body",),
    cst.Else: ("body",),
    cst.Finally: ("body",),
    cst.Decorator: ("decorator",),
    cst.Annotation: ("annotation",),
    cst.AsName: ("name",),
    cst.AssignTarget: ("target",),
    cst.From: ("item",),
    cst.ComparisonTarget: ("comparator",),
    cst.SubscriptElement: ("slice",),
    cst.Element: ("value",),
    cst.DictElement: ("key", "value"),
    cst.StarredDictElement: ("value",),
    cst.CompIf: ("test",),
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
    cst.ParamStar: (),
    cst.MatchAs: ("pattern", "name"),
    cst.MatchStar: ("name",),
    cst.MatchOr: ("patterns",),
    cst.MatchOrElement: ("pattern",),
    cst.MatchList: ("patterns",),
    cst.MatchTuple: ("patterns",),
    cst.MatchSequenceElement: ("value",),
    cst.MatchValue: ("value",),
    cst.MatchSingleton: ("value",),
    cst.MatchMapping: ("elements", "rest"),
    cst.MatchMappingElement: ("key", "pattern"),
    cst.MatchClass: ("cls", "patterns", "kwds"),
    cst.MatchKeywordElement: ("pattern",),
}
"""Nodes without a number of their own, and those of their parts that may have one."""


def places_of(module: cst.Module) -> list[Place]:
    """The place of every number, counted from the first of the slice."""
    walk = PlaceWalk()
    walk.visit(module.body)
    return walk.places


class PlaceWalk:
    """One walk over a slice."""

    def __init__(self) -> None:
        self.places: list[Place] = []

    def visit(self, *parts: object) -> None:
        """Go to nodes and sequences of nodes, in this order."""
        for part in parts:
            if isinstance(part, (list, tuple)):
                self.visit(*part)
            elif isinstance(part, cst.CSTNode):
                self._visit_node(part)

    def _visit_node(self, node: cst.CSTNode) -> None:
        kind = node.__class__
        handler = _SPECIAL.get(kind)
        if handler is not None:
            handler(self, node)
            return
        fields = NUMBERED.get(kind)
        if fields is not None:
            self.places.append(node)
        for field in PASSED[kind] if fields is None else fields:
            self.visit(getattr(node, field))

    # Expressions

    def subscript(self, node: cst.Subscript) -> None:
        self.places.append(node)
        self.visit(node.value)
        first = node.slice[0]
        alone = len(node.slice) == 1 and not isinstance(first.comma, cst.Comma)
        if not alone or (isinstance(first.slice, cst.Index) and first.slice.star):
            self.places.append(Indices(node))
        self.visit(node.slice)

    def index(self, node: cst.Index) -> None:
        if node.star:
            self.places.append(node)
        self.visit(node.value)

    def call(self, node: cst.Call) -> None:
        self.places.append(node)
        self.visit(node.func)
        value = node.args[0].value if len(node.args) == 1 else None
        if isinstance(value, cst.GeneratorExp) and not value.lpar:
            # Argument and generator expression share their parentheses with the call.
            self.places += [BareGenerator(node)] * 2
            self.loops(value.for_in, value.elt)
        else:
            self.visit(node.args)

    def comprehension(self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp) -> None:
        self.places.append(node)
        self.loops(node.for_in, node.elt)

    def dict_comprehension(self, node: cst.DictComp) -> None:
        self.places.append(node)
        self.loops(node.for_in, node.key, node.value)

    def unpacking_comprehension(self, node: cst.StarredDictComp) -> None:
        self.places += [node, node]
        self.loops(node.for_in, node.value)

    def loops(self, loop: cst.CompFor, *elements: cst.CSTNode) -> None:
        """The loops of a comprehension, the iterable of the first one outside, then what it makes."""
        self.visit(loop.iter)
        inner: cst.CompFor | None = loop
        while inner is not None:
            self.places.append(inner)
            self.visit(None if inner is loop else inner.iter, inner.target, inner.ifs)
            inner = inner.inner_for_in
        self.visit(elements)

    def lambda_(self, node: cst.Lambda) -> None:
        self.places.append(node)
        self.visit(node.params)
        # The body is a `return` of its own.
        self.places.append(node.body)
        self.visit(node.body)

    def parameter(self, node: cst.Param) -> None:
        self.places.append(node.name)
        self.visit(node.default, node.annotation)

    # Strings

    def formatted(self, node: cst.FormattedString) -> None:
        self.places.append(node)
        self.fields(node.parts)

    def templated(self, node: cst.TemplatedString) -> None:
        self.places.append(node)
        self.operands(node.parts)

    def concatenated(self, node: cst.ConcatenatedString) -> None:
        self.places.append(node)
        pieces: list[cst.BaseString] = []
        rest: cst.BaseString = node
        while isinstance(rest, cst.ConcatenatedString):
            pieces.append(rest.left)
            rest = rest.right
        for piece in (*pieces, rest):
            if isinstance(piece, cst.FormattedString):
                self.fields(piece.parts)
            elif isinstance(piece, cst.TemplatedString):
                self.operands(piece.parts)

    def fields(self, parts: Iterable[cst.BaseFormattedStringContent]) -> None:
        """Fields of an f-string; a format specification is a string of its own."""
        for part in parts:
            if isinstance(part, cst.FormattedStringExpression):
                self.places.append(part)
                self.visit(part.expression)
                if part.format_spec is not None:
                    self.places.append(part)
                    self.fields(part.format_spec)

    def operands(self, parts: Iterable[cst.CSTNode]) -> None:
        """Fields of a template string, of which only the expressions have numbers."""
        for part in parts:
            if isinstance(part, (cst.TemplatedStringExpression, cst.FormattedStringExpression)):
                self.visit(part.expression)
                self.operands(part.format_spec or ())

    # Statements

    def delete(self, node: cst.Del) -> None:
        self.places.append(node)
        bare = isinstance(node.target, cst.Tuple) and not node.target.lpar
        self.visit(node.target.elements if isinstance(node.target, cst.Tuple) and bare else node.target)

    def type_alias(self, node: cst.TypeAlias) -> None:
        self.places += [node, node.name, node.value]

    def function_def(self, node: cst.FunctionDef) -> None:
        self.places += [node if node.asynchronous is None else Between(node.asynchronous, node), node.name]
        self.visit(node.decorators, node.params, node.returns, node.body)

    def class_def(self, node: cst.ClassDef) -> None:
        self.places += [node, node.name]
        self.visit(node.decorators, node.bases, node.keywords, node.body)


_SPECIAL: dict[type[cst.CSTNode], Visit] = {
    cst.Subscript: PlaceWalk.subscript,
    cst.Index: PlaceWalk.index,
    cst.Call: PlaceWalk.call,
    cst.ListComp: PlaceWalk.comprehension,
    cst.SetComp: PlaceWalk.comprehension,
    cst.GeneratorExp: PlaceWalk.comprehension,
    cst.DictComp: PlaceWalk.dict_comprehension,
    cst.StarredDictComp: PlaceWalk.unpacking_comprehension,
    cst.Lambda: PlaceWalk.lambda_,
    cst.Param: PlaceWalk.parameter,
    cst.FormattedString: PlaceWalk.formatted,
    cst.TemplatedString: PlaceWalk.templated,
    cst.ConcatenatedString: PlaceWalk.concatenated,
    cst.Del: PlaceWalk.delete,
    cst.TypeAlias: PlaceWalk.type_alias,
    cst.FunctionDef: PlaceWalk.function_def,
    cst.ClassDef: PlaceWalk.class_def,
}
