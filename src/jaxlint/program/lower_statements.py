"""Lower `ast`'s statements to `program.tree`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeAlias

from jaxlint.program import tree
from jaxlint.program.lower_expressions import ExpressionLowering
from jaxlint.program.lower_patterns import compares_values, elements_of, matches_anything, parts_of
from jaxlint.program.operators import BINARY
from jaxlint.program.scopes import ScopeKind

StatementHandler: TypeAlias = "Callable[[StatementLowering, Any], tree.Stmt]"
Definition: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


class StatementLowering(ExpressionLowering):
    """The walk over the statements of a slice."""

    statement_handlers: ClassVar[dict[type[ast.stmt], StatementHandler]] = {}

    def __init__(
        self,
        first: int,
        left_out: frozenset[Definition] = frozenset(),
        known: Mapping[int, tree.Function] | None = None,
    ) -> None:
        """`left_out`: methods whose bodies are lowered apart; `pass` stands for each.

        `known`: functions that have been read before, and stay what they are.
        """
        super().__init__(first, known)
        self.left_out = left_out
        self.classes: dict[int, tree.ClassDef] = {}

    def block(self, nodes: Sequence[ast.stmt]) -> tuple[tree.Stmt, ...]:
        """The statements of a body."""
        handlers = self.statement_handlers
        return tuple([handlers[node.__class__](self, node) for node in nodes])

    # Simple statements

    def expression(self, node: ast.Expr) -> tree.Stmt:
        return tree.ExprStmt(self.mark(node), self.expr(node.value))

    def assign(self, node: ast.Assign) -> tree.Stmt:
        at = self.mark(node)
        value = self.expr(node.value)
        return tree.Assign(at, tuple([self.target(target) for target in node.targets]), value)

    def annotated_assign(self, node: ast.AnnAssign) -> tree.Stmt:
        at = self.mark(node)
        value = self.optional(node.value)
        annotation = self.expr(node.annotation)
        # `(x): int` declares nothing.
        declares = value is not None or node.simple or not isinstance(node.target, ast.Name)
        target = self.target(node.target) if declares else self.expr(node.target)
        return tree.AnnAssign(at, target, annotation, value)

    def augmented_assign(self, node: ast.AugAssign) -> tree.Stmt:
        at = self.mark(node)
        target = self.target(node.target)
        return tree.AugAssign(at, target, BINARY[node.op.__class__], self.expr(node.value))

    def delete(self, node: ast.Delete) -> tree.Stmt:
        at = self.mark(node)
        return tree.Delete(at, tuple([self.target(target) for target in node.targets]))

    def return_(self, node: ast.Return) -> tree.Stmt:
        return tree.Return(self.mark(node), self.optional(node.value))

    def raise_(self, node: ast.Raise) -> tree.Stmt:
        at = self.mark(node)
        cause = self.optional(node.cause)
        return tree.Raise(at, self.optional(node.exc), cause)

    def assert_(self, node: ast.Assert) -> tree.Stmt:
        return tree.Assert(self.mark(node), self.expr(node.test), self.optional(node.msg))

    def pass_(self, node: ast.Pass) -> tree.Stmt:
        return tree.Pass(self.mark(node))

    def break_(self, node: ast.Break) -> tree.Stmt:
        return tree.Break(self.mark(node))

    def continue_(self, node: ast.Continue) -> tree.Stmt:
        return tree.Continue(self.mark(node))

    def global_(self, node: ast.Global) -> tree.Stmt:
        for name in node.names:
            self.scopes.declare_global(name)
        return tree.GlobalDecl(self.mark(node), tuple(node.names))

    def nonlocal_(self, node: ast.Nonlocal) -> tree.Stmt:
        for name in node.names:
            self.scopes.declare_nonlocal(name)
        return tree.NonlocalDecl(self.mark(node), tuple(node.names))

    def import_(self, node: ast.Import) -> tree.Stmt:
        at = self.mark(node)
        for alias in node.names:
            self.scopes.bind(alias.asname or alias.name.partition(".")[0])
        return tree.Import(at, self.imported(node.names))

    def import_from(self, node: ast.ImportFrom) -> tree.Stmt:
        at = self.mark(node)
        for alias in node.names:
            if alias.name != "*":
                self.scopes.bind(alias.asname or alias.name)
        return tree.ImportFrom(at, node.module or "", node.level, self.imported(node.names))

    def imported(self, names: Sequence[ast.alias]) -> tuple[tree.ImportedName, ...]:
        return tuple([tree.ImportedName(self.mark(alias), alias.name, alias.asname) for alias in names])

    def type_alias(self, node: Any) -> tree.Stmt:
        """`type X = ...`: the right side is evaluated when somebody asks for it, so it has no operands."""
        at = self.mark(node)
        return tree.Assign(at, (self.binding(node.name, node.name.id),), tree.Opaque(self.mark(node.value)))

    # Compound statements

    def if_(self, node: ast.If, is_elif: bool = False) -> tree.Stmt:
        at = self.mark(node)
        test = self.expr(node.test)
        body = self.block(node.body)
        match node.orelse:
            # What stands under an `else` is indented further than it.
            case [ast.If() as inner] if inner.col_offset == node.col_offset:
                orelse: tuple[tree.Stmt, ...] = (self.if_(inner, is_elif=True),)
            case _:
                orelse = self.block(node.orelse)
        return tree.If(at, test, body, orelse, is_elif)

    def while_(self, node: ast.While) -> tree.Stmt:
        at = self.mark(node)
        test = self.expr(node.test)
        return tree.While(at, test, self.block(node.body), self.block(node.orelse))

    def for_(self, node: ast.For | ast.AsyncFor) -> tree.Stmt:
        at = self.mark(node)
        iterable = self.expr(node.iter)
        target = self.target(node.target)
        body, orelse = self.block(node.body), self.block(node.orelse)
        return tree.For(at, target, iterable, body, orelse, isinstance(node, ast.AsyncFor))

    def with_(self, node: ast.With | ast.AsyncWith) -> tree.Stmt:
        at = self.mark(node)
        items: list[tree.WithItem] = []
        for item in node.items:
            place = self.mark(item.context_expr)
            context = self.expr(item.context_expr)
            target = None if item.optional_vars is None else self.target(item.optional_vars)
            items.append(tree.WithItem(place, context, target))
        return tree.With(at, tuple(items), self.block(node.body), isinstance(node, ast.AsyncWith))

    def try_(self, node: ast.Try | ast.TryStar) -> tree.Stmt:
        at = self.mark(node)
        body = self.block(node.body)
        handlers = tuple([self.handler(handler) for handler in node.handlers])
        return tree.Try(at, body, handlers, self.block(node.orelse), self.block(node.finalbody))

    def handler(self, node: ast.ExceptHandler) -> tree.Handler:
        at = self.mark(node)
        kind = self.optional(node.type)
        if node.name is not None:
            self.scopes.bind(node.name)
        return tree.Handler(at, kind, node.name, self.block(node.body))

    # Match

    def match(self, node: ast.Match) -> tree.Stmt:
        at = self.mark(node)
        subject = self.expr(node.subject)
        return tree.Match(at, subject, tuple([self.case(case) for case in node.cases]))

    def case(self, node: ast.match_case) -> tree.Case:
        at = self.mark(node.pattern)
        binds: list[tree.Name] = []
        values: list[tree.Expr] = []
        classes: list[tree.Expr] = []
        self.pattern(node.pattern, binds, values, classes)
        guard = self.optional(node.guard)
        irrefutable = matches_anything(node.pattern)
        body = self.block(node.body)
        plain = compares_values(node.pattern)
        taken = elements_of(node.pattern, binds), parts_of(node.pattern, binds, values)
        return tree.Case(
            at, tuple(binds), tuple(values), tuple(classes), guard, body, irrefutable, plain, *taken
        )

    def pattern(
        self,
        node: ast.pattern,
        binds: list[tree.Name],
        values: list[tree.Expr],
        classes: list[tree.Expr],
    ) -> None:
        """Collect what a pattern binds, compares with and takes instances of, in the order written."""
        match node:
            case ast.MatchValue():
                values.append(self.expr(node.value))
            case ast.MatchSingleton():
                values.append(tree.Constant(self.mark(node), node.value))
            case ast.MatchAs():
                if node.pattern is not None:
                    self.pattern(node.pattern, binds, values, classes)
                if node.name is not None:
                    binds.append(self.binding(node, node.name))
            case ast.MatchStar():
                if node.name is not None:
                    binds.append(self.binding(node, node.name))
            case ast.MatchOr() | ast.MatchSequence():
                for part in node.patterns:
                    self.pattern(part, binds, values, classes)
            case ast.MatchMapping():
                for key, part in zip(node.keys, node.patterns, strict=True):
                    values.append(self.expr(key))
                    self.pattern(part, binds, values, classes)
                if node.rest is not None:
                    binds.append(self.binding(node, node.rest))
            case ast.MatchClass():
                classes.append(self.expr(node.cls))
                for part in (*node.patterns, *node.kwd_patterns):
                    self.pattern(part, binds, values, classes)

    # Definitions

    def function_def(self, node: Definition, apart: bool = False) -> tree.FunctionDef:
        """A definition; where its body is lowered `apart`, its decorators are not looked at again."""
        at, name_at = self.mark(node), self.mark(node)
        name = node.name
        decorators = () if apart else self.exprs(node.decorator_list)
        parameters = self.parameters(node.args)
        returns = self.optional(node.returns)
        qualname = self.scopes.qualname(name)
        self.scopes.bind(name)
        self.scopes.enter(ScopeKind.FUNCTION, qualname)
        for parameter in parameters:
            self.scopes.bind(parameter.name)
        self.type_parameters(node)
        if node in self.left_out:
            body: tuple[tree.Stmt, ...] = (tree.Pass(self.mark(node)),)
        else:
            body = self.block(node.body)
        is_generator = self.scopes.is_generator
        scope = self.scopes.leave()
        function = tree.Function(
            at,
            name,
            qualname,
            parameters,
            body,
            scope,
            is_async=isinstance(node, ast.AsyncFunctionDef),
            is_generator=is_generator,
            returns=returns,
        )
        return tree.FunctionDef(at, name_at, self.made(function), decorators)

    def class_def(self, node: ast.ClassDef) -> tree.Stmt:
        at, name_at = self.mark(node), self.mark(node)
        name = node.name
        decorators = self.exprs(node.decorator_list)
        bases = self.arguments(node.bases, node.keywords)
        qualname = self.scopes.qualname(name)
        self.scopes.bind(name)
        self.scopes.enter(ScopeKind.CLASS, qualname)
        self.type_parameters(node)
        body = self.block(node.body)
        scope = self.scopes.leave()
        lowered = tree.ClassDef(at, name_at, name, qualname, bases, body, decorators, scope)
        self.classes[at] = lowered
        return lowered

    def method(self, node: ast.ClassDef, method: Definition) -> tree.FunctionDef:
        """One method with its body, as if it stood alone in its class."""
        self.mark(node)
        self.mark(node)
        qualname = self.scopes.qualname(node.name)
        self.scopes.enter(ScopeKind.CLASS, qualname)
        lowered = self.function_def(method, apart=True)
        self.scopes.leave()
        return lowered

    def type_parameters(self, node: Definition | ast.ClassDef) -> None:
        """Type parameters count as names of the scope they parametrise; bounds are evaluated on demand."""
        for parameter in getattr(node, "type_params", ()):
            self.scopes.bind(parameter.name)


_OWN = StatementLowering
StatementLowering.statement_handlers = {
    ast.Expr: _OWN.expression,
    ast.Assign: _OWN.assign,
    ast.AnnAssign: _OWN.annotated_assign,
    ast.AugAssign: _OWN.augmented_assign,
    ast.Delete: _OWN.delete,
    ast.Return: _OWN.return_,
    ast.Raise: _OWN.raise_,
    ast.Assert: _OWN.assert_,
    ast.Pass: _OWN.pass_,
    ast.Break: _OWN.break_,
    ast.Continue: _OWN.continue_,
    ast.Global: _OWN.global_,
    ast.Nonlocal: _OWN.nonlocal_,
    ast.Import: _OWN.import_,
    ast.ImportFrom: _OWN.import_from,
    ast.If: _OWN.if_,
    ast.While: _OWN.while_,
    ast.For: _OWN.for_,
    ast.AsyncFor: _OWN.for_,
    ast.With: _OWN.with_,
    ast.AsyncWith: _OWN.with_,
    ast.Try: _OWN.try_,
    ast.TryStar: _OWN.try_,
    ast.Match: _OWN.match,
    ast.FunctionDef: _OWN.function_def,
    ast.AsyncFunctionDef: _OWN.function_def,
    ast.ClassDef: _OWN.class_def,
}
if hasattr(ast, "TypeAlias"):
    StatementLowering.statement_handlers[ast.TypeAlias] = _OWN.type_alias
