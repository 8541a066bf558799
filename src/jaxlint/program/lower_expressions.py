"""Lower `ast`'s expressions to `program.tree`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from jaxlint.program import tree
from jaxlint.program.lower_strings import StringLowering
from jaxlint.program.operators import BINARY, BOOLEAN, COMPARISON, UNARY
from jaxlint.program.scopes import ScopeKind


class ExpressionLowering(StringLowering):
    """The walk over the expressions of a slice."""

    # Targets

    def target(self, node: ast.expr) -> tree.Expr:
        """An expression being assigned to or deleted: binds its names."""
        match node:
            case ast.Name(id=name):
                return self.binding(node, name)
            case ast.Tuple() | ast.List():
                kind = tree.Display.TUPLE if isinstance(node, ast.Tuple) else tree.Display.LIST
                at = self.mark(node)
                return tree.Sequence(at, kind, tuple([self.target(element) for element in node.elts]))
            case ast.Starred():
                return tree.Starred(self.mark(node), self.target(node.value))
            case _:
                return self.expr(node)

    def binding(self, node: ast.AST, name: str) -> tree.Name:
        """A name being bound in the innermost scope; `node` is or holds it."""
        self.scopes.bind(name)
        return tree.Name(self.mark(node), name)

    # Leaves

    def name(self, node: ast.Name) -> tree.Expr:
        return tree.Name(self.mark(node), node.id)

    def constant(self, node: ast.Constant) -> tree.Expr:
        return tree.Constant(self.mark(node), node.value)

    # Access and calls

    def attribute(self, node: ast.Attribute) -> tree.Expr:
        return tree.Attribute(self.mark(node), self.expr(node.value), node.attr)

    def subscript(self, node: ast.Subscript) -> tree.Expr:
        return tree.Subscript(self.mark(node), self.expr(node.value), self.expr(node.slice))

    def slice(self, node: ast.Slice) -> tree.Expr:
        at = self.mark(node)
        return tree.Slice(at, self.optional(node.lower), self.optional(node.upper), self.optional(node.step))

    def call(self, node: ast.Call) -> tree.Expr:
        at = self.mark(node)
        func = self.expr(node.func)
        return tree.Call(at, func, self.arguments(node.args, node.keywords))

    def arguments(
        self, positional: Sequence[ast.expr], keywords: Sequence[ast.keyword]
    ) -> tuple[tree.Argument, ...]:
        """The arguments of a call in the order written: `f(*a, b=c, *d)`."""
        written: list[ast.expr | ast.keyword] = [*positional, *keywords]
        if keywords and any(isinstance(node, ast.Starred) for node in positional):
            written.sort(key=lambda node: (node.lineno, node.col_offset))
        return tuple([self.argument(node) for node in written])

    def argument(self, node: ast.expr | ast.keyword) -> tree.Argument:
        at = self.mark(node)
        if isinstance(node, ast.keyword):
            return tree.Argument(at, self.expr(node.value), node.arg, 0 if node.arg else 2)
        if isinstance(node, ast.Starred):
            return tree.Argument(at, self.expr(node.value), None, 1)
        return tree.Argument(at, self.expr(node))

    # Operators

    def binary(self, node: ast.BinOp) -> tree.Expr:
        op = BINARY[node.op.__class__]
        return tree.Binary(self.mark(node), op, self.expr(node.left), self.expr(node.right))

    def unary(self, node: ast.UnaryOp) -> tree.Expr:
        return tree.Unary(self.mark(node), UNARY[node.op.__class__], self.expr(node.operand))

    def boolean(self, node: ast.BoolOp) -> tree.Expr:
        """`a and b and c` is `(a and b) and c`."""
        op = BOOLEAN[node.op.__class__]
        numbers = [self.mark(node) for _ in node.values[1:]]
        lowered = self.expr(node.values[0])
        for at, value in zip(reversed(numbers), node.values[1:], strict=True):
            lowered = tree.Boolean(at, op, lowered, self.expr(value))
        return lowered

    def comparison(self, node: ast.Compare) -> tree.Expr:
        at = self.mark(node)
        left = self.expr(node.left)
        parts = zip(node.ops, node.comparators, strict=True)
        return tree.Compare(at, left, tuple([(COMPARISON[op.__class__], self.expr(v)) for op, v in parts]))

    def conditional(self, node: ast.IfExp) -> tree.Expr:
        at = self.mark(node)
        return tree.Conditional(at, self.expr(node.test), self.expr(node.body), self.expr(node.orelse))

    def walrus(self, node: ast.NamedExpr) -> tree.Expr:
        at = self.mark(node)
        target = tree.Name(self.mark(node.target), node.target.id)
        self.scopes.bind_walrus(target.id)
        return tree.Walrus(at, target, self.expr(node.value))

    def await_(self, node: ast.Await) -> tree.Expr:
        return tree.Await(self.mark(node), self.expr(node.value))

    def yield_(self, node: ast.Yield | ast.YieldFrom) -> tree.Expr:
        at = self.mark(node)
        self.scopes.mark_generator()
        return tree.Yield(at, self.optional(node.value), delegates=isinstance(node, ast.YieldFrom))

    # Displays

    def sequence(self, node: ast.Tuple | ast.List | ast.Set) -> tree.Expr:
        at = self.mark(node)
        return tree.Sequence(at, _DISPLAYS[node.__class__], self.exprs(node.elts))

    def starred(self, node: ast.Starred) -> tree.Expr:
        return tree.Starred(self.mark(node), self.expr(node.value))

    def mapping(self, node: ast.Dict) -> tree.Expr:
        at = self.mark(node)
        pairs = zip(node.keys, node.values, strict=True)
        return tree.Mapping(at, tuple([(self.optional(key), self.expr(value)) for key, value in pairs]))

    # Comprehensions

    def simple_comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> tree.Expr:
        kind = _COMPREHENSIONS[node.__class__]
        return self.comprehension(self.mark(node), kind, node.generators, node.elt, None)

    def dict_comprehension(self, node: ast.DictComp) -> tree.Expr:
        at = self.mark(node)
        kinds = tree.ComprehensionKind
        value: ast.expr | None = node.value
        if value is None:
            # `{**mapping for ...}`, new in Python 3.15: what it holds is unknown.
            inner = self.mark(node)
            made = self.comprehension(inner, kinds.GENERATOR, node.generators, node.key, None)
            return tree.Opaque(at, (made,))
        return self.comprehension(at, kinds.DICT, node.generators, node.key, value)

    def comprehension(
        self,
        at: int,
        kind: tree.ComprehensionKind,
        loops: list[ast.comprehension],
        element: ast.expr,
        value: ast.expr | None,
    ) -> tree.Expr:
        # The first iterable is evaluated outside; everything else in the comprehension's own scope.
        iterable = self.expr(loops[0].iter)
        self.scopes.enter(ScopeKind.COMPREHENSION)
        generators: list[tree.Generator] = []
        for number, loop in enumerate(loops):
            place = self.mark(loop.target)
            if number:
                iterable = self.expr(loop.iter)
            target = self.target(loop.target)
            generators.append(
                tree.Generator(place, target, iterable, self.exprs(loop.ifs), bool(loop.is_async))
            )
        lowered = self.expr(element)
        second = self.optional(value)
        scope = self.scopes.leave()
        return tree.Comprehension(at, kind, lowered, second, tuple(generators), scope)

    # Functions

    def lambda_(self, node: ast.Lambda) -> tree.Expr:
        at = self.mark(node)
        qualname = self.scopes.qualname("<lambda>")
        parameters = self.parameters(node.args)
        self.scopes.enter(ScopeKind.FUNCTION, qualname)
        for parameter in parameters:
            self.scopes.bind(parameter.name)
        body = tree.Return(self.mark(node.body), self.expr(node.body))
        is_generator = self.scopes.is_generator
        scope = self.scopes.leave()
        function = tree.Function(
            at, "<lambda>", qualname, parameters, (body,), scope, is_generator=is_generator
        )
        return tree.Lambda(at, self.made(function))

    def made(self, function: tree.Function) -> tree.Function:
        """A function; the one that it was when it was first read, which has its body again."""
        known = self.known.get(function.at)
        if known is not None:
            known.remember(function)
            function = known
        self.functions[function.at] = function
        return function

    def parameters(self, node: ast.arguments) -> tuple[tree.Parameter, ...]:
        """Parameters as `inspect.signature` orders them; defaults and annotations are read outside."""
        kinds = tree.ParameterKind
        result: list[tree.Parameter] = []
        optional = len(node.posonlyargs) + len(node.args) - len(node.defaults)
        for number, arg in enumerate((*node.posonlyargs, *node.args)):
            kind = kinds.POSITIONAL_ONLY if number < len(node.posonlyargs) else kinds.POSITIONAL
            default = node.defaults[number - optional] if number >= optional else None
            result.append(self.parameter(arg, kind, default))
        if node.vararg is not None:
            result.append(self.parameter(node.vararg, kinds.VAR_POSITIONAL, None))
        for arg, keyword_default in zip(node.kwonlyargs, node.kw_defaults, strict=True):
            result.append(self.parameter(arg, kinds.KEYWORD_ONLY, keyword_default))
        if node.kwarg is not None:
            result.append(self.parameter(node.kwarg, kinds.VAR_KEYWORD, None))
        return tuple(result)

    def parameter(self, node: ast.arg, kind: tree.ParameterKind, default: ast.expr | None) -> tree.Parameter:
        at = self.mark(node)
        return tree.Parameter(at, node.arg, kind, self.optional(default), self.optional(node.annotation))


_DISPLAYS: dict[type[ast.expr], tree.Display] = {
    ast.Tuple: tree.Display.TUPLE,
    ast.List: tree.Display.LIST,
    ast.Set: tree.Display.SET,
}
_COMPREHENSIONS: dict[type[ast.expr], tree.ComprehensionKind] = {
    ast.ListComp: tree.ComprehensionKind.LIST,
    ast.SetComp: tree.ComprehensionKind.SET,
    ast.GeneratorExp: tree.ComprehensionKind.GENERATOR,
}

_OWN = ExpressionLowering
ExpressionLowering.handlers = {
    ast.Name: _OWN.name,
    ast.Constant: _OWN.constant,
    ast.JoinedStr: _OWN.formatted_string,
    ast.Attribute: _OWN.attribute,
    ast.Subscript: _OWN.subscript,
    ast.Slice: _OWN.slice,
    ast.Call: _OWN.call,
    ast.BinOp: _OWN.binary,
    ast.UnaryOp: _OWN.unary,
    ast.BoolOp: _OWN.boolean,
    ast.Compare: _OWN.comparison,
    ast.IfExp: _OWN.conditional,
    ast.NamedExpr: _OWN.walrus,
    ast.Await: _OWN.await_,
    ast.Yield: _OWN.yield_,
    ast.YieldFrom: _OWN.yield_,
    ast.Tuple: _OWN.sequence,
    ast.List: _OWN.sequence,
    ast.Set: _OWN.sequence,
    ast.Starred: _OWN.starred,
    ast.Dict: _OWN.mapping,
    ast.ListComp: _OWN.simple_comprehension,
    ast.SetComp: _OWN.simple_comprehension,
    ast.GeneratorExp: _OWN.simple_comprehension,
    ast.DictComp: _OWN.dict_comprehension,
    ast.Lambda: _OWN.lambda_,
}
if hasattr(ast, "TemplateStr"):
    ExpressionLowering.handlers[ast.TemplateStr] = _OWN.template_string
