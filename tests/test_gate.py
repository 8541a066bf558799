"""What is no program, and what libcst cannot survive, is refused in good time and without harm."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from collections.abc import Callable

import pytest

from jaxlint.program.module import Module, load_module
from jaxlint.syntax.gate import DEEPEST, LARGEST, LONGEST_CHAIN, SyntaxProblem, parse_ast, refusal
from jaxlint.syntax.index import build_index
from jaxlint.syntax.lines import Lines, split_lines


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("x = (\n", 1, 4),
        ("x = 1\ny = = 2\n", 2, 4),
        ("x = 1\0\n", 1, 5),
        ("x = 1\r\n\0", 2, 0),
        ("\0", 1, 0),
        ("x = '\ud800'", 1, 0),
    ],
)
def test_syntax_problems_have_a_place(text: str, line: int, column: int) -> None:
    problem = parse_ast(text)
    assert isinstance(problem, SyntaxProblem)
    assert (problem.line, problem.column) == (line, column)
    assert problem.message
    assert not problem.too_deep


def test_warnings_of_the_program_stay_its_own() -> None:
    # `pytest` turns warnings into errors here.
    assert isinstance(parse_ast("x = '\\d' is 1"), ast.Module)


def test_a_byte_order_mark_is_no_part_of_the_program() -> None:
    module = load_module("m", "m.py", "\ufeffx = 1\n")
    assert isinstance(module, Module)
    assert module.text == "x = 1\n"
    (statement,) = module.open(0)
    assert module.text_of(statement.at) == "x = 1"


# Programs that kill the parser of libcst, or keep it busy for hours

HOSTILE: dict[str, Callable[[int], str]] = {
    "parentheses": lambda n: "x = " + "(" * n + "1" + ")" * n,
    "lists": lambda n: "x = " + "[" * n + "1" + "]" * n,
    "calls": lambda n: "x = " + "f(" * n + "1" + ")" * n,
    "dictionaries": lambda n: "x = " + "{1: " * n + "1" + "}" * n,
    "subscripts": lambda n: "x = " + "a[" * n + "1" + "]" * n,
    "comprehensions": lambda n: "x = " + "[" * n + "1" + " for a in b]" * n,
    "sums": lambda n: "x = " + " + ".join(["1"] * n),
    "powers": lambda n: "x = " + " ** ".join(["1"] * n),
    "signs": lambda n: "x = " + "-" * n + "1",
    "negations": lambda n: "x = " + "not " * n + "1",
    "conjunctions": lambda n: "x = " + " and ".join(["a"] * n),
    "comparisons": lambda n: "x = " + " < ".join(["a"] * n),
    "attributes": lambda n: "x = a" + ".b" * n,
    "method calls": lambda n: "x = a" + ".b()" * n,
    "conditional expressions": lambda n: "x = " + "a if b else " * n + "c",
    "lambdas": lambda n: "x = " + "lambda: " * n + "1",
    "pieces of a string": lambda n: "x = " + " ".join(["'a'"] * n),
    "pieces of a string on lines": lambda n: "x = (" + "\n".join(["f'{a}'"] * n) + ")",
    "branches": lambda n: "if a: pass\n" + "elif a: pass\n" * n,
    "blocks": lambda n: "".join(" " * i + "if a:\n" for i in range(n)) + " " * n + "pass",
    "functions": lambda n: "".join(" " * i + "def f():\n" for i in range(n)) + " " * n + "pass",
    "decorators": lambda n: "@a\n" * n + "def f(): pass",
    "targets": lambda n: "x = " * n + "1",
    "arguments": lambda n: "f(" + "a, " * n + ")",
    "loops of a comprehension": lambda n: "x = [a " + "for a in b " * n + "]",
    "alternatives": lambda n: "match a:\n case " + " | ".join(["1"] * n) + ": pass",
    "list patterns": lambda n: "match a:\n case " + "[" * n + "b" + "]" * n + ": pass",
    "parenthesised patterns": lambda n: "match a:\n case " + "(" * n + "b" + ")" * n + ": pass",
    "mapping patterns": lambda n: "match a:\n case " + "{1: " * n + "b" + "}" * n + ": pass",
    "class patterns": lambda n: "match a:\n case " + "A(b=" * n + "b" + ")" * n + ": pass",
    "statements on a line": lambda n: "a; " * n,
    "continued lines": lambda n: "x = 1 + \\\n" * n + "1",
}

CHILD = """
import sys
from jaxlint.program.module import Module, load_module
for line in sys.stdin:
    text = eval(line)
    module = load_module("m", "m.py", text)
    if isinstance(module, Module):
        for statement in module.index.statements:
            for node in module.open(statement.number):
                module.span_of(node.at)
    print("survived", flush=True)
