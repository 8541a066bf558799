"""The lowered program says what Python's own `ast` and `symtable` say, node by node, span by span."""

from __future__ import annotations

import ast
import dataclasses
import os
import random
import symtable
import sys
import sysconfig
import textwrap
import unicodedata
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from jaxlint.program import spans, tree
from jaxlint.program.module import Module, load_module
from jaxlint.syntax.gate import SyntaxProblem
from jaxlint.syntax.lines import character_column
from jaxlint.text.span import Span

PEP_701 = sys.version_info >= (3, 12)
"""Whether `ast` places the fields of f-strings."""
PEP_709 = sys.version_info >= (3, 12)
"""Whether `symtable` counts the targets of a comprehension as names of the function around it."""
INLINED = ("listcomp", "setcomp", "dictcomp")

OPERATORS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.UAdd: "+",
    ast.USub: "-",
    ast.Invert: "~",
    ast.Not: "not",
    ast.And: "and",
    ast.Or: "or",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}


@pytest.fixture(autouse=True)
def libcst_counts_as_the_lowering_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `ast` knows of places is for what libcst cannot read, and nothing in this file is."""

    def not_as_many(node: ast.AST, lines: list[str]) -> Span:
        raise DisagreementError(f"{ast.dump(node)} stands where libcst's nodes are not those of the lowering")

    monkeypatch.setattr(spans, "ast_span", not_as_many)


class DisagreementError(AssertionError):
    """Our tree and Python's differ."""


