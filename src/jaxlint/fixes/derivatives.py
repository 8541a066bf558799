"""Fixes of calls of `jax.grad` and its like: floats for integers, `has_aux=True` for functions that return a pair."""

from __future__ import annotations

from jaxlint.fixes.mentions import everything
from jaxlint.fixes.source import Source, is_plain
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.derivatives import IntegerDerivative, NonScalarOutput, Returned


def float_fix(event: IntegerDerivative, module: Module) -> Fix | None:
    """`3.0` where the argument is written `3`: it becomes a float anyway, or nothing that is computed from it does."""
    node = event.argument
    match node:
        case tree.Constant(value=int() as number) if type(number) is int and module.is_faithful(node.at):
            source = Source(module)
            text = source.of(node)
            if text.isdigit():
                edit = source.replace(source.start(node), source.end(node), f"{text}.0")
                return Fix(f"Write `{text}.0`", (edit,), Applicability.SAFE)
    return None


def aux_fix(event: NonScalarOutput, module: Module) -> Fix | None:
    """`has_aux=True` where the derivative is made; who uses what it returns then gets a pair of pairs."""
    at = event.applied_at
    if event.returned is not Returned.PAIR or at.module != module.name or not module.is_faithful(at.at):
        return None
    group = module.index.statements[module.statement_of(at.at)].group
    calls = [
        one.node
        for number in module.index.slices[group].numbers
        for one in everything(module.open(number))
        if isinstance(one.node, tree.Call) and one.node.at == at.at
    ]
    if len(calls) != 1 or not calls[0].args or any(one.stars for one in calls[0].args):
        return None
    source = Source(module)
    last = calls[0].args[-1].value
    # Parentheses around the last argument are not part of it.
    if not is_plain(source.of(last)) or source.text[source.end(last) : source.end(last) + 1] not in (
        ")",
        ",",
    ):
        return None
    edit = source.insert(source.end(last), ", has_aux=True")
    return Fix("Pass `has_aux=True`", (edit,), Applicability.UNSAFE)
