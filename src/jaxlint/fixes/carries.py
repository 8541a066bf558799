"""The carry of a loop given one dtype: where it is made, or where the body returns it."""

from __future__ import annotations

import ast

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.values import Array
from jaxlint.fixes.imports import spell
from jaxlint.fixes.source import Source
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.agreement import CarryChange
from jaxlint.tracer.structures import surely_other_shape
from jaxlint.tracer.view import View

DTYPE_AT = {
    "zeros": 1, "ones": 1, "empty": 1, "array": 1, "asarray": 1, "full": 2, "zeros_like": 1, "ones_like": 1,
    "full_like": 2, "arange": 3, "eye": 3, "identity": 1,
}  # fmt: skip
"""Where functions that make arrays take their dtype."""
BY_DEFAULT = {dtypes.FLOAT: "float", dtypes.INT: "int", dtypes.COMPLEX: "complex", "bool": "bool"}
"""Python's types, as wide as jax_enable_x64 says."""


def carry_fix(event: CarryChange, view: View) -> Fix | None:
    """`jnp.int32(0)` becomes `0.0` where the body returns a float; else what is returned is converted back."""
    before, after = event.difference.first, event.difference.second
    if not isinstance(before, Aval) or not isinstance(after, Aval) or surely_other_shape(before, after):
        return None
    if before.dtype is None or after.dtype is None:
        return None
    if dtypes.promote(before, after)[0] == after.dtype:
        return _start_with(event, view, after.dtype)
    return _convert_back(event, view, before.dtype)


def _start_with(event: CarryChange, view: View, dtype: str) -> Fix | None:
    """The array that goes in, made with another dtype."""
    if isinstance(event.init, tree.Constant):
        return _number(event, view, dtype)
    origin = event.value.origin if isinstance(event.value, Array) else None
    if origin is None or origin.place.module != event.place.module:
        return None
    module, at = view.module(event.place), origin.place.at
    if not module.is_faithful(at):
        return None
    source, node = Source(module), tree.Node(at)
    text = source.of(node)
    try:
        made = ast.parse(text, mode="eval").body
    except SyntaxError:
        return None
    if not isinstance(made, ast.Call) or not text.isascii() or "\n" in text or "\r" in text:
        return None
    start = source.start(node)
    name = made.func.attr if isinstance(made.func, ast.Attribute) else getattr(made.func, "id", "")
    match made.args:
        case [ast.Constant(value=int() as number)] if dtypes.is_jax_dtype(name) and not made.keywords:
            return _scalar(source, module, node, number, dtype)
    if name not in DTYPE_AT or any(isinstance(argument, ast.Starred) for argument in made.args):
        return None
    spelled = _spelled(module, dtype, at)
    if spelled is None:
        return None
    given = next((word.value for word in made.keywords if word.arg == "dtype"), None)
    if given is None and len(made.args) > DTYPE_AT[name]:
        given = made.args[DTYPE_AT[name]]
    if given is not None and given.end_col_offset is not None:
        edit = source.replace(start + given.col_offset, start + given.end_col_offset, spelled[0])
    else:
        edit = source.insert(source.end(node) - 1, f", dtype={spelled[0]}")
    return Fix(f"Start with {spelled[0]}", (edit, *spelled[1]), Applicability.UNSAFE)


def _scalar(source: Source, module: Module, node: tree.Node, number: int, dtype: str) -> Fix | None:
    """`0.0` of `jnp.int32(0)`: a Python float takes the dtype that it comes out with."""
    if dtypes.kind_of(dtype) is dtypes.Kind.FLOATING:
        edit = source.replace(source.start(node), source.end(node), f"{number}.0")
        return Fix(f"Start with `{number}.0`", (edit,), Applicability.UNSAFE)
    spelling = None if dtype in BY_DEFAULT else spell(module, f"jax.numpy.{dtype}", node.at)
    if spelling is None:
        return None
    edit = source.replace(source.start(node), source.end(node), f"{spelling.text}({number})")
    return Fix(f"Start with {dtype}", (edit, *spelling.edits), Applicability.UNSAFE)


def _number(event: CarryChange, view: View, dtype: str) -> Fix | None:
    """`0.0` of `0`, where another part of the carry makes a float of it."""
    module, node = view.module(event.place), event.init
    number = node.value if isinstance(node, tree.Constant) else None
    if node is None or type(number) is not int or dtypes.kind_of(dtype) is not dtypes.Kind.FLOATING:
        return None
    source = Source(module)
    edit = source.replace(source.start(node), source.end(node), f"{number}.0")
    return (
        Fix(f"Start with `{number}.0`", (edit,), Applicability.UNSAFE)
        if module.is_faithful(node.at)
        else None
    )


def _convert_back(event: CarryChange, view: View, dtype: str) -> Fix | None:
    """`.astype` around what the body returns."""
    returned = event.returned
    if returned is None or event.body_returns is None or returned.module != event.place.module:
        return None
    node, module = event.body_returns, view.module(event.place)
    spelled = _spelled(module, dtype, node.at)
    if spelled is None or not module.is_faithful(node.at) or isinstance(node, tree.Constant):
        return None
    source = Source(module)
    start, end = source.start(node), source.end(node)
    if isinstance(node, (tree.Name, tree.Attribute, tree.Call, tree.Subscript)):
        edits: tuple[Edit, ...] = (source.insert(end, f".astype({spelled[0]})"),)
    else:
        edits = (source.insert(start, "("), source.insert(end, f").astype({spelled[0]})"))
    return Fix(f"Return it as {spelled[0]}", (*edits, *spelled[1]), Applicability.UNSAFE)


def _spelled(module: Module, dtype: str, at: int) -> tuple[str, tuple[Edit, ...]] | None:
    """A dtype as the file may write it."""
    if dtype in BY_DEFAULT:
        return BY_DEFAULT[dtype], ()
    spelling = spell(module, f"jax.numpy.{dtype}", at)
    return None if spelling is None else (spelling.text, spelling.edits)