class Agreement:
    """Walks both trees of one module side by side and raises where they differ."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.in_fstring = 0
        self.scopes: list[tuple[str, int, tree.Scope, bool]] = []

    def check(self, condition: bool, ours: object, theirs: object) -> None:
        if not condition:
            line = getattr(theirs, "lineno", "?")
            shown = ast.dump(theirs) if isinstance(theirs, ast.AST) else theirs
            raise DisagreementError(f"{self.module.path}:{line}: {ours!r:.300} is not {shown!s:.600}")

    def span(self, at: int, theirs: ast.AST, *, start_only: bool = False) -> None:
        if self.in_fstring and not PEP_701:
            return
        expected = ast_span(self.module, theirs)
        actual = self.module.span_of(at)
        same = (
            (actual.line, actual.column) == (expected.line, expected.column)
            if start_only
            else actual == expected
        )
        self.check(same, (actual, self.module.slice(actual)), theirs)

    def spelled(self, at: int) -> str:
        return unicodedata.normalize("NFKC", self.module.text_of(at))

    # Expressions

    def exprs(self, ours: tuple[tree.Expr, ...], theirs: list[ast.expr]) -> None:
        self.check(len(ours) == len(theirs), ours, theirs)
        for mine, other in zip(ours, theirs, strict=True):
            self.expr(mine, other)

    def optional(self, ours: tree.Expr | None, theirs: ast.expr | None) -> None:
        if ours is None or theirs is None:
            self.check(ours is None and theirs is None, ours, theirs)
        else:
            self.expr(ours, theirs)

    def expr(self, ours: tree.Expr, theirs: ast.AST) -> None:
        self.span(ours.at, theirs)
        match ours, theirs:
            case tree.Name(), ast.Name():
                self.check(ours.id == theirs.id, ours, theirs)
            case tree.Constant(), ast.Constant():
                same = type(ours.value) is type(theirs.value) and repr(ours.value) == repr(theirs.value)
                self.check(same, ours, theirs)
            case tree.Attribute(), ast.Attribute():
                self.check(ours.attr == theirs.attr, ours, theirs)
                self.expr(ours.value, theirs.value)
            case tree.Subscript(), ast.Subscript():
                self.expr(ours.value, theirs.value)
                self.expr(ours.index, theirs.slice)
            case tree.Slice(), ast.Slice():
                self.optional(ours.lower, theirs.lower)
                self.optional(ours.upper, theirs.upper)
                self.optional(ours.step, theirs.step)
            case tree.Call(), ast.Call():
                self.expr(ours.func, theirs.func)
                self.arguments(ours.args, theirs.args, theirs.keywords)
            case tree.Binary(), ast.BinOp():
                self.check(ours.op == OPERATORS[type(theirs.op)], ours, theirs)
                self.expr(ours.left, theirs.left)
                self.expr(ours.right, theirs.right)
            case tree.Unary(), ast.UnaryOp():
                self.check(ours.op == OPERATORS[type(theirs.op)], ours, theirs)
                self.expr(ours.operand, theirs.operand)
            case tree.Boolean(), ast.BoolOp():
                self.check(ours.op == OPERATORS[type(theirs.op)], ours, theirs)
                self.exprs(tuple(our_operands(ours, ours.op)), list(their_operands(theirs, type(theirs.op))))
            case tree.Compare(), ast.Compare():
                self.expr(ours.left, theirs.left)
                ops = [OPERATORS[type(op)] for op in theirs.ops]
                self.check([op for op, _ in ours.rest] == ops, ours, theirs)
                self.exprs(tuple(right for _, right in ours.rest), theirs.comparators)
            case tree.Conditional(), ast.IfExp():
                self.expr(ours.test, theirs.test)
                self.expr(ours.body, theirs.body)
                self.expr(ours.orelse, theirs.orelse)
            case tree.Starred(), ast.Starred():
                self.expr(ours.value, theirs.value)
            case tree.Sequence(kind=tree.Display.TUPLE), ast.Tuple():
                self.exprs(ours.elements, theirs.elts)
            case tree.Sequence(kind=tree.Display.LIST), ast.List():
                self.exprs(ours.elements, theirs.elts)
            case tree.Sequence(kind=tree.Display.SET), ast.Set():
                self.exprs(ours.elements, theirs.elts)
            case tree.Mapping(), ast.Dict():
                self.check(len(ours.items) == len(theirs.keys), ours, theirs)
                for (key, value), their_key, their_value in zip(
                    ours.items, theirs.keys, theirs.values, strict=True
                ):
                    self.optional(key, their_key)
                    self.expr(value, their_value)
            case tree.Comprehension(), _:
                self.comprehension(ours, theirs)
            case tree.Lambda(), ast.Lambda():
                function = ours.function
                self.check(function.name == "<lambda>" and function.at == ours.at, ours, theirs)
                self.parameters(function.parameters, theirs.args)
                self.scopes.append(("lambda", theirs.lineno, function.scope, False))
                match function.body:
                    case (tree.Return(value=tree.Expr() as value),):
                        self.expr(value, theirs.body)
                    case _:
                        self.check(False, ours, theirs)
                self.check(function.is_generator == own_yield([theirs.body]), ours, theirs)
            case tree.Walrus(), ast.NamedExpr():
                self.expr(ours.target, theirs.target)
                self.expr(ours.value, theirs.value)
            case tree.FString(), ast.JoinedStr():
                self.fstring(ours, theirs)
            case tree.Await(), ast.Await():
                self.expr(ours.value, theirs.value)
            case tree.Yield(delegates=True), ast.YieldFrom():
                self.optional(ours.value, theirs.value)
            case tree.Yield(delegates=False), ast.Yield():
                self.optional(ours.value, theirs.value)
            case _:
                self.check(False, ours, theirs)

    def arguments(
        self, ours: tuple[tree.Argument, ...], args: list[ast.expr], keywords: list[ast.keyword]
    ) -> None:
        positional = [argument for argument in ours if argument.keyword is None and argument.stars < 2]
        named = [argument for argument in ours if argument.keyword is not None or argument.stars == 2]
        self.check(len(positional) == len(args) and len(named) == len(keywords), ours, args)
        for argument, theirs in zip(positional, args, strict=True):
            if argument.stars:
                self.check(isinstance(theirs, ast.Starred), argument, theirs)
                self.span(argument.at, theirs)
                assert isinstance(theirs, ast.Starred)
                self.expr(argument.value, theirs.value)
            else:
                self.expr(argument.value, theirs)
        for argument, keyword in zip(named, keywords, strict=True):
            self.check(argument.keyword == keyword.arg, argument, keyword)
            self.span(argument.at, keyword)
            self.expr(argument.value, keyword.value)

    def comprehension(self, ours: tree.Comprehension, theirs: ast.AST) -> None:
        generators: list[ast.comprehension] = getattr(theirs, "generators", [])
        self.check(len(ours.generators) == len(generators), ours, theirs)
        kinds = tree.ComprehensionKind
        match ours.kind, theirs:
            case kinds.LIST, ast.ListComp(elt=element):
                self.expr(ours.element, element)
            case kinds.SET, ast.SetComp(elt=element):
                self.expr(ours.element, element)
            case kinds.GENERATOR, ast.GeneratorExp(elt=element):
                self.expr(ours.element, element)
            case kinds.DICT, ast.DictComp(key=key, value=value):
                self.expr(ours.element, key)
                self.optional(ours.value, value)
            case _:
                self.check(False, ours, theirs)
        for mine, other in zip(ours.generators, generators, strict=True):
            self.expr(mine.target, other.target)
            self.expr(mine.iterable, other.iter)
            self.exprs(mine.tests, other.ifs)
            self.check(mine.is_async == bool(other.is_async), mine, other)
        name = {"list": "listcomp", "set": "setcomp", "dict": "dictcomp", "generator": "genexpr"}[
            ours.kind.value
        ]
        self.scopes.append((name, getattr(theirs, "lineno", 0), ours.scope, bool(self.in_fstring)))

    def fstring(self, ours: tree.FString, theirs: ast.JoinedStr) -> None:
        fields = [part for part in ours.parts if isinstance(part, tree.Format)]
        texts = [part if isinstance(part, str) else None for part in ours.parts]
        expected = [part.value if isinstance(part, ast.Constant) else None for part in theirs.values]
        # Python 3.12.1 has an empty text behind the last field of a format specification.
        expected = [text for text in expected if text != ""]
        self.check(texts == expected, ours, theirs)
        their_fields = [part for part in theirs.values if isinstance(part, ast.FormattedValue)]
        self.check(len(fields) == len(their_fields), ours, theirs)
        self.in_fstring += 1
        for field, other in zip(fields, their_fields, strict=True):
            conversion = None if other.conversion == -1 else chr(other.conversion)
            self.check(field.conversion == conversion, field, other)
            self.expr(field.value, other.value)
            if field.spec is None or other.format_spec is None:
                self.check(field.spec is None and other.format_spec is None, field, other)
            else:
                assert isinstance(other.format_spec, ast.JoinedStr)
                self.fstring(field.spec, other.format_spec)
        self.in_fstring -= 1

    def parameters(self, ours: tuple[tree.Parameter, ...], theirs: ast.arguments) -> None:
        kinds = tree.ParameterKind
        expected: list[tuple[ast.arg, tree.ParameterKind, ast.expr | None]] = []
        positional = [(arg, kinds.POSITIONAL_ONLY) for arg in theirs.posonlyargs]
        positional += [(arg, kinds.POSITIONAL) for arg in theirs.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(theirs.defaults))
        defaults += theirs.defaults
        expected += [(arg, kind, default) for (arg, kind), default in zip(positional, defaults, strict=True)]
        if theirs.vararg:
            expected.append((theirs.vararg, kinds.VAR_POSITIONAL, None))
        expected += [
            (arg, kinds.KEYWORD_ONLY, default)
            for arg, default in zip(theirs.kwonlyargs, theirs.kw_defaults, strict=True)
        ]
        if theirs.kwarg:
            expected.append((theirs.kwarg, kinds.VAR_KEYWORD, None))
        self.check(len(ours) == len(expected), ours, theirs)
        for parameter, (arg, kind, default) in zip(ours, expected, strict=True):
            self.check(parameter.name == arg.arg and parameter.kind is kind, parameter, arg)
            self.span(parameter.at, arg, start_only=True)
            self.optional(parameter.default, default)
            self.optional(parameter.annotation, arg.annotation)

    # Statements

    def block(self, ours: tuple[tree.Stmt, ...], theirs: list[ast.stmt]) -> None:
        self.check(len(ours) == len(theirs), ours, theirs)
        for mine, other in zip(ours, theirs, strict=True):
            self.stmt(mine, other)

    def stmt(self, ours: tree.Stmt, theirs: ast.stmt) -> None:
        self.span(ours.at, theirs)
        match ours, theirs:
            case tree.ExprStmt(), ast.Expr():
                self.expr(ours.value, theirs.value)
            case tree.Assign(), ast.Assign():
                self.exprs(ours.targets, theirs.targets)
                self.expr(ours.value, theirs.value)
            case tree.AnnAssign(), ast.AnnAssign():
                self.expr(ours.target, theirs.target)
                self.expr(ours.annotation, theirs.annotation)
                self.optional(ours.value, theirs.value)
            case tree.AugAssign(), ast.AugAssign():
                self.check(ours.op == OPERATORS[type(theirs.op)], ours, theirs)
                self.expr(ours.target, theirs.target)
                self.expr(ours.value, theirs.value)
            case tree.Delete(), ast.Delete():
                self.exprs(ours.targets, theirs.targets)
            case tree.Return(), ast.Return():
                self.optional(ours.value, theirs.value)
            case tree.Raise(), ast.Raise():
                self.optional(ours.value, theirs.exc)
                self.optional(ours.cause, theirs.cause)
            case tree.Assert(), ast.Assert():
                self.expr(ours.test, theirs.test)
                self.optional(ours.message, theirs.msg)
            case (tree.Pass(), ast.Pass()) | (tree.Break(), ast.Break()) | (tree.Continue(), ast.Continue()):
                pass
            case (tree.GlobalDecl(), ast.Global()) | (tree.NonlocalDecl(), ast.Nonlocal()):
                assert isinstance(ours, tree.GlobalDecl | tree.NonlocalDecl)
                assert isinstance(theirs, ast.Global | ast.Nonlocal)
                self.check(list(ours.names) == theirs.names, ours, theirs)
            case tree.Import(), ast.Import():
                self.imported(ours.names, theirs.names)
            case tree.ImportFrom(), ast.ImportFrom():
                self.check(ours.module == (theirs.module or "") and ours.level == theirs.level, ours, theirs)
                self.imported(ours.names, theirs.names)
            case tree.If(), ast.If():
                self.expr(ours.test, theirs.test)
                self.block(ours.body, theirs.body)
                self.block(ours.orelse, theirs.orelse)
                first_line = self.module.lines[theirs.lineno - 1][ours_column(self.module, ours) :]
                self.check(ours.is_elif == first_line.startswith("elif"), ours, theirs)
            case tree.While(), ast.While():
                self.expr(ours.test, theirs.test)
                self.block(ours.body, theirs.body)
                self.block(ours.orelse, theirs.orelse)
            case tree.For(), ast.For() | ast.AsyncFor():
                self.check(ours.is_async == isinstance(theirs, ast.AsyncFor), ours, theirs)
                self.expr(ours.target, theirs.target)
                self.expr(ours.iterable, theirs.iter)
                self.block(ours.body, theirs.body)
                self.block(ours.orelse, theirs.orelse)
            case tree.With(), ast.With() | ast.AsyncWith():
                self.check(ours.is_async == isinstance(theirs, ast.AsyncWith), ours, theirs)
                self.check(len(ours.items) == len(theirs.items), ours, theirs)
                for item, other in zip(ours.items, theirs.items, strict=True):
                    self.expr(item.context, other.context_expr)
                    self.optional(item.target, other.optional_vars)
                self.block(ours.body, theirs.body)
            case tree.Try(), ast.Try() | ast.TryStar():
                self.block(ours.body, theirs.body)
                self.check(len(ours.handlers) == len(theirs.handlers), ours, theirs)
                for handler, their_handler in zip(ours.handlers, theirs.handlers, strict=True):
                    self.span(handler.at, their_handler)
                    self.optional(handler.type, their_handler.type)
                    self.check(handler.name == their_handler.name, handler, their_handler)
                    self.block(handler.body, their_handler.body)
                self.block(ours.orelse, theirs.orelse)
                self.block(ours.final, theirs.finalbody)
            case tree.Match(), ast.Match():
                self.expr(ours.subject, theirs.subject)
                self.check(len(ours.cases) == len(theirs.cases), ours, theirs)
                for case, their_case in zip(ours.cases, theirs.cases, strict=True):
                    self.case(case, their_case)
            case tree.FunctionDef(), ast.FunctionDef() | ast.AsyncFunctionDef():
                self.function(ours, theirs)
            case tree.ClassDef(), ast.ClassDef():
                self.check(ours.name == theirs.name, ours, theirs)
                self.check(self.spelled(ours.name_at) == theirs.name, ours, theirs)
                self.exprs(ours.decorators, theirs.decorator_list)
                self.arguments(ours.bases, theirs.bases, theirs.keywords)
                self.scopes.append((theirs.name, theirs.lineno, ours.scope, bool(type_parameters(theirs))))
                self.block(ours.body, theirs.body)
            case tree.Assign(value=tree.Opaque()), _ if type(theirs).__name__ == "TypeAlias":
                self.exprs(ours.targets, [theirs.name])  # type: ignore[attr-defined]  # new in Python 3.12
            case _:
                self.check(False, ours, theirs)

    def function(self, ours: tree.FunctionDef, theirs: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        function = ours.function
        self.check(function.name == theirs.name and function.at == ours.at, ours, theirs)
        self.check(self.spelled(ours.name_at) == theirs.name, ours, theirs)
        self.check(self.module.function_at(ours.at) is function, ours, theirs)
        self.check(function.is_async == isinstance(theirs, ast.AsyncFunctionDef), ours, theirs)
        self.check(function.is_generator == own_yield(theirs.body), ours, theirs)
        self.exprs(ours.decorators, theirs.decorator_list)
        self.parameters(function.parameters, theirs.args)
        self.optional(function.returns, theirs.returns)
        self.scopes.append((theirs.name, theirs.lineno, function.scope, bool(type_parameters(theirs))))
        self.block(function.body, theirs.body)

    def imported(self, ours: tuple[tree.ImportedName, ...], theirs: list[ast.alias]) -> None:
        self.check(len(ours) == len(theirs), ours, theirs)
        for mine, alias in zip(ours, theirs, strict=True):
            self.check((mine.name, mine.asname) == (alias.name, alias.asname), mine, alias)
            self.span(mine.at, alias)

    def case(self, ours: tree.Case, theirs: ast.match_case) -> None:
        binds: list[str] = []
        values: list[ast.AST] = []
        classes: list[ast.expr] = []
        pattern_parts(theirs.pattern, binds, values, classes)
        self.check([name.id for name in ours.binds] == binds, ours, theirs)
        for name in ours.binds:
            self.check(self.spelled(name.at) == name.id, name, theirs)
        self.check(len(ours.values) == len(values), ours, theirs)
        for mine, other in zip(ours.values, values, strict=True):
            self.expr(mine, other)
        self.exprs(ours.classes, classes)
        self.optional(ours.guard, theirs.guard)
        self.block(ours.body, theirs.body)

    # Scopes

    def compare_scopes(self) -> None:
        """Every scope of the module binds and declares what `symtable` says."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = symtable.symtable(self.module.text, self.module.path, "exec")
        theirs = Counter(symbols(table))
        ours = Counter(
            (name, line, visible(scope.bound), visible(scope.global_names), visible(scope.nonlocal_names))
            for name, line, scope, skipped in self.scopes
            if not skipped
        )
        if PEP_709:
            inlined: set[str] = set().union(*(entry[2] for entry in ours if entry[0] in INLINED))
            ours = Counter({entry: count for entry, count in ours.items() if entry[0] not in INLINED})
            for entry in list(ours - theirs):
                close = [
                    other for other in theirs - ours if other[:2] == entry[:2] and other[3:] == entry[3:]
                ]
                if any(entry[2] <= other[2] <= entry[2] | inlined for other in close):
                    del ours[entry]
        unexpected = ours - theirs
        self.check(not unexpected, unexpected, theirs - ours)


