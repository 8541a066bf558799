"""Lower libcst's statements to `program.tree`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeAlias

import libcst as cst

from jaxlint.program import tree
from jaxlint.program.lower_expressions import ExpressionLowering
from jaxlint.program.operators import AUGMENTED
from jaxlint.program.scopes import ScopeKind
from jaxlint.program.strings import identifier
from jaxlint.syntax.positions import Between, Place

StatementHandler: TypeAlias = "Callable[[StatementLowering, Any], tree.Stmt]"


class StatementLowering(ExpressionLowering):
    """The walk over the statements of a slice."""

    statement_handlers: ClassVar[dict[type[cst.CSTNode], StatementHandler]] = {}

    def __init__(self, first: int) -> None:
        super().__init__(first)
        self.classes: dict[int, tree.ClassDef] = {}

    def block(self, nodes: Iterable[cst.CSTNode]) -> tuple[tree.Stmt, ...]:
        """The statements of a body; a line may hold several."""
        result: list[tree.Stmt] = []
        handlers = self.statement_handlers
        for node in nodes:
            if isinstance(node, cst.SimpleStatementLine):
                result += [handlers[small.__class__](self, small) for small in node.body]
            else:
                result.append(handlers[node.__class__](self, node))
        return tuple(result)

    def suite(self, node: cst.BaseSuite) -> tuple[tree.Stmt, ...]:
        return self.block(node.body)

    def otherwise(self, node: cst.Else | cst.Finally | None) -> tuple[tree.Stmt, ...]:
        return () if node is None else self.suite(node.body)

    # Simple statements

    def expression(self, node: cst.Expr) -> tree.Stmt:
        return tree.ExprStmt(self.mark(node), self.expr(node.value))

    def assign(self, node: cst.Assign) -> tree.Stmt:
        at = self.mark(node)
        value = self.expr(node.value)
        return tree.Assign(at, tuple([self.target(part.target) for part in node.targets]), value)

    def annotated_assign(self, node: cst.AnnAssign) -> tree.Stmt:
        at = self.mark(node)
        value = self.optional(node.value)
        annotation = self.expr(node.annotation.annotation)
        # `(x): int` declares nothing.
        declares = value is not None or not (isinstance(node.target, cst.Name) and node.target.lpar)
        target = self.target(node.target) if declares else self.expr(node.target)
        return tree.AnnAssign(at, target, annotation, value)

    def augmented_assign(self, node: cst.AugAssign) -> tree.Stmt:
        at = self.mark(node)
        target = self.target(node.target)
        return tree.AugAssign(at, target, AUGMENTED[node.operator.__class__], self.expr(node.value))

    def delete(self, node: cst.Del) -> tree.Stmt:
        at = self.mark(node)
        if isinstance(node.target, cst.Tuple) and not node.target.lpar:
            return tree.Delete(at, tuple([self.target(element) for element in node.target.elements]))
        return tree.Delete(at, (self.target(node.target),))

    def return_(self, node: cst.Return) -> tree.Stmt:
        return tree.Return(self.mark(node), self.optional(node.value))

    def raise_(self, node: cst.Raise) -> tree.Stmt:
        at = self.mark(node)
        cause = None if node.cause is None else self.expr(node.cause.item)
        return tree.Raise(at, self.optional(node.exc), cause)

    def assert_(self, node: cst.Assert) -> tree.Stmt:
        return tree.Assert(self.mark(node), self.expr(node.test), self.optional(node.msg))

    def pass_(self, node: cst.Pass) -> tree.Stmt:
        return tree.Pass(self.mark(node))

    def break_(self, node: cst.Break) -> tree.Stmt:
        return tree.Break(self.mark(node))

    def continue_(self, node: cst.Continue) -> tree.Stmt:
        return tree.Continue(self.mark(node))

    def global_(self, node: cst.Global) -> tree.Stmt:
        names = tuple([identifier(item.name) for item in node.names])
        for name in names:
            self.scopes.declare_global(name)
        return tree.GlobalDecl(self.mark(node), names)

    def nonlocal_(self, node: cst.Nonlocal) -> tree.Stmt:
        names = tuple([identifier(item.name) for item in node.names])
        for name in names:
            self.scopes.declare_nonlocal(name)
        return tree.NonlocalDecl(self.mark(node), names)

    def import_(self, node: cst.Import | cst.LazyImport) -> tree.Stmt:
        at = self.mark(node)
        names = tuple([self.imported(alias) for alias in node.names])
        for name in names:
            self.scopes.bind(name.asname or name.name.partition(".")[0])
        return tree.Import(at, names)

    def import_from(self, node: cst.ImportFrom | cst.LazyImportFrom) -> tree.Stmt:
        at = self.mark(node)
        module = "" if node.module is None else _dotted(node.module)
        if isinstance(node.names, cst.ImportStar):
            names: tuple[tree.ImportedName, ...] = (tree.ImportedName(self.mark(node.names), "*", None),)
        else:
            names = tuple([self.imported(alias) for alias in node.names])
            for name in names:
                self.scopes.bind(name.asname or name.name)
        return tree.ImportFrom(at, module, len(node.relative), names)

    def imported(self, node: cst.ImportAlias) -> tree.ImportedName:
        asname = None
        if node.asname is not None and isinstance(node.asname.name, cst.Name):
            asname = identifier(node.asname.name)
        return tree.ImportedName(self.mark(node), _dotted(node.name), asname)

    def type_alias(self, node: cst.TypeAlias) -> tree.Stmt:
        """`type X = ...`: the right side is evaluated when somebody asks for it, so it has no operands."""
        at = self.mark(node)
        return tree.Assign(at, (self.binding(node.name),), tree.Opaque(self.mark(node.value)))

    # Compound statements

    def if_(self, node: cst.If, is_elif: bool = False) -> tree.Stmt:
        at = self.mark(node)
        test = self.expr(node.test)
        body = self.suite(node.body)
        orelse: tuple[tree.Stmt, ...] = ()
        if isinstance(node.orelse, cst.If):
            orelse = (self.if_(node.orelse, is_elif=True),)
        elif node.orelse is not None:
            orelse = self.suite(node.orelse.body)
        return tree.If(at, test, body, orelse, is_elif)

    def while_(self, node: cst.While) -> tree.Stmt:
        at = self.mark(node)
        test = self.expr(node.test)
        return tree.While(at, test, self.suite(node.body), self.otherwise(node.orelse))

    def for_(self, node: cst.For) -> tree.Stmt:
        at = self.mark(node)
        iterable = self.expr(node.iter)
        target = self.target(node.target)
        is_async = node.asynchronous is not None
        return tree.For(at, target, iterable, self.suite(node.body), self.otherwise(node.orelse), is_async)

    def with_(self, node: cst.With) -> tree.Stmt:
        at = self.mark(node)
        items: list[tree.WithItem] = []
        for item in node.items:
            place = self.mark(item)
            context = self.expr(item.item)
            target = None if item.asname is None else self.target(item.asname.name)
            items.append(tree.WithItem(place, context, target))
        return tree.With(at, tuple(items), self.suite(node.body), node.asynchronous is not None)

    def try_(self, node: cst.Try | cst.TryStar) -> tree.Stmt:
        at = self.mark(node)
        body = self.suite(node.body)
        handlers = tuple([self.handler(handler) for handler in node.handlers])
        return tree.Try(at, body, handlers, self.otherwise(node.orelse), self.otherwise(node.finalbody))

    def handler(self, node: cst.ExceptHandler | cst.ExceptStarHandler) -> tree.Handler:
        at = self.mark(node)
        kind = self.optional(node.type)
        name = None
        if node.name is not None and isinstance(node.name.name, cst.Name):
            name = identifier(node.name.name)
            self.scopes.bind(name)
        return tree.Handler(at, kind, name, self.suite(node.body))

    # Match

    def match(self, node: cst.Match) -> tree.Stmt:
        at = self.mark(node)
        subject = self.expr(node.subject)
        return tree.Match(at, subject, tuple([self.case(case) for case in node.cases]))

    def case(self, node: cst.MatchCase) -> tree.Case:
        at = self.mark(node)
        binds: list[tree.Name] = []
        values: list[tree.Expr] = []
        classes: list[tree.Expr] = []
        self.pattern(node.pattern, binds, values, classes)
        guard = self.optional(node.guard)
        irrefutable = _matches_anything(node.pattern)
        body = self.suite(node.body)
        plain = _compares_values(node.pattern)
        elements = _elements(node.pattern, binds)
        return tree.Case(
            at, tuple(binds), tuple(values), tuple(classes), guard, body, irrefutable, plain, elements
        )

    def pattern(
        self,
        node: cst.CSTNode,
        binds: list[tree.Name],
        values: list[tree.Expr],
        classes: list[tree.Expr],
    ) -> None:
        """Collect what a pattern binds, compares with and takes instances of, in the order written."""
        match node:
            case cst.MatchValue() | cst.MatchSingleton():
                values.append(self.expr(node.value))
            case cst.MatchAs():
                if node.pattern is not None:
                    self.pattern(node.pattern, binds, values, classes)
                if node.name is not None:
                    binds.append(self.binding(node.name))
            case cst.MatchStar():
                if node.name is not None:
                    binds.append(self.binding(node.name))
            case cst.MatchOr() | cst.MatchSequence():
                for part in node.patterns:
                    self.pattern(part, binds, values, classes)
            case cst.MatchOrElement():
                self.pattern(node.pattern, binds, values, classes)
            case cst.MatchSequenceElement():
                self.pattern(node.value, binds, values, classes)
            case cst.MatchMapping():
                for element in node.elements:
                    values.append(self.expr(element.key))
                    self.pattern(element.pattern, binds, values, classes)
                if node.rest is not None:
                    binds.append(self.binding(node.rest))
            case cst.MatchClass():
                classes.append(self.expr(node.cls))
                for argument in node.patterns:
                    self.pattern(argument.value, binds, values, classes)
                for keyword in node.kwds:
                    self.pattern(keyword.pattern, binds, values, classes)

    # Definitions

    def function_def(self, node: cst.FunctionDef) -> tree.Stmt:
        at = self.mark(_definition(node, node.asynchronous))
        name_at = self.mark(node.name)
        name = identifier(node.name)
        decorators = tuple([self.expr(decorator.decorator) for decorator in node.decorators])
        parameters = self.parameters(node.params)
        returns = None if node.returns is None else self.expr(node.returns.annotation)
        qualname = self.scopes.qualname(name)
        self.scopes.bind(name)
        self.scopes.enter(ScopeKind.FUNCTION, qualname)
        for parameter in parameters:
            self.scopes.bind(parameter.name)
        self.type_parameters(node.type_parameters)
        body = self.suite(node.body)
        is_generator = self.scopes.is_generator
        scope = self.scopes.leave()
        function = tree.Function(
            at,
            name,
            qualname,
            parameters,
            body,
            scope,
            is_async=node.asynchronous is not None,
            is_generator=is_generator,
            returns=returns,
            docstring=_docstring(body),
        )
        self.functions[at] = function
        return tree.FunctionDef(at, name_at, function, decorators)

    def class_def(self, node: cst.ClassDef) -> tree.Stmt:
        at = self.mark(_definition(node, None))
        name_at = self.mark(node.name)
        name = identifier(node.name)
        decorators = tuple([self.expr(decorator.decorator) for decorator in node.decorators])
        bases = self.arguments([*node.bases, *node.keywords])
        qualname = self.scopes.qualname(name)
        self.scopes.bind(name)
        self.scopes.enter(ScopeKind.CLASS, qualname)
        self.type_parameters(node.type_parameters)
        body = self.suite(node.body)
        scope = self.scopes.leave()
        lowered = tree.ClassDef(at, name_at, name, qualname, bases, body, decorators, scope)
        self.classes[at] = lowered
        return lowered

    def type_parameters(self, node: cst.TypeParameters | None) -> None:
        """Type parameters count as names of the scope they parametrise; bounds are evaluated on demand."""
        if node is not None:
            for parameter in node.params:
                self.scopes.bind(identifier(parameter.param.name))


def _definition(node: cst.FunctionDef | cst.ClassDef, asynchronous: cst.Asynchronous | None) -> Place:
    return node if asynchronous is None else Between(asynchronous, node)


def _docstring(body: tuple[tree.Stmt, ...]) -> str | None:
    match body[:1]:
        case (tree.ExprStmt(value=tree.Constant(value=str() as text)),):
            return text
    return None


def _dotted(node: cst.BaseExpression) -> str:
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(identifier(node.attr))
        node = node.value
    assert isinstance(node, cst.Name)
    parts.append(identifier(node))
    return ".".join(reversed(parts))


def _compares_values(pattern: cst.CSTNode) -> bool:
    if isinstance(pattern, cst.MatchOr):
        return all(_compares_values(part.pattern) for part in pattern.patterns)
    return isinstance(pattern, cst.MatchValue | cst.MatchSingleton)


def _matches_anything(node: cst.MatchPattern) -> bool:
    match node:
        case cst.MatchAs():
            return node.pattern is None or _matches_anything(node.pattern)
        case cst.MatchOr():
            return any(_matches_anything(part.pattern) for part in node.patterns)
        case _:
            return False


def _elements(node: cst.MatchPattern, binds: list[tree.Name]) -> tuple[tree.Name | None, ...] | None:
    """What a flat sequence pattern calls its elements, where it takes each of them as it is."""
    if not isinstance(node, cst.MatchSequence):
        return None
    names: list[tree.Name | None] = []
    waiting = iter(binds)
    for part in node.patterns:
        match part:
            case cst.MatchSequenceElement(value=cst.MatchAs(pattern=None, name=name)):
                names.append(None if name is None else next(waiting))
            case _:
                return None
    return tuple(names)


_OWN = StatementLowering
StatementLowering.statement_handlers = {
    cst.Expr: _OWN.expression,
    cst.Assign: _OWN.assign,
    cst.AnnAssign: _OWN.annotated_assign,
    cst.AugAssign: _OWN.augmented_assign,
    cst.Del: _OWN.delete,
    cst.Return: _OWN.return_,
    cst.Raise: _OWN.raise_,
    cst.Assert: _OWN.assert_,
    cst.Pass: _OWN.pass_,
    cst.Break: _OWN.break_,
    cst.Continue: _OWN.continue_,
    cst.Global: _OWN.global_,
    cst.Nonlocal: _OWN.nonlocal_,
    cst.Import: _OWN.import_,
    cst.LazyImport: _OWN.import_,
    cst.ImportFrom: _OWN.import_from,
    cst.LazyImportFrom: _OWN.import_from,
    cst.TypeAlias: _OWN.type_alias,
    cst.If: _OWN.if_,
    cst.While: _OWN.while_,
    cst.For: _OWN.for_,
    cst.With: _OWN.with_,
    cst.Try: _OWN.try_,
    cst.TryStar: _OWN.try_,
    cst.Match: _OWN.match,
    cst.FunctionDef: _OWN.function_def,
    cst.ClassDef: _OWN.class_def,
}
