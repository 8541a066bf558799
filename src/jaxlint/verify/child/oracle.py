"""Runs generated programs, one line of JSON each: what JAX refuses, mended until the program runs."""

from __future__ import annotations

import ast
import functools
import gc
import json
import os
import sys
import traceback
import types
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

import jax
import numpy as np

from jaxlint.verify.child import stepwise
from jaxlint.verify.oracle.observed import Observed, Part, Refusal
from jaxlint.verify.oracle.program import PATH, Program, read_program

MOST_MENDED = 25
PROGRAMS_BETWEEN_CLEARINGS = 500
"""Each program makes its functions anew, so no trace of one serves another; caches are cleared for the memory."""
MODULE = "jaxlint_generated_program"
_HIT = "__reached__"
_PART = "__evaluated__"
_CONTINUES = ("else:", "elif ", "except", "finally:", ")", "]", "}")
_RELATIVE, _ABSOLUTE = 2e-3, 1e-4


class _Reached(ast.NodeTransformer):
    """Has every statement, every lambda when called, and every part of an expression that another part may leave out,
    say that it is reached.
    """

    def __init__(self) -> None:
        self.parts: list[Part] = []

    def visit(self, node: ast.AST) -> ast.AST:
        """Put a call before each statement of each suite of a node."""
        self.generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            suite = getattr(node, name, None)
            if isinstance(suite, list):
                setattr(node, name, [each for statement in suite for each in _announced(statement)])
        if isinstance(node, ast.Lambda):
            pair = ast.Tuple([_hit(node.lineno), node.body], ast.Load())
            node.body = ast.Subscript(pair, ast.Constant(1), ast.Load())
        if isinstance(node, ast.IfExp):
            node.body, node.orelse = self._part(node.body), self._part(node.orelse)
        elif isinstance(node, ast.BoolOp):
            node.values = [node.values[0], *map(self._part, node.values[1:])]
        return node

    def _part(self, node: ast.expr) -> ast.expr:
        part = (node.lineno, node.col_offset, node.end_col_offset or node.col_offset)
        self.parts.append(part)
        said = ast.Tuple([ast.Constant(number) for number in part], ast.Load())
        hit = ast.Call(ast.Name(_PART, ast.Load()), [said], [])
        pair = ast.Tuple([hit, node], ast.Load())
        return ast.copy_location(ast.Subscript(pair, ast.Constant(1), ast.Load()), node)


def _announced(statement: ast.stmt) -> list[ast.stmt]:
    is_simple = not hasattr(statement, "body")
    if is_simple and any(isinstance(each, ast.Lambda) for each in ast.walk(statement)):
        return [statement]
    decorators = getattr(statement, "decorator_list", [])
    return [*(ast.Expr(_hit(each.lineno)) for each in (*decorators, statement)), statement]


def _hit(line: int) -> ast.expr:
    return ast.Call(ast.Name(_HIT, ast.Load()), [ast.Constant(line)], [])


@functools.lru_cache(maxsize=1000)
def _compiled(number: int, text: str) -> tuple[types.CodeType, Sequence[Part]]:
    """The code of a statement of the module that begins on this line, and the parts that may be left out. Most
    statements a program has in common with others, and with itself once mended.
    """
    tree = ast.increment_lineno(ast.parse(text), number - 1)
    reached = _Reached()
    reached.visit(tree)
    ast.fix_missing_locations(tree)
    return compile(tree, PATH, "exec", dont_inherit=True), reached.parts


def statements(program: Program) -> Iterator[tuple[int, str]]:
    """The statements of the module, each with the number of its first line."""
    start, header = 0, ""
    for index, line in enumerate(program.lines):
        begins = not line.indent and line.text and not line.text.startswith(_CONTINUES)
        if begins and not header.startswith("@"):
            yield start + 1, _text(program, start, index)
            start = index
        if line.text and not line.indent:
            header = line.text
    yield start + 1, _text(program, start, len(program.lines))