"""


@pytest.mark.parametrize("size", [12, 60, 110, 190, 490, 5000])
def test_hostile_programs_neither_kill_nor_hang(size: int) -> None:
    texts = [make(size) for make in HOSTILE.values()]
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input="".join(f"{text!r}\n" for text in texts),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, (list(HOSTILE)[done.stdout.count("survived")], done.stderr[-2000:])
    assert done.stdout.count("survived") == len(texts)


def refused(text: str) -> str | None:
    parsed = parse_ast(text)
    assert isinstance(parsed, ast.Module)
    (statement,) = build_index(parsed, Lines(text)).statements
    reason = refusal(statement.node, split_lines(text))
    assert refusal(statement.node, split_lines(text), statement.is_intricate) == reason
    return reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x = " + "-" * (DEEPEST // 2) + "1", None),
        ("x = " + "-" * DEEPEST + "1", "the statement is nested too deeply"),
        ("class A:\n x = " + "-" * (DEEPEST - 1) + "1", "the statement is nested too deeply"),
        ("x = " + " and ".join(["a"] * LONGEST_CHAIN), None),
        ("x = " + " and ".join(["a"] * (LONGEST_CHAIN + 1)), "the chain of `and` or `or` is too long"),
        ("if a: pass\n" + "elif a: pass\n" * (LONGEST_CHAIN - 1), None),
        ("if a: pass\n" + "elif a: pass\n" * LONGEST_CHAIN, "the chain of `elif` is too long"),
        ("x = " + "'a' " * LONGEST_CHAIN, None),
        ("x = " + "'a' " * (LONGEST_CHAIN + 1), "a string is concatenated from too many pieces"),
        ("x = (" + "f'{a}'\n" * (LONGEST_CHAIN + 1) + ")", "a string is concatenated from too many pieces"),
        ("x = [" + "'a', " * (2 * LONGEST_CHAIN) + "]", None),
        ("match a:\n case [[[[[[[b]]]]]]]: pass\n" + "#" * 50, None),
        (
            "match a:\n case [[[[((([b])))]]]]: pass  # " + "#" * 50,
            "a `case` pattern is nested too deeply",
        ),
        ("x = '" + "a" * LARGEST + "'", "the statement is too large"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_reasons_to_refuse(text: str, reason: str | None) -> None:
    assert refused(text) == reason


def test_random_bytes_never_raise() -> None:
    source = random.Random(3)
    pieces = [
        "x",
        " ",
        "\n",
        "\r",
        "\f",
        "\\",
        "'",
        '"',
        "(",
        ")",
        "[",
        "]",
        ":",
        "=",
        ";",
        "#",
        "é",
        "\0",
        "\ufeff",
    ]
    programs = 0
    for _ in range(3000):
        text = "".join(source.choices(pieces, k=source.randint(0, 12)))
        module = load_module("m", "m.py", text)
        if isinstance(module, Module):
            programs += 1
            for statement in module.index.statements:
                for node in module.open(statement.number):
                    module.span_of(node.at)
    assert programs > 100