def ours_column(module: Module, node: tree.Node) -> int:
    return module.span_of(node.at).column


def ast_span(module: Module, node: ast.AST) -> Span:
    assert isinstance(
        node, ast.expr | ast.stmt | ast.keyword | ast.arg | ast.alias | ast.excepthandler | ast.pattern
    )
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    end_column = character_column(module.lines[node.end_lineno - 1], node.end_col_offset)
    # A semicolon at the end of a block is no part of the block's last statement, but of those around it.
    if isinstance(node, ast.stmt | ast.excepthandler):
        last_line = module.lines[node.end_lineno - 1][:end_column]
        end_column = len(last_line.removesuffix(";").rstrip(" \t\f"))
    return Span(
        node.lineno,
        character_column(module.lines[node.lineno - 1], node.col_offset),
        node.end_lineno,
        end_column,
    )


def our_operands(node: tree.Expr, op: str) -> Iterator[tree.Expr]:
    if isinstance(node, tree.Boolean) and node.op == op:
        yield from our_operands(node.left, op)
        yield from our_operands(node.right, op)
    else:
        yield node


def their_operands(node: ast.expr, op: type[ast.boolop]) -> Iterator[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, op):
        for value in node.values:
            yield from their_operands(value, op)
    else:
        yield node


def own_yield(body: list[ast.stmt] | list[ast.expr]) -> bool:
    stack: list[ast.AST] = list(body)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            arguments = node.args
            stack += arguments.defaults + [default for default in arguments.kw_defaults if default]
            stack += getattr(node, "decorator_list", [])
        elif isinstance(node, ast.ClassDef):
            stack += [*node.decorator_list, *node.bases, *node.keywords]
        else:
            stack += ast.iter_child_nodes(node)
    return False


