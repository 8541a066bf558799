"""A function of JAX's operations, decorated with `jax.jit`, where all that it takes may be traced."""

from __future__ import annotations

import ast

from jaxlint.fixes.imports import spell_at
from jaxlint.fixes.names import Names
from jaxlint.program.module import Module
from jaxlint.program.uses import span_of
from jaxlint.signatures.methods import AttributeKind, attribute_of_array, method
from jaxlint.signatures.signature import Does, Signature
from jaxlint.signatures.table import lookup
from jaxlint.syntax.walking import walk
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.span import Span

_ARRAYS = (AttributeKind.ARRAY, AttributeKind.STATIC)


def compile_function(module: Module, function: ast.FunctionDef) -> Fix | None:
    """`@jax.jit` above a function that does nothing but calculate with each of its parameters."""
    if not _is_compilable(module, function) or not _is_always_called(module, function):
        return None
    span = span_of(module, function)
    spelling = spell_at(module, "jax.jit", span)
    if spelling is None:
        return None
    line = module.lines[span.line - 1]
    indent = line[: span.column]
    if indent.strip():
        return None
    ending = line[len(line.rstrip("\r\n")) :] or "\n"
    place = Span(span.line, span.column, span.line, span.column)
    edit = Edit(place, f"@{spelling.text}{ending}{indent}")
    return Fix(
        f"Compile `{function.name}` with `{spelling.text}`", (edit, *spelling.edits), Applicability.UNSAFE
    )


def _is_always_called(module: Module, function: ast.FunctionDef) -> bool:
    """Whether the module does nothing with a function but call it, on what may be arrays."""
    called = 0
    mentioned = 0
    for statement in module.index.statements:
        for node in walk(statement.node):
            match node:
                case ast.Name(id=name) if name == function.name:
                    mentioned += 1
                case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name == function.name:
                    called += all(_may_be_array(one) for one in args)
    return mentioned == called > 0


def _may_be_array(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=value):
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        case ast.Starred() | ast.Lambda() | ast.JoinedStr():
            return False
    return True


def _is_compilable(module: Module, function: ast.FunctionDef) -> bool:
    """Whether each parameter is used in calculations, and nowhere as a number that Python needs."""
    given = function.args
    names = {one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
    if any(isinstance(one, ast.Constant) and not _may_be_array(one) for one in given.defaults):
        return False
    reader = _Reader(Names(module, span_of(module, function)))
    mentions, calculated = 0, set[str]()
    for statement in function.body:
        for node in walk(statement):
            if isinstance(node, ast.Name) and node.id in names:
                if not isinstance(node.ctx, ast.Load):
                    # What is bound anew is no parameter any more.
                    return False
                mentions += 1
        counted = reader.read(statement, names)
        if counted is None:
            return False
        mentions -= len(counted)
        calculated |= set(counted)
    return not mentions and calculated == names


class _Reader:
    """Uses of names as arrays, in one function."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def read(self, statement: ast.stmt, names: set[str]) -> list[str] | None:
        """The names that a statement calculates with, once for each time; None where a value may be needed."""
        found: list[str] = []
        for node in walk(statement):
            match node:
                case ast.BinOp(left=left, right=right):
                    found += _named((left, right), names)
                case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                    found += _named((operand,), names)
                case ast.Compare(left=left, ops=ops, comparators=others):
                    if not all(
                        isinstance(op, (ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq)) for op in ops
                    ):
                        return None
                    if len(others) > 1:
                        return None
                    found += _named((left, *others), names)
                case ast.Attribute(value=ast.Name(id=name), attr=attr) if name in names:
                    if method(attr) is None and attribute_of_array(attr).kind not in _ARRAYS:
                        return None
                    found.append(name)
                case ast.Subscript(value=ast.Name(id=name), slice=index) if name in names:
                    if not _is_constant(index):
                        return None
                    found.append(name)
                case ast.Call():
                    passed = self._call(node, names)
                    if passed is None:
                        return None
                    found += passed
        return found

    def _call(self, node: ast.Call, names: set[str]) -> list[str] | None:
        """The names that a call is given as arrays; None where it asks for the value of anything but a constant."""
        row, shift = self._row(node.func)
        if row is None or row.parameters is None:
            return None
        if shift and row.does.get(row.parameters[0].name, Does.READ) is not Does.READ:
            return None
        positional = [p.name for p in row.parameters if p.kind in ("", "/")][shift:]
        if len(node.args) > len(positional) or any(isinstance(one, ast.Starred) for one in node.args):
            return None
        given = dict(zip(positional, node.args, strict=False))
        for word in node.keywords:
            if word.arg is None:
                return None
            given[word.arg] = word.value
        found: list[str] = []
        for name, value in given.items():
            if row.does.get(name, Does.READ) is Does.READ:
                found += _named((value,), names)
            elif not _is_constant(value):
                return None
        return found

    def _row(self, function: ast.expr) -> tuple[Signature | None, int]:
        """What is known of the function, and how many parameters the call does not pass."""
        dotted = self._names.dotted(function)
        if dotted is not None:
            return (lookup(dotted) if dotted.startswith("jax.") else None), 0
        return (method(function.attr), 1) if isinstance(function, ast.Attribute) else (None, 0)


def _named(nodes: tuple[ast.expr, ...], names: set[str]) -> list[str]:
    return [node.id for node in nodes if isinstance(node, ast.Name) and node.id in names]


def _is_constant(node: ast.expr) -> bool:
    return all(
        isinstance(
            part, (ast.Constant, ast.Tuple, ast.List, ast.Slice, ast.UnaryOp, ast.unaryop, ast.keyword)
        )
        for part in walk(node)
    )
