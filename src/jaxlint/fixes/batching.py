"""Wrapping the function of a call in `vmap`, transposing an operand, and changing `in_axes`."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.fixes.imports import spell
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.text.span import Span
from jaxlint.tracer.batch_loops import BatchLoop
from jaxlint.tracer.events import AxesMismatch, Batching
from jaxlint.tracer.view import View


def option_text(in_axes: tuple[int | None, ...]) -> str:
    """`, in_axes=(None, 0)`; nothing where `vmap` does so by itself."""
    return "" if all(axis == 0 for axis in in_axes) else f", in_axes={axes_text(in_axes)}"


def axes_text(in_axes: tuple[int | None, ...]) -> str:
    """`(None, 0)`."""
    inner = ", ".join(str(axis) for axis in in_axes)
    return f"({inner},)" if len(in_axes) == 1 else f"({inner})"


def wrap_in_vmap(batching: Batching, view: View, home: Place) -> Fix | None:
    """`f(w, xs)` as `jax.vmap(f, in_axes=(None, 0))(w, xs)`; None where the call stands in another file."""
    call = batching.call
    if batching.place.module != home.module or not isinstance(
        call.func, (tree.Name, tree.Attribute, tree.Call)
    ):
        return None
    module = view.module(batching.place)
    spelling = spell(module, "jax.vmap", call.at)
    if spelling is None:
        return None
    span = module.span_of(call.func.at)
    edits = [
        Edit(_start(span), f"{spelling.text}(" * len(batching.levels)),
        Edit(_end(span), "".join(f"{option_text(level)})" for level in batching.levels)),
        *spelling.edits,
    ]
    for argument in call.args:
        if argument.keyword is not None:
            # Under `vmap` keyword arguments are mapped over axis 0, whatever `in_axes` says.
            edit = _without_keyword(module, argument)
            if edit is None:
                return None
            edits.append(edit)
    return Fix(f"map `{batching.function_name}` over the batch", tuple(edits), Applicability.UNSAFE)


def _without_keyword(module: Module, argument: tree.Argument) -> Edit | None:
    """`w=weights` as `weights`."""
    value = module.span_of(argument.value.at)
    whole = module.span_of(argument.at)
    if (whole.line, whole.column) >= (value.line, value.column):
        return None
    return Edit(Span(whole.line, whole.column, value.line, value.column), "")


def transpose(node: tree.Expr, module: Module) -> Fix | None:
    """`w` as `w.T`."""
    if not isinstance(node, (tree.Name, tree.Attribute, tree.Subscript, tree.Call)):
        return None
    edit = Edit(_end(module.span_of(node.at)), ".T")
    return Fix("transpose the operand", (edit,), Applicability.UNSAFE)


def _start(span: Span) -> Span:
    return Span(span.line, span.column, span.line, span.column)


def _end(span: Span) -> Span:
    return Span(span.end_line, span.end_column, span.end_line, span.end_column)


def change_in_axes(event: AxesMismatch, module: Module) -> Fix | None:
    """The `in_axes` that fit, where `vmap` is applied and called at once: `jax.vmap(f)(w, xs)`."""
    match event.node:
        case tree.Call(func=tree.Call(args=(tree.Argument(keyword=None, stars=0), *options) as args)):
            pass
        case _:
            return None
    if not event.in_axes or any(option.stars for option in options):
        return None
    text = axes_text(event.in_axes)
    stated = [o for at, o in enumerate(options) if o.keyword == "in_axes" or (o.keyword is None and at == 0)]
    if stated:
        edit = Edit(module.span_of(stated[0].value.at), text)
    else:
        edit = Edit(_end(module.span_of(args[0].at)), f", in_axes={text}")
    return Fix(f"map with `in_axes={text}`", (edit,), Applicability.UNSAFE)


def as_array(node: tree.Expr, module: Module) -> Fix | None:
    """`[1, 2]` as `jnp.asarray([1, 2])`."""
    spelling = spell(module, "jax.numpy.asarray", node.at)
    bare = isinstance(node, tree.Sequence) and node.kind is tree.Display.TUPLE
    if spelling is None or bare or not module.is_faithful(node.at):
        return None
    span = module.span_of(node.at)
    edits = (Edit(_start(span), f"{spelling.text}("), Edit(_end(span), ")"), *spelling.edits)
    return Fix("make an array of it", edits, Applicability.SAFE)


def squeeze(node: tree.Expr, module: Module) -> Fix | None:
    """`predictions` as `predictions.squeeze(-1)`."""
    if not isinstance(node, (tree.Name, tree.Attribute, tree.Subscript, tree.Call)):
        return None
    edit = Edit(_end(module.span_of(node.at)), ".squeeze(-1)")
    return Fix("take the last axis away", (edit,), Applicability.UNSAFE)


def map_rows(event: BatchLoop, module: Module) -> Fix | None:
    """`jnp.stack([f(x) for x in xs])` as `jax.vmap(f)(xs)`."""
    spelling = spell(module, "jax.vmap", event.call.at)
    if spelling is None or not module.is_faithful(event.call.at):
        return None
    rows, element = module.text_of(event.rows.at), module.text_of(event.element.at)
    match event.element:
        case tree.Call(func=func, args=(tree.Argument(value=tree.Name(id=name), keyword=None, stars=0),)) if (
            name == event.row and not isinstance(func, tree.Lambda)
        ):
            function = module.text_of(func.at)
        case _:
            function = f"lambda {event.row}: {element}"
    if "\n" in function or "#" in module.text_of(event.call.at):
        return None
    edit = Edit(module.span_of(event.call.at), f"{spelling.text}({function})({rows})")
    return Fix("map over the rows", (edit, *spelling.edits), Applicability.UNSAFE)