def type_parameters(node: ast.AST) -> list[ast.AST]:
    return list(getattr(node, "type_params", []))


def pattern_parts(
    pattern: ast.pattern, binds: list[str], values: list[ast.AST], classes: list[ast.expr]
) -> None:
    def inner(patterns: list[ast.pattern]) -> None:
        for part in patterns:
            pattern_parts(part, binds, values, classes)

    match pattern:
        case ast.MatchValue(value=value):
            values.append(value)
        case ast.MatchSingleton(value=constant):
            values.append(ast.copy_location(ast.Constant(constant), pattern))
        case ast.MatchSequence(patterns=patterns) | ast.MatchOr(patterns=patterns):
            inner(patterns)
        case ast.MatchMapping():
            for key, part in zip(pattern.keys, pattern.patterns, strict=True):
                values.append(key)
                inner([part])
            if pattern.rest:
                binds.append(pattern.rest)
        case ast.MatchClass():
            classes.append(pattern.cls)
            inner(pattern.patterns)
            inner(pattern.kwd_patterns)
        case ast.MatchStar(name=name):
            if name:
                binds.append(name)
        case ast.MatchAs():
            if pattern.pattern:
                inner([pattern.pattern])
            if pattern.name:
                binds.append(pattern.name)


def visible(names: set[str]) -> frozenset[str]:
    """Names less the private ones, which `symtable` mangles inside classes."""
    return frozenset(name for name in names if "__" not in name or name.endswith("__"))


