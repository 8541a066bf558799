"""Python's operators on JAX arrays: shape and dtype of `a + b`, `a @ b`, `-a`, `a < b`."""

from __future__ import annotations

from typing import Final

from jaxlint.domain.avals import Aval
from jaxlint.signatures.elementwise import (
    BITWISE,
    COMPARED,
    DIVIDED,
    EQUAL,
    FLOATING,
    KEPT,
    NUMBERS,
    PLAIN,
    RAISED,
    SHIFTED,
    Arithmetic,
    calculate,
)
from jaxlint.signatures.linear import matmul
from jaxlint.signatures.signature import Outcome

_BINARY: Final[dict[str, Arithmetic]] = {
    "+": PLAIN,
    "*": PLAIN,
    "-": NUMBERS,
    "/": FLOATING,
    "//": DIVIDED,
    "%": DIVIDED,
    "**": RAISED,
    "&": BITWISE,
    "|": BITWISE,
    "^": BITWISE,
    "<<": SHIFTED,
    ">>": SHIFTED,
    "<": COMPARED,
    "<=": COMPARED,
    ">": COMPARED,
    ">=": COMPARED,
    "==": EQUAL,
    "!=": EQUAL,
}
_UNARY: Final[dict[str, Arithmetic]] = {"-": NUMBERS, "+": KEPT, "~": BITWISE}

BINARY_FUNCTIONS: Final = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "matmul": "@",
    "and_": "&",
    "or_": "|",
    "xor": "^",
    "lshift": "<<",
    "rshift": ">>",
}
"""Functions of Python's module `operator`, which has each in a second form that writes in place: `iadd`, `iand`."""
COMPARISON_FUNCTIONS: Final = {
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
    "eq": "==",
    "ne": "!=",
    "is_": "is",
    "is_not": "is not",
}
SIGN_FUNCTIONS: Final = {"neg": "-", "pos": "+", "inv": "~", "invert": "~"}


def binary(op: str, left: Aval, right: Aval) -> Outcome:
    """What `left op right` is for two arrays (or an array and a number)."""
    if op == "@":
        return matmul(left, right, ("left", "right"))
    rule = _BINARY.get(op)
    return None if rule is None else calculate(rule, (left, right), ("left", "right"))


def unary(op: str, operand: Aval) -> Outcome:
    """What `op operand` is."""
    rule = _UNARY.get(op)
    return None if rule is None else calculate(rule, (operand,), ("operand",))
