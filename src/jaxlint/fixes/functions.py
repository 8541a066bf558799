"""Functions for structured control flow: handed over uncalled, or bound to the values that they were made with."""

from __future__ import annotations

from jaxlint.domain.values import Array, Const, NumPyArray, Value
from jaxlint.fixes.imports import spell
from jaxlint.fixes.source import Source, is_plain
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.branches import CalledBranch, LateBinding
from jaxlint.tracer.view import View

CHOICES = frozenset({"jax.lax.cond"})
"""Those that choose between two."""


def hand_over(event: CalledBranch, view: View) -> Fix | None:
    """`cond(p, f(x), g(x))` as `cond(p, lambda: f(x), lambda: g(x))`; of two arrays, `jnp.where` chooses."""
    module = view.module(event.place)
    if not module.is_faithful(event.call.at):
        return None
    nodes = [one.node for one in event.given]
    calls = [node for node in nodes if isinstance(node, tree.Call)]
    names = {one.parameter for one in event.given}
    if len(calls) == len(nodes):
        return _in_lambdas(event, calls, module) if names <= {"true_fun", "false_fun", "branches"} else None
    return _chosen(event, module) if names == {"true_fun", "false_fun"} else None


def _in_lambdas(event: CalledBranch, calls: list[tree.Call], module: Module) -> Fix | None:
    takes = 2 if event.given[0].parameter == "branches" else 3
    if len(event.call.args) != takes or any(a.keyword or a.stars for a in event.call.args):
        return None
    source = Source(module)
    edits = tuple(source.insert(source.start(call), "lambda: ") for call in calls)
    return Fix("Put the calls into lambdas", edits, Applicability.UNSAFE)


def _chosen(event: CalledBranch, module: Module) -> Fix | None:
    """`jnp.where(p, a, b)`, where nothing is wrong with the values."""
    args = event.call.args
    plain = len(args) == 3 and not any(a.keyword or a.stars for a in args)
    spelling = spell(module, "jax.numpy.where", event.call.at)
    if (
        event.by not in CHOICES
        or not plain
        or spelling is None
        or not all(_is_array(g.value) for g in event.given)
    ):
        return None
    source, function = Source(module), event.call.func
    edit = source.replace(source.start(function), source.end(function), spelling.text)
    return Fix(f"Choose by `{spelling.text}`", (edit, *spelling.edits), Applicability.SAFE)


def _is_array(value: Value) -> bool:
    return isinstance(value, (Array, NumPyArray, Const)) and value != Const(None)


def bind_early(event: LateBinding, view: View) -> Fix | None:
    """`lambda x: i * x` as `lambda x, i=i: i * x`: a default is evaluated where the function is made."""
    module, function = view.module(event.place), event.function
    kinds = {parameter.kind for parameter in function.parameters}
    plain = {tree.ParameterKind.POSITIONAL, tree.ParameterKind.POSITIONAL_ONLY}
    if not kinds <= plain or not module.is_faithful(event.place.at):
        return None
    source = Source(module)
    offset = _end_of_parameters(source, function)
    if offset is None:
        return None
    comma = ", " if function.parameters else ("" if function.name != "<lambda>" else " ")
    names = [name for name, _ in event.variables]
    edit = source.insert(offset, comma + ", ".join(f"{name}={name}" for name in names))
    return Fix(
        f"Bind {' and '.join(f'`{name}`' for name in names)} by a default", (edit,), Applicability.UNSAFE
    )


def _end_of_parameters(source: Source, function: tree.Function) -> int | None:
    """Where another parameter goes."""
    start = source.start(function)
    if function.parameters:
        last = function.parameters[-1]
        end = source.end(last)
        return end if is_plain(source.text[start:end]) else None
    if function.name == "<lambda>":
        return start + len("lambda")
    opening = source.text.find("(", start)
    closing = source.text.find(")", opening)
    return closing if closing > 0 and not source.text[opening + 1 : closing].strip() else None