def symbols(
    table: symtable.SymbolTable,
) -> Iterator[tuple[str, int, frozenset[str], frozenset[str], frozenset[str]]]:
    for child in table.get_children():
        own = [symbol for symbol in child.get_symbols() if not symbol.get_name().startswith("_[")]
        global_names = {symbol.get_name() for symbol in own if symbol.is_declared_global()}
        nonlocal_names = {symbol.get_name() for symbol in own if symbol.is_nonlocal()}
        bound = {
            symbol.get_name()
            for symbol in own
            if symbol.is_parameter() or symbol.is_assigned() or symbol.is_imported() or symbol.is_annotated()
        }
        bound -= global_names | nonlocal_names | {".0"}
        name = child.get_name()
        if child.get_type() in ("function", "class") or str(child.get_type()).endswith(("FUNCTION", "CLASS")):
            if name in ("listcomp", "setcomp", "dictcomp", "genexpr"):
                # `:=` marks its name in every comprehension that it leaves.
                global_names = nonlocal_names = set()
            yield (
                name,
                child.get_lineno(),
                visible(bound),
                visible(global_names),
                visible(nonlocal_names),
            )
        yield from symbols(child)


def agree(text: str, path: str = "<test>") -> Module:
    """The module of a text, after both trees have been compared node by node."""
    module = load_module("m", path, text)
    assert isinstance(module, Module), module
    agreement = Agreement(module)
    for statement in module.index.statements:
        opened = module.open(statement.number)
        assert opened, (path, statement.first_line, module.refusal(statement.number))
        agreement.stmt(opened[0], statement.node)
    agreement.compare_scopes()
    return module


