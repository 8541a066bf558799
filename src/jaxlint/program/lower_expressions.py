"""Lower libcst's expressions to `program.tree`."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from jaxlint.program import tree
from jaxlint.program.lower_strings import StringLowering
from jaxlint.program.operators import BINARY, BOOLEAN, COMPARISON, UNARY
from jaxlint.program.scopes import ScopeKind
from jaxlint.program.strings import identifier
from jaxlint.syntax.positions import BareGenerator, Indices, Place

_NAMED_CONSTANTS: dict[str, bool | None] = {"True": True, "False": False, "None": None}


class ExpressionLowering(StringLowering):
    """The walk over the expressions of a slice."""

    # Targets

    def target(self, node: cst.CSTNode) -> tree.Expr:
        """An expression being assigned to or deleted: binds its names."""
        match node:
            case cst.Name():
                return self.binding(node)
            case cst.Tuple() | cst.List():
                kind = tree.Display.TUPLE if isinstance(node, cst.Tuple) else tree.Display.LIST
                at = self.mark(node)
                return tree.Sequence(at, kind, tuple([self.target(element) for element in node.elements]))
            case cst.Element():
                return self.target(node.value)
            case cst.StarredElement():
                return tree.Starred(self.mark(node), self.target(node.value))
            case _:
                return self.expr(node)

    def binding(self, node: cst.Name) -> tree.Name:
        """A name being bound in the innermost scope."""
        name = identifier(node)
        self.scopes.bind(name)
        return tree.Name(self.mark(node), name)

    # Leaves

    def name(self, node: cst.Name) -> tree.Expr:
        name = identifier(node)
        if name in _NAMED_CONSTANTS:
            return tree.Constant(self.mark(node), _NAMED_CONSTANTS[name])
        return tree.Name(self.mark(node), name)

    def integer(self, node: cst.Integer) -> tree.Expr:
        return tree.Constant(self.mark(node), int(node.value, 0))

    def float(self, node: cst.Float) -> tree.Expr:
        return tree.Constant(self.mark(node), float(node.value))

    def imaginary(self, node: cst.Imaginary) -> tree.Expr:
        return tree.Constant(self.mark(node), complex(node.value.replace("_", "")))

    def ellipsis(self, node: cst.Ellipsis) -> tree.Expr:
        return tree.Constant(self.mark(node), ...)

    # Access and calls

    def attribute(self, node: cst.Attribute) -> tree.Expr:
        return tree.Attribute(self.mark(node), self.expr(node.value), identifier(node.attr))

    def subscript(self, node: cst.Subscript) -> tree.Expr:
        at = self.mark(node)
        value = self.expr(node.value)
        elements = node.slice
        first = elements[0]
        alone = len(elements) == 1 and not isinstance(first.comma, cst.Comma)
        if alone and not (isinstance(first.slice, cst.Index) and first.slice.star):
            return tree.Subscript(at, value, self.index(first.slice))
        place = self.mark(Indices(node))
        indices = tuple([self.index(element.slice) for element in elements])
        return tree.Subscript(at, value, tree.Sequence(place, tree.Display.TUPLE, indices))

    def index(self, node: cst.BaseSlice) -> tree.Expr:
        if isinstance(node, cst.Slice):
            at = self.mark(node)
            bounds = (self.optional(node.lower), self.optional(node.upper), self.optional(node.step))
            return tree.Slice(at, *bounds)
        assert isinstance(node, cst.Index)
        if node.star:
            return tree.Starred(self.mark(node), self.expr(node.value))
        return self.expr(node.value)

    def call(self, node: cst.Call) -> tree.Expr:
        at = self.mark(node)
        func = self.expr(node.func)
        if len(node.args) == 1:
            value = node.args[0].value
            if isinstance(value, cst.GeneratorExp) and not value.lpar:
                place = BareGenerator(node)
                argument = tree.Argument(self.mark(place), self.generator_expression(value, place))
                return tree.Call(at, func, (argument,))
        return tree.Call(at, func, self.arguments(node.args))

    def arguments(self, nodes: Iterable[cst.Arg]) -> tuple[tree.Argument, ...]:
        return tuple([self.argument(node) for node in nodes])

    def argument(self, node: cst.Arg) -> tree.Argument:
        at = self.mark(node)
        keyword = None if node.keyword is None else identifier(node.keyword)
        return tree.Argument(at, self.expr(node.value), keyword, len(node.star))

    # Operators

    def binary(self, node: cst.BinaryOperation) -> tree.Expr:
        op = BINARY[node.operator.__class__]
        return tree.Binary(self.mark(node), op, self.expr(node.left), self.expr(node.right))

    def unary(self, node: cst.UnaryOperation) -> tree.Expr:
        op = UNARY[node.operator.__class__]
        return tree.Unary(self.mark(node), op, self.expr(node.expression))

    def boolean(self, node: cst.BooleanOperation) -> tree.Expr:
        op = BOOLEAN[node.operator.__class__]
        return tree.Boolean(self.mark(node), op, self.expr(node.left), self.expr(node.right))

    def comparison(self, node: cst.Comparison) -> tree.Expr:
        at = self.mark(node)
        left = self.expr(node.left)
        rest = [
            (COMPARISON[part.operator.__class__], self.expr(part.comparator)) for part in node.comparisons
        ]
        return tree.Compare(at, left, tuple(rest))

    def conditional(self, node: cst.IfExp) -> tree.Expr:
        at = self.mark(node)
        return tree.Conditional(at, self.expr(node.test), self.expr(node.body), self.expr(node.orelse))

    def walrus(self, node: cst.NamedExpr) -> tree.Expr:
        at = self.mark(node)
        assert isinstance(node.target, cst.Name)
        target = tree.Name(self.mark(node.target), identifier(node.target))
        self.scopes.bind_walrus(target.id)
        return tree.Walrus(at, target, self.expr(node.value))

    def await_(self, node: cst.Await) -> tree.Expr:
        return tree.Await(self.mark(node), self.expr(node.expression))

    def yield_(self, node: cst.Yield) -> tree.Expr:
        at = self.mark(node)
        self.scopes.mark_generator()
        if isinstance(node.value, cst.From):
            return tree.Yield(at, self.expr(node.value.item), delegates=True)
        return tree.Yield(at, self.optional(node.value), delegates=False)

    # Displays

    def sequence(self, node: cst.Tuple | cst.List | cst.Set) -> tree.Expr:
        at = self.mark(node)
        return tree.Sequence(at, _DISPLAYS[node.__class__], self.exprs(node.elements))

    def element(self, node: cst.Element) -> tree.Expr:
        return self.expr(node.value)

    def starred(self, node: cst.StarredElement) -> tree.Expr:
        return tree.Starred(self.mark(node), self.expr(node.value))

    def mapping(self, node: cst.Dict) -> tree.Expr:
        at = self.mark(node)
        items: list[tuple[tree.Expr | None, tree.Expr]] = []
        for element in node.elements:
            key = self.expr(element.key) if isinstance(element, cst.DictElement) else None
            items.append((key, self.expr(element.value)))
        return tree.Mapping(at, tuple(items))

    # Comprehensions

    def simple_comprehension(self, node: cst.ListComp | cst.SetComp | cst.GeneratorExp) -> tree.Expr:
        return self.comprehension(
            self.mark(node), _COMPREHENSIONS[node.__class__], node.for_in, node.elt, None
        )

    def generator_expression(self, node: cst.GeneratorExp, place: Place) -> tree.Expr:
        at = self.mark(place)
        return self.comprehension(at, tree.ComprehensionKind.GENERATOR, node.for_in, node.elt, None)

    def dict_comprehension(self, node: cst.DictComp) -> tree.Expr:
        at = self.mark(node)
        return self.comprehension(at, tree.ComprehensionKind.DICT, node.for_in, node.key, node.value)

    def unpacking_comprehension(self, node: cst.StarredDictComp) -> tree.Expr:
        """`{**mapping for ...}`: what it holds is unknown."""
        at = self.mark(node)
        inner = self.comprehension(
            self.mark(node), tree.ComprehensionKind.GENERATOR, node.for_in, node.value, None
        )
        return tree.Opaque(at, (inner,))

    def comprehension(
        self,
        at: int,
        kind: tree.ComprehensionKind,
        loop: cst.CompFor,
        element: cst.CSTNode,
        value: cst.CSTNode | None,
    ) -> tree.Expr:
        # The first iterable is evaluated outside; everything else in the comprehension's own scope.
        iterable = self.expr(loop.iter)
        self.scopes.enter(ScopeKind.COMPREHENSION)
        generators: list[tree.Generator] = []
        inner: cst.CompFor | None = loop
        while inner is not None:
            place = self.mark(inner)
            if inner is not loop:
                iterable = self.expr(inner.iter)
            target = self.target(inner.target)
            tests = tuple([self.expr(condition.test) for condition in inner.ifs])
            is_async = inner.asynchronous is not None
            generators.append(tree.Generator(place, target, iterable, tests, is_async))
            inner = inner.inner_for_in
        lowered = self.expr(element)
        second = self.optional(value)
        scope = self.scopes.leave()
        return tree.Comprehension(at, kind, lowered, second, tuple(generators), scope)

    # Functions

    def lambda_(self, node: cst.Lambda) -> tree.Expr:
        at = self.mark(node)
        qualname = self.scopes.qualname("<lambda>")
        parameters = self.parameters(node.params)
        self.scopes.enter(ScopeKind.FUNCTION, qualname)
        for parameter in parameters:
            self.scopes.bind(parameter.name)
        body = tree.Return(self.mark(node.body), self.expr(node.body))
        is_generator = self.scopes.is_generator
        scope = self.scopes.leave()
        function = tree.Function(
            at, "<lambda>", qualname, parameters, (body,), scope, is_generator=is_generator
        )
        self.functions[at] = function
        return tree.Lambda(at, function)

    def parameters(self, node: cst.Parameters) -> tuple[tree.Parameter, ...]:
        """Parameters as `inspect.signature` orders them; defaults and annotations are read outside."""
        kinds = tree.ParameterKind
        result = [self.parameter(param, kinds.POSITIONAL_ONLY) for param in node.posonly_params]
        result += [self.parameter(param, kinds.POSITIONAL) for param in node.params]
        if isinstance(node.star_arg, cst.Param):
            result.append(self.parameter(node.star_arg, kinds.VAR_POSITIONAL))
        result += [self.parameter(param, kinds.KEYWORD_ONLY) for param in node.kwonly_params]
        if node.star_kwarg is not None:
            result.append(self.parameter(node.star_kwarg, kinds.VAR_KEYWORD))
        return tuple(result)

    def parameter(self, node: cst.Param, kind: tree.ParameterKind) -> tree.Parameter:
        at = self.mark(node.name)
        default = self.optional(node.default)
        annotation = None if node.annotation is None else self.expr(node.annotation.annotation)
        return tree.Parameter(at, identifier(node.name), kind, default, annotation)


_DISPLAYS: dict[type[cst.CSTNode], tree.Display] = {
    cst.Tuple: tree.Display.TUPLE,
    cst.List: tree.Display.LIST,
    cst.Set: tree.Display.SET,
}
_COMPREHENSIONS: dict[type[cst.CSTNode], tree.ComprehensionKind] = {
    cst.ListComp: tree.ComprehensionKind.LIST,
    cst.SetComp: tree.ComprehensionKind.SET,
    cst.GeneratorExp: tree.ComprehensionKind.GENERATOR,
}

_OWN = ExpressionLowering
ExpressionLowering.handlers = {
    cst.Name: _OWN.name,
    cst.Integer: _OWN.integer,
    cst.Float: _OWN.float,
    cst.Imaginary: _OWN.imaginary,
    cst.Ellipsis: _OWN.ellipsis,
    cst.SimpleString: _OWN.simple_string,
    cst.FormattedString: _OWN.formatted_string,
    cst.TemplatedString: _OWN.templated_string,
    cst.ConcatenatedString: _OWN.concatenated_string,
    cst.Attribute: _OWN.attribute,
    cst.Subscript: _OWN.subscript,
    cst.Call: _OWN.call,
    cst.BinaryOperation: _OWN.binary,
    cst.UnaryOperation: _OWN.unary,
    cst.BooleanOperation: _OWN.boolean,
    cst.Comparison: _OWN.comparison,
    cst.IfExp: _OWN.conditional,
    cst.NamedExpr: _OWN.walrus,
    cst.Await: _OWN.await_,
    cst.Yield: _OWN.yield_,
    cst.Tuple: _OWN.sequence,
    cst.List: _OWN.sequence,
    cst.Set: _OWN.sequence,
    cst.Element: _OWN.element,
    cst.StarredElement: _OWN.starred,
    cst.Dict: _OWN.mapping,
    cst.ListComp: _OWN.simple_comprehension,
    cst.SetComp: _OWN.simple_comprehension,
    cst.GeneratorExp: _OWN.simple_comprehension,
    cst.DictComp: _OWN.dict_comprehension,
    cst.StarredDictComp: _OWN.unpacking_comprehension,
    cst.Lambda: _OWN.lambda_,
}
