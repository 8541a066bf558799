"""`x[i] = v` and `x[i] += v` written as the updates that JAX has: `x = x.at[i].set(v)`."""

from __future__ import annotations

import ast

from jaxlint.domain import dtypes
from jaxlint.domain.dtypes import Kind
from jaxlint.domain.values import (
    Array,
    Const,
    Extent,
    Host,
    NumPyArray,
    Object,
    SliceValue,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.purity import Purity, is_steady, is_suspended
from jaxlint.fixes.rebinding import Rebinding, rebinding
from jaxlint.fixes.source import Source, is_plain, opening_parentheses
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.reading import operand
from jaxlint.signatures.updates import AUGMENTED
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.events import ItemStore, StoreKind

_BREADTH = {Kind.BOOL: 0, Kind.UNSIGNED: 1, Kind.SIGNED: 1, Kind.FLOATING: 2, Kind.COMPLEX: 3}
"""Kinds of numbers, each of which holds those below it."""
_PRECEDENCE = {
    "|": 1,
    "^": 2,
    "&": 3,
    **dict.fromkeys(("<<", ">>"), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "//", "%", "@"), 6),
    "**": 7,
}


def update_fix(event: ItemStore, module: Module) -> Fix | None:
    """The fix of a store, if there is one."""
    target, statement = event.target, event.statement
    match event.kind, statement:
        case StoreKind.ASSIGN, tree.Assign(value=value):
            operator = None
        case StoreKind.AUGMENTED, tree.AugAssign(op=op, value=value):
            operator = op
        case _:
            return None
    if not _may_be_written(event, target, value) or not module.is_faithful(statement.at):
        return None
    held = rebinding(event.holding, module, statement, event.base.aval.ndim)
    if held is None:
        return None
    purity = Purity(module, statement.at)
    if not purity.is_pure(target.index) or is_suspended(target.value):
        return None
    source = Source(module)
    edits = _edits(event, source, value, operator)
    if edits is None:
        return None
    in_order = purity.is_pure(value) or is_steady(target.index)
    same = in_order and not _changes_dtype(event, operator) and not _may_collide(event)
    safe = event.certain and held is Rebinding.SAME and same
    title = f"Bind `{source.of(event.holding.node)}` to the updated array"
    return Fix(title, edits, Applicability.SAFE if safe else Applicability.UNSAFE)


def _may_be_written(event: ItemStore, target: tree.Subscript, value: tree.Expr) -> bool:
    """Whether `.at[index]` takes this index, and `.set(...)` this value."""
    if any(
        isinstance(node, tree.Sequence) and node.kind is tree.Display.LIST for node in nodes((target.index,))
    ):
        return False
    if is_suspended(value) or is_suspended(target.index):
        return False
    if isinstance(event.value, Const) and (
        event.value.value is None or isinstance(event.value.value, (str, bytes))
    ):
        return False
    return not any(isinstance(part, Object) or _is_traced_mask(part) for part in _parts(event.index))


def _is_traced_mask(index: Value) -> bool:
    """Whether an index is a mask that a transformation traces: its number of items is not known then."""
    return isinstance(index, Array) and index.aval.dtype == dtypes.BOOL and index.traced is not Tracedness.NO


def _parts(index: Value) -> tuple[Value, ...]:
    return index.items if isinstance(index, TupleValue) else (index,)


# What the update does


def _repeats(index: Value) -> bool | None:
    """Whether an index may name an item twice; None where it may be an array or not."""
    found: bool | None = False
    for part in _parts(index):
        match part:
            case Const() | Host() | Extent() | SliceValue():
                continue
            case Array(aval=aval) | NumPyArray(aval=aval):
                if aval.ndim == 0 or aval.dtype == dtypes.BOOL:
                    continue
                if aval.ndim is not None:
                    return True
        found = None
    return found


def _may_collide(event: ItemStore) -> bool:
    """Whether several values may meet in one item: NumPy keeps the last, JAX any of them."""
    if not _repeats(event.index):
        return False
    aval = operand(event.value)
    return aval is None or aval.ndim != 0