# Constructs

SAMPLES = {
    "tuples and subscripts": """
        x = ((1, 2))
        y = ((a), (b))
        z = x[(a), b:c:d, ...,]
        z = x[a,  # , and (
              b  # ,
              ,]
        w = x[(1, 2)]
        v = x[*a]
        u = x[*a, b]
        t = *a, *b
        r = x[ : ], x[(a) : ], x[a, : ], x[ : , : : ], x[ : (a) : ], x[ : : (a) ], x[a :  # : ,
              , b]
        s = x[:], x[::], x[1:], x[:1:2], [], (), {}, {**a, "b": 1}
        x[a,
          b] = (1,
                2)
    """,
    "generator expressions": """
        f(x for x in y)
        f  (x for x in y)
        (f)(x for x in y)
        f(  x for x in y  )
        f(  # a ( comment
            x for x in y
        )
        f((x for x in y), 1)
        f((x for x in y))
        z = (x for x in y if x for z in x if z if x)
    """,
    "calls": """
        f(*a, b=1, **c, d=(2))
        f(*(a), b=(lambda: (yield)))
        ((f)((x)))((y)).z[0]
        print(*a, *b, **c, **d)
        f(a,  # comment
          b=c,  # comment
        )
    """,
    "comprehension scopes": """
        def f():
            a = [x for x in x if (y := x) for z in [w for w in x]]
            b = {k: v for k, v in a}
            c = {g(lambda i=(n := 1): i) for _ in b}
            return [lambda: (q := p) for p in c]
        class A:
            x = [y for y in z]; w = {a: b for a in c for b in a}
    """,
    "functions": """
        async def f(a, /, b: int = 1, *c: int, d=2, **e) -> int:
            'doc'
            async with a as b, c: pass
            async for (x, y), *z in g(): await h
            else: pass
            return [i async for i in x if i if j for k in i], {*a, 1}, (await x)
        def g(a, *, b=1, c): return
        def h(*, a=1, b, **c): "doc" "two"; yield
        def k(a, /): x = yield_; y = yield a, b; z = yield from a; w = (yield)
        lambda x, *y, z=1, **k: (x, lambda: (yield y))
        def outer(a=(b := 1)):
            def inner():
                nonlocal a
                a += 1
                def innermost(): pass
            class C:
                def m(self): return super().m()
                n = lambda self: self
    """,
    "declarations": """
        def f():
            global x, z
            def x(): pass
            class x: pass
            import x, a.b, c.d as e
            from x import y as z, w
            for x in y: pass
            with a as x, b as (c, *d), e as f.g, h as i[0]: pass
            try: pass
            except E as x: pass
            except F as v: pass
            del x, u
            [x := 1 for _ in y]
            t: int
            s: int = 1
            r.s: int
            def g():
                nonlocal w
                w += ""
    """,
    "classes": """
        @ (
            deco )
        # comment

        @a.b
        class A(B, *c, metaclass=M, **kw):
            x: int
            z.w: int
            @property
            def m(self): pass
        class C(): pass
        class D: global g; g = 1
    """,
    "match": """
        match (a, b):
            case [1, -2, 3 + 4j, "a" "b", None, True, x.y, *rest] if rest: pass
            case {"k": v, 1: [w, _], **kw}: pass
            case A(1, b, k=c, l=D()) | B.C(b, c): pass
            case (A() | B.C()) as d: pass
            case (a, b) | [(a), (b)]: pass
            case (a,): pass
            case a, *_: pass
            case {}: pass
            case ((x)) if x: pass
            case ((_)): pass
        match = case = _ = 1
        match[case]
        match (case)
    """,
    "exceptions": """
        try: pass
        except* (A, B) as e: f()
        else: pass
        finally: pass
        try:
            x = 1;
        except (A): raise X from y
        except: raise
        assert a, b; assert (a)
    """,
    "simple statements": """
        del a, b.c, (d, [e]), f[0]; del (g); del (h,); del i,
        x = y = *a, b
        a.b, c[d], (e, [f]) = g
        a @= b; a.b //= c; a[b] **= (c)
        from . import x
        from .. a . b import (c as d, e,)
        from ... import y
        from x import *
        import a.b.c as d, e.f
        x = (
            1
        ) ; (
            y
        )
    """,
    "operators": """
        x = -1 ** -2 + ~a - +b
        not a
        a < b == c is not d not in e != f in g is h >= i <= j > k
        a if b else c if d else e
        a and b and c or d and (e or f) and not g
        a @ b // c % d << e >> f & g | h ^ i
        x = 1if 1else 2
        if (n := 10) > 5: pass
        elif n: pass
        elif m: pass
        else:
            if n: pass
        while 1:
            break
        else: continue_
        for x[i], y.z in *a, b: continue
        else: pass
    """,
    "literals": r"""
        x = 0x1F + 0o17 + 0b1 + 1_000 + 1e5 + 1_0.5_0j + .5j + 00 + 1_0.0_1e1_0J
        x = b"a" b"\x00" rb'\x00', "a" 'b\n' r'\n' '''c''', u'a' + R'\a' + Rb'\a' + BR'a'
        x = "\N{EM DASH}\101\
        "
        x = "\d", b"\d"
        x = ('a'  # comment
             'b'), "" ""
    """,
    "formatted strings": r"""
        f"{x!r:>{w}.{p}} {{}} {y=} {z = !s} {v = :>{w}}" "b{}" rf"\d{q}\n{{" f'\x41\N{EM DASH}\{a}\\{b}'
        f'''a"{x}"b"
        c''' f'' ''
        f"" f'a'
        f'{(lambda x: 1)}' f'{ {1: 2}[1] }' f"{x:{{}}}" f'{a}{b!a}{c:}'
        f'{a != b}{(a := 1)}{a:=10}{*a,}' f"{[x for x in y]}"
    """,
    "lines": """
        x = 1;\\
          y = 2; z = 3 ;
        w = 1 \\

        v = 2
        if x: a; b;
        else: c;
        if 1:
            pass
            # comment
        # comment
        else:
            pass
        with (a as b, c as d,): pass
        with (a), (b): pass
        with (a, b): pass
        with (a, b) as c: pass
    """,
    "names in compatibility form": """
        x = \ufb01 + \uff41.\ufb02
        é = "é", é.b["é", é:é], f(é=é); y = 1
        def \u210c(\u210c, *, \ufb01=1): global \ufb02; return \ufb02
        import \uff41.\uff42, \uff43 as \uff44
    """,
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CR LF", "CR"])
@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_agrees_with_python_on_constructs(sample: str, newline: str) -> None:
    agree(textwrap.dedent(sample).replace("\n", newline))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a comment",
        "\n\n",
        "x = 1",
        "x = 1 # comment",
        "# a\n\n\nx = 1\n# b\n\f\n",
        "\\\nx = 1\n",
        "\fclass A:\n  x=1\n\f  y=2\n  \f\n \f  z = '''\n\f a'''; w\f= 3\n\fv = (1,\n\f 2)\n",
        "class A:\n\tdef f(self):\n\t\treturn 1\n\n\t# end\n",
        "x = '''a\r\nb\rc\n'''\r\ny = 1\r\n",
        "\ufeffx = 1\n",
        "x = '\x0b\x1c\x85\u2028'; y = 1\nz = 2\n",
    ],
    ids=repr,
)
def test_agrees_with_python_on_odd_text(text: str) -> None:
    agree(text)


