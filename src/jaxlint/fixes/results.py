"""Results that are thrown away, bound to the name of the array that they were meant to change."""

from __future__ import annotations

from jaxlint.fixes.imports import spell
from jaxlint.fixes.purity import is_suspended
from jaxlint.fixes.rebinding import rebinding
from jaxlint.fixes.source import Source, is_plain
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.table import lookup
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.events import AttributeStore, Change, Holder, NumPyWrite


def keep_result(event: Change, call: tree.Call, module: Module) -> Fix | None:
    """`x.sort()` to `x = x.sort()`, where `x` is a variable that is read later."""
    name = _variable(event, module)
    source = Source(module)
    if name is None or not _is_whole(event, call, source):
        return None
    start = source.start(call)
    return Fix(f"Bind `{name}` to the result", (source.insert(start, f"{name} = "),), Applicability.UNSAFE)


def keep_shape(event: AttributeStore, module: Module) -> Fix | None:
    """`x.shape = s` to `x = x.reshape(s)`."""
    statement, target = event.statement, event.target
    if not isinstance(statement, tree.Assign) or statement.targets != (target,) or target.attr != "shape":
        return None
    name = _variable(event, module)
    value = statement.value
    if name is None or is_suspended(value):
        return None
    source = Source(module)
    start, end = source.start(target), source.end(target)
    text = source.of(value)
    sign = source.after_blank(end)
    whole = source.text[sign + 1 : source.start(value)].strip()
    tuple_in_parentheses = text.startswith("(") and text.endswith(")")
    if start != source.start(statement) or whole or not source.text.startswith("=", sign):
        return None
    if isinstance(value, tree.Sequence) and not tuple_in_parentheses:
        return None
    edits = (
        source.replace(start, source.start(value), f"{name} = {name}.reshape("),
        source.insert(source.end(value), ")"),
    )
    return Fix(f"Bind `{name}` to the reshaped array", edits, Applicability.UNSAFE)


def keep_ufunc(event: NumPyWrite, module: Module) -> Fix | None:
    """`np.add(a, b, out=x)` to `x = jnp.add(a, b)`."""
    library, _, function = event.function.rpartition(".")
    call = event.call
    out = call.args[-1] if call.args else None
    if library != "numpy" or not _is_ufunc(event.function) or out is None or out.keyword != "out":
        return None
    if len(call.args) < 2 or any(argument.keyword or argument.stars for argument in call.args[:-1]):
        return None
    name = _variable(event, module)
    spelling = spell(module, f"jax.numpy.{function}", call.at)
    if name is None or spelling is None or not isinstance(out.value, tree.Name):
        return None
    source = Source(module)
    if not _is_whole(event, call, source):
        return None
    start = source.start(call)
    before, after = source.end(call.args[-2].value), source.end(out.value)
    between = source.text[before : source.start(out.value)]
    if not is_plain(between) or "(" in between or ")" in between:
        return None
    edits: tuple[Edit, ...] = (
        source.replace(start, source.end(call.func), f"{name} = {spelling.text}"),
        source.replace(before, after, ""),
    )
    return Fix(
        f"Bind `{name}` to the result of `{spelling.text}`", edits + spelling.edits, Applicability.UNSAFE
    )


def _is_ufunc(name: str) -> bool:
    """Whether a function of NumPy works item by item: of those that have `out`, only ufuncs have `subok`."""
    signature = lookup(name)
    names = {p.name for p in (signature.parameters or ())} if signature is not None else set()
    return {"out", "subok"} <= names and lookup(f"jax.{name}") is not None


def _variable(event: Change, module: Module) -> str | None:
    """The variable that holds the array, if it can take the result and somebody reads it later."""
    held, statement = event.holding, event.statement
    if held.holder not in (Holder.LOCAL, Holder.PARAMETER, Holder.DECLARED):
        return None
    assert isinstance(held.node, tree.Name)
    if rebinding(held, module, statement) is None or not module.is_faithful(statement.at):
        return None
    return held.node.id


def _is_whole(event: Change, call: tree.Call, source: Source) -> bool:
    """Whether a call is the whole of its statement, without parentheses around it."""
    statement = event.statement
    return (
        isinstance(statement, tree.ExprStmt)
        and statement.value is call
        and source.start(statement) == source.start(call)
    )