def _breadth(dtype: str | None) -> int | None:
    kind = dtypes.kind_of(dtype)
    return None if kind is None else _BREADTH.get(kind)


def _changes_dtype(event: ItemStore, operator: str | None) -> bool:
    """Whether the value surely is of a wider kind than the array: NumPy truncates, JAX warns and casts."""
    aval = operand(event.value)
    mine, other = _breadth(event.base.aval.dtype), None if aval is None else _breadth(aval.dtype)
    if mine is None:
        return False
    if operator == "/" and mine < _BREADTH[Kind.FLOATING]:
        return True
    if operator in AUGMENTED and mine == _BREADTH[Kind.BOOL]:
        return True
    return other is not None and other > mine


def update_method(event: ItemStore, operator: str | None) -> str | None:
    """The method of `x.at[i]` that does what the statement does; None: read the item, combine, and set it."""
    if operator is None:
        return "set"
    if _repeats(event.index) is not False or _changes_dtype(event, operator):
        return None
    return AUGMENTED.get(operator)


# How it is written


def _edits(
    event: ItemStore, source: Source, value: tree.Expr, operator: str | None
) -> tuple[Edit, ...] | None:
    target, base = event.target, source.of(event.holding.node)
    start, end = source.start(target), source.end(target)
    if start != source.start(event.statement) or not is_plain(base):
        return None
    sign = source.after_blank(end)
    symbol = "=" if operator is None else f"{operator}="
    if not source.text.startswith(symbol, sign):
        return None
    first = source.start(value)
    gap = source.text[sign + len(symbol) : first]
    parentheses = opening_parentheses(gap)
    last = source.outer_end(value, parentheses)
    method = update_method(event, operator)
    bare_tuple = not parentheses and _is_bare_tuple(value, source)
    end_of_base = source.end(target.value)
    head: tuple[Edit, ...] = (source.insert(start, f"{base} = "),)
    if not event.names_at:
        head = (*head, source.insert(end_of_base, ".at"))
    if method is not None and parentheses:
        # The parentheses that are there become those of the call.
        opening = source.text.index("(", sign)
        return (*head, source.replace(end, opening, f".{method}"))
    opening = sign + len(symbol) + len(gap) - len(gap.lstrip(" \t"))
    if method is not None:
        before, after = f".{method}(", ")"
    else:
        item = f"{base}{source.text[end_of_base:end]}" if event.names_at else source.of(target)
        assert operator is not None
        if not is_plain(item):
            return None
        before, after = f".set({item} {operator} ", ")"
    inside = method is None and not parentheses and _needs_parentheses(value, operator)
    if bare_tuple or inside:
        before, after = f"{before}(", f"){after}"
    return (*head, source.replace(end, opening, before), source.insert(last, after))


def _is_bare_tuple(value: tree.Expr, source: Source) -> bool:
    """Whether a value is a tuple without parentheses of its own."""
    if not isinstance(value, tree.Sequence) or value.kind is not tree.Display.TUPLE:
        return False
    text = source.of(value)
    if not (text.startswith("(") and text.endswith(")")):
        return True
    if not value.elements:
        return False
    try:
        # `(1), (2)` begins and ends like a tuple in parentheses, but does not survive their loss.
        ast.parse(f"[{text[1:-1]}\n]", mode="eval")
    except SyntaxError:
        return True
    return False


def _needs_parentheses(value: tree.Expr, operator: str | None) -> bool:
    """Whether a value must stand in parentheses to be the right operand of an operator."""
    if operator is None:
        return False
    wanted = _PRECEDENCE[operator]
    match value:
        case tree.Binary(op=op):
            mine = _PRECEDENCE[op]
            return mine <= wanted and not (op == operator == "**")
        case tree.Unary(op=op):
            return op == "not"
        case tree.Boolean() | tree.Compare() | tree.Conditional() | tree.Lambda():
            return True
    return False