# What the Python that runs the tests may not know


def lowered(text: str) -> tuple[tree.Stmt, ...]:
    module = load_module("m", "m.py", text)
    assert isinstance(module, Module), module
    opened = [module.open(number)[0] for number in range(len(module.index.statements))]
    for statement in opened:
        for node in nodes(statement):
            module.span_of(node.at)
    return tuple(opened)


since_3_12 = pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")
since_3_14 = pytest.mark.skipif(sys.version_info < (3, 14), reason="syntax of Python 3.14")
since_3_15 = pytest.mark.skipif(sys.version_info < (3, 15), reason="syntax of Python 3.15")


@since_3_12
def test_type_parameters_are_names_of_their_definition() -> None:
    function, cls = lowered("def f[T: (int, str), *Ts, **P](x: T): return T\nclass A[U]: x: U\n")
    assert isinstance(function, tree.FunctionDef)
    assert isinstance(cls, tree.ClassDef)
    assert function.function.scope.bound == {"T", "Ts", "P", "x"}
    assert cls.scope.bound == {"U", "x"}


@since_3_12
def test_type_alias_binds_a_name_to_something_unknown() -> None:
    (alias,) = lowered("type X[T] = dict[T, launch()]\n")
    assert isinstance(alias, tree.Assign)
    assert [target.id for target in alias.targets if isinstance(target, tree.Name)] == ["X"]
    assert isinstance(alias.value, tree.Opaque)
    assert alias.value.operands == ()


