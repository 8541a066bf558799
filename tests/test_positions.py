"""Nodes know where they stand, whatever the text is made of and in whatever order it is read."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from jaxlint.program import tree
from jaxlint.program.module import NUMBERS, Module, load_module
from jaxlint.syntax.lines import split_lines
from jaxlint.syntax.parse import Opened, Refused, open_statement
from jaxlint.text.edits import line_offsets
from jaxlint.text.span import Span


def loaded(text: str) -> Module:
    module = load_module("m", "m.py", text)
    assert isinstance(module, Module), module
    return module


def value_of(module: Module, number: int = 0) -> tree.Expr:
    (statement,) = module.open(number)
    assert isinstance(statement, tree.ExprStmt)
    return statement.value


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("((x))\n", "x"),
        ("((x, y))\n", "(x, y)"),
        ("x, y,  # c\n", "x, y,"),
        ("((x) + (y))\n", "(x) + (y)"),
        ("f(x for x in y)\n", "f(x for x in y)"),
        ("é = 'é'; é .ü [ 'é' ]  # é\n", "é .ü [ 'é' ]"),
        ("\f'''\n\f'''  ;\n", "'''\n\f'''"),
        ("f(\r\n  x\r\n)\r\n", "f(\r\n  x\r\n)"),
        ("f(\r  x\r)\r", "f(\r  x\r)"),
        ("\n\n# c\n\n( # c\n  x\n)", "x"),
        ("'a' \\\n  'b'\n", "'a' \\\n  'b'"),
    ],
    ids=repr,
)
def test_source_of_an_expression(text: str, source: str) -> None:
    module = loaded(text)
    assert module.text_of(value_of(module, len(module.index.statements) - 1).at) == source


def test_parts_of_calls() -> None:
    module = loaded("f ( (a), *b, c = (d), **e )(g for g in h)\n")
    outer = value_of(module)
    assert isinstance(outer, tree.Call)
    assert [module.text_of(argument.at) for argument in outer.args] == ["(g for g in h)"]
    inner = outer.func
    assert isinstance(inner, tree.Call)
    assert [module.text_of(argument.at) for argument in inner.args] == ["(a)", "*b", "c = (d)", "**e"]
    assert module.text_of(inner.args[0].value.at) == "a"


def test_definitions_begin_at_their_keyword() -> None:
    module = loaded("@a\n\n# c\n@b(1)\nasync  def f(x: int = 1): pass  # c\n\n@a\nclass A: pass\n")
    (function,), (cls,) = module.open(0), module.open(1)
    assert isinstance(function, tree.FunctionDef)
    assert isinstance(cls, tree.ClassDef)
    assert module.text_of(function.at) == "async  def f(x: int = 1): pass"
    assert module.text_of(function.name_at) == "f"
    assert [module.text_of(decorator.at) for decorator in function.decorators] == ["a", "b(1)"]
    assert [module.text_of(parameter.at) for parameter in function.function.parameters] == ["x"]
    assert module.text_of(cls.at) == "class A: pass"
    assert module.text_of(cls.name_at) == "A"
    assert module.line_of(cls.at) == 8


def test_form_feeds_shift_columns_back() -> None:
    module = loaded("if x:\n  \f \f  y\n  \f \f  z = '''\n\f''', 1\n")
    (statement,) = module.open(0)
    assert isinstance(statement, tree.If)
    assert [module.span_of(node.at) for node in statement.body] == [
        Span(2, 7, 2, 8),
        Span(3, 7, 4, 7),
    ]


def test_spans_address_the_text_that_edits_are_applied_to() -> None:
    text = "a = 1\r\nb = '''é\r'''; c = [\n2]\r"
    module = loaded(text)
    offsets = line_offsets(text)
    for number, source in enumerate(["a = 1", "b = '''é\r'''", "c = [\n2]"]):
        span = module.span_of(module.open(number)[0].at)
        start, end = offsets[span.line - 1] + span.column, offsets[span.end_line - 1] + span.end_column
        assert text[start:end] == source == module.slice(span)


def test_numbers_depend_neither_on_order_nor_on_what_else_is_open() -> None:
    text = "a = f(1)\nb = 2; c = g(3)\n@d\ndef e(): return lambda: h\n"
    forwards, backwards = loaded(text), loaded(text)
    for number in range(4):
        forwards.open(number)
    for number in reversed(range(4)):
        assert backwards.open(number)[0].at == forwards.open(number)[0].at
    (function,) = forwards.open(3)
    fresh = loaded(text)
    assert fresh.text_of(function.at) == "def e(): return lambda: h"
    assert not fresh.is_open(3)
    assert fresh.function_at(function.at).name == "e"
    assert fresh.is_open(3)
    assert fresh.statement_of(function.at) == 3
    assert function.at == 2 * NUMBERS


def test_opening_twice_gives_the_same_nodes() -> None:
    module = loaded("x = 1; y = 2\nclass A: f = lambda: 1\n")
    assert module.open(0)[0] is module.open(0)[0]
    (cls,) = module.open(2)
    assert module.class_at(cls.at) is cls


# Refusals


def test_what_libcst_cannot_read_stands_where_python_says_and_is_not_edited() -> None:
    module = loaded("x = 1\n(y): int = {'é': z}\nz = 3\n")
    (statement,) = module.open(1)
    assert isinstance(statement, tree.AnnAssign)
    assert module.refusal(1) is None
    assert module.text_of(statement.at) == "(y): int = {'é': z}"
    assert isinstance(statement.value, tree.Mapping)
    assert module.text_of(statement.value.items[0][1].at) == "z"
    assert not module.is_faithful(statement.at)
    assert module.is_faithful(module.open(2)[0].at)


def test_what_is_nested_too_deeply_is_refused_with_a_reason() -> None:
    module = loaded("x = 1\ny = " + "-" * 130 + "1\n")
    assert module.open(1) == ()
    assert "too deeply" in (module.refusal(1) or "")
    assert module.refusal(0) is None


def test_open_statement_refuses_what_is_no_statement() -> None:
    assert isinstance(open_statement(["x = (\n"], 1, 1), Refused)


@pytest.mark.parametrize(
    "text", ["x = 1", "x = 1 # c\n", "def f():\n\treturn 1\n\n", "\fx = 1\r\n", "x = 1;\\\n\n"]
)
def test_libcst_gives_the_slice_back(text: str) -> None:
    lines = split_lines(text)
    opened = open_statement(lines, 1, len(lines))
    assert isinstance(opened, Opened)
    assert opened.faithful


# Manners


def test_the_interpreter_is_left_as_it_was() -> None:
    limit, enabled = sys.getrecursionlimit(), gc.isenabled()
    module = loaded("x = 1\n(y): int\n")
    module.span_of(module.open(0)[0].at)
    module.open(1)
    assert (sys.getrecursionlimit(), gc.isenabled()) == (limit, enabled)
    gc.disable()
    try:
        loaded("x = 1").open(0)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_caller_may_stand_deep_in_recursion() -> None:
    module = loaded("x = " + "-(" * 50 + "1" + ")" * 50)

    def descend(depth: int) -> tuple[tree.Stmt, ...]:
        if depth:
            return descend(depth - 1)
        opened = module.open(0)
        module.span_of(opened[0].at)
        return opened

    assert descend(sys.getrecursionlimit() - 120)


# Literals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x = 1", 1),
        ("x: int = -1", -1),
        ("x = None", None),
        ("x = (1, [2.5, {'a': b'b', 'c': {True}}], 'd' 'e')", (1, [2.5, {"a": b"b", "c": {True}}], "de")),
    ],
)
def test_values_that_are_spelled_out(text: str, value: object) -> None:
    module = loaded(text)
    literal = module.literal(0)
    assert literal is not None
    assert (type(literal.value), literal.value) == (type(value), value)
    assert not module.is_open(0)


@pytest.mark.parametrize(
    "text",
    ["x = y", "x = [y]", "x = f()", "x = y = 1", "x, = 1,", "x: int", "x += 1", "x = {[]: 1}", "x = not 1"],
)
def test_values_that_are_not_spelled_out(text: str) -> None:
    assert loaded(text).literal(0) is None


def test_positions_cover_every_place_of_this_repository() -> None:
    for path in sorted(Path(__file__).parent.glob("*.py"))[:4]:
        module = loaded(path.read_text(encoding="utf-8"))
        for numbers in module.index.groups:
            for statement in (module.index.statements[number] for number in numbers):
                (node,) = module.open(statement.number)
                span = module.span_of(node.at)
                assert statement.first_line <= span.line <= span.end_line == statement.last_line