def _text(program: Program, start: int, end: int) -> str:
    return "".join(f"{' ' * line.indent}{line.text}\n" for line in program.lines[start:end])


def run(program: Program) -> tuple[list[Any], Observed]:
    """The leaves of what `run()` of the program returns, and what it came to."""
    reached: set[int] = set()
    traced: set[int] = set()
    evaluated: set[Part] = set()
    parts: set[Part] = set()

    def reach(line: int) -> None:
        reached.add(line)
        if stepwise.is_tracing():
            traced.add(line)

    module = types.ModuleType(MODULE)
    module.__dict__[_HIT] = reach
    module.__dict__[_PART] = evaluated.add
    # NamedTuple and dataclass look their module up.
    sys.modules[MODULE] = module
    for number, text in statements(program):
        code, below = _compiled(number, text)
        parts.update(below)
        exec(code, module.__dict__)
    results = jax.tree.leaves(module.run())
    came_to = Observed((), True, frozenset(reached), frozenset(traced), frozenset(parts - evaluated))
    return results, came_to


def refusal(error: BaseException) -> Refusal:
    """The error with the innermost line of the program."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == PATH]
    line = frames[-1].lineno if frames else None
    name, *bases = (
        _public(kind) for kind in type(error).__mro__ if kind not in (Exception, BaseException, object)
    )
    return Refusal(line or 0, name, (str(error).strip().splitlines() or [""])[0][:200], tuple(bases))


def _public(kind: type) -> str:
    is_public = getattr(jax.errors, kind.__name__, None) is kind
    return f"jax.errors.{kind.__name__}" if is_public else kind.__name__


def observe(program: Program) -> Observed:
    """Run the program, mending each statement that JAX refuses, and compare the results with the eager ones."""
    refusals: list[Refusal] = []
    while True:
        try:
            results, observed = run(program)
            break
        except Exception as error:  # whatever a generated program raises is an outcome
            refusals.append(refusal(error))
        mended = program.mend(refusals[-1].line) if refusals[-1].line else None
        if mended is None or len(refusals) > MOST_MENDED:
            return Observed(tuple(refusals))
        program = mended
    observed = replace(observed, refusals=tuple(refusals))
    try:
        with jax.disable_jit():
            meant, _ = run(program)
    except Exception as error:
        return replace(observed, eager=refusal(error))
    return replace(observed, difference=difference(results, meant))


def difference(results: Sequence[Any], meant: Sequence[Any]) -> str | None:
    """The first difference between two lists of numbers and arrays."""
    if len(results) != len(meant):
        return f"{len(results)} results, eagerly {len(meant)}"
    for index, (result, eager) in enumerate(zip(results, meant, strict=True)):
        if np.shape(result) != np.shape(eager):
            return f"result {index} has shape {np.shape(result)}, eagerly {np.shape(eager)}"
        if not np.allclose(
            np.asarray(result, float), np.asarray(eager, float), _RELATIVE, _ABSOLUTE, equal_nan=True
        ):
            return f"result {index} is {result}, eagerly {eager}"
    return None


def main() -> None:
    """Answer programs on standard input until it ends; `--compile` leaves the execution to XLA."""
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    jax.config.update("jax_traceback_filtering", "off")  # type: ignore[no-untyped-call]  # jax 0.10 to 0.12
    warnings.simplefilter("ignore")
    if "--compile" not in sys.argv:
        stepwise.install()
    # What JAX consists of is not garbage, and looking through it is a tenth of the time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    for count, line in enumerate(sys.stdin, 1):
        observed = asdict(observe(read_program(json.loads(line))))
        print(json.dumps(observed, default=sorted), file=channel, flush=True)
        if count % PROGRAMS_BETWEEN_CLEARINGS == 0:
            jax.clear_caches()  # type: ignore[no-untyped-call]  # jax 0.10 to 0.12


if __name__ == "__main__":
    main()