@since_3_14
def test_template_strings_evaluate_their_fields() -> None:
    (statement,) = lowered("x = t'{a}{b():{c}}d'\n")
    assert isinstance(statement, tree.Assign)
    assert isinstance(statement.value, tree.Opaque)
    assert [type(operand).__name__ for operand in statement.value.operands] == ["Name", "Call", "Name"]


@since_3_12
def test_quotes_and_lines_inside_fields_of_formatted_strings() -> None:
    (statement,) = lowered("x = f'{a['b']}{'\\n'.join(\n  c)}'\n")
    assert isinstance(statement, tree.Assign)
    assert isinstance(statement.value, tree.FString)
    assert [type(part) for part in statement.value.parts] == [tree.Format, tree.Format]


@since_3_15
def test_lazy_imports_and_unpacking_comprehensions() -> None:
    first, second, third, fourth = lowered(
        "lazy import a.b\nlazy from c import d\nx = {**m for m in n}\ny = [*m for m in n]\n"
    )
    assert isinstance(first, tree.Import)
    assert isinstance(second, tree.ImportFrom)
    assert isinstance(third, tree.Assign)
    assert isinstance(third.value, tree.Opaque)
    assert isinstance(fourth, tree.Assign)
    assert isinstance(fourth.value, tree.Comprehension)
    assert isinstance(fourth.value.element, tree.Starred)


# Details that `ast` has no word for


def nodes(root: tree.Node) -> Iterator[tree.Node]:
    """Every node of a lowered statement."""
    yield root
    for field in dataclasses.fields(root):
        stack = [getattr(root, field.name)]
        while stack:
            value = stack.pop()
            if isinstance(value, tree.Node):
                yield from nodes(value)
            elif isinstance(value, tuple):
                stack += value


def test_qualified_names() -> None:
    module = agree(
        textwrap.dedent("""
        def f():
            global g
            def g():
                def h(): pass
            class A:
                def m(self): return [lambda: 1 for _ in self]
            return lambda: A
        class B:
            class C:
                def m(self): pass
        """)
    )
    names = [
        node.qualname
        for number in range(len(module.index.statements))
        for statement in module.open(number)
        for node in nodes(statement)
        if isinstance(node, tree.Function | tree.ClassDef)
    ]
    assert sorted(names) == [
        "B",
        "B.C",
        "B.C.m",
        "f",
        "f.<locals>.<lambda>",
        "f.<locals>.A",
        "f.<locals>.A.m",
        "f.<locals>.A.m.<locals>.<lambda>",
        "g",
        "g.<locals>.h",
    ]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("_", True),
        ("x", True),
        ("(x)", True),
        ("_ as x", True),
        ("1 | _", True),
        ("x if x", True),
        ("1", False),
        ("[*_]", False),
        ("A()", False),
        ("1 as x", False),
    ],
)
def test_irrefutable_patterns(pattern: str, expected: bool) -> None:
    (statement,) = lowered(f"match y:\n    case {pattern}: pass\n")
    assert isinstance(statement, tree.Match)
    assert [case.irrefutable for case in statement.cases] == [expected]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("(a, b)", ("a", "b")),
        ("[a, _]", ("a", None)),
        ("a, _, b", ("a", None, "b")),
        ("()", ()),
        ("(a, 1)", None),
        ("(a, *b)", None),
        ("(a, (b, c))", None),
        ("(a, b as c)", None),
        ("a", None),
    ],
)
def test_elements_of_a_flat_sequence(pattern: str, expected: tuple[str | None, ...] | None) -> None:
    (statement,) = lowered(f"match y:\n    case {pattern}: pass\n")
    assert isinstance(statement, tree.Match)
    elements = statement.cases[0].elements
    assert (elements if elements is None else tuple(name and name.id for name in elements)) == expected


# Random programs


def test_agrees_with_python_on_random_programs() -> None:
    hypothesmith = pytest.importorskip("hypothesmith")

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(hypothesmith.from_node())
    def check(text: str) -> None:
        assume(isinstance(load_module("m", "<random>", text), Module))
        agree(text)

    check()


# Whole libraries


def library_files() -> list[Path]:
    """The standard library and the installed packages: a sample, or all with JAXLINT_ALL_FILES=1."""
    roots = [Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))]
    files = sorted({path for root in roots for path in root.rglob("*.py")})
    if os.environ.get("JAXLINT_ALL_FILES") == "1":
        return files
    return random.Random(8).sample([path for path in files if path.stat().st_size < 20_000], 60)


def test_agrees_with_python_on_libraries() -> None:
    compared = 0
    for path in library_files():
        text = path.read_bytes().decode("utf-8", "replace")
        if not isinstance(load_module("m", str(path), text), SyntaxProblem):
            agree(text, str(path))
            compared += 1
    assert compared > 50
