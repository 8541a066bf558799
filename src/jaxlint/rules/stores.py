"""What the rules about stores into items have in common: the finding and its cure in words."""

from __future__ import annotations

from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.updates import update_fix, update_method
from jaxlint.program import tree
from jaxlint.rules.immutable import MOST, certainty, origin_notes, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import Holder, ItemStore, StoreKind
from jaxlint.tracer.view import View


def store_finding(
    code: str, event: ItemStore, view: View, what: str, raises: str, operator: str | None
) -> Finding:
    """A store, deletion or augmented assignment: what raises, whose array it is, what to write."""
    base = quoted(event.holding.node, event.place, view)
    verb, is_one = ("raises", "is") if event.certain else ("may raise", "may be")
    message = f"{what} {verb} {raises}: `{base}` {is_one} a JAX array, and JAX arrays are immutable"
    if event.names_at:
        message = f"{what} {verb} {raises}: `.at[...]` takes no store, its methods return a new array"
    if len(message) > MOST:
        message = f"{what} {verb} {raises}: JAX arrays are immutable"
    fix = update_fix(event, view.module(event.place))
    return Finding(
        code,
        message,
        view.span(event.place),
        origin_notes(event.base, event, view),
        help=_help(event, base, view, operator, fixed=fix is not None),
        predicts=raises,
        fix=fix,
        certainty=certainty(event),
    )


def _help(event: ItemStore, base: str, view: View, operator: str | None, *, fixed: bool) -> str:
    index = quoted(event.target.index, event.place, view)
    if event.kind is StoreKind.DELETE:
        return f"`jnp.delete({base}, {index})` returns an array without the item"
    update = f"{base}.at[{index}].set(...)"
    if operator is not None:
        method = update_method(event, operator)
        update = (
            f"{base}.at[{index}].{method}(...)" if method else f"{update[:-4]}{base}[{index}] {operator} ...)"
        )
    if fixed:
        return f"bind the updated array: `{base} = {update}`"
    if event.kind is StoreKind.UNPACK:
        return f"make it a statement of its own: `{base} = {update}`"
    if any(isinstance(node, tree.Call) for node in nodes((event.target.index,))):
        return f"compute the index first, then bind the updated array: `{base} = {base}.at[i]...`"
    if event.holding.elsewhere:
        return f"other arrays come here too: return `jnp.asarray({base}).at[{index}].set(...)`"
    match event.holding.holder:
        case Holder.NOTHING:
            return f"`{update}` returns the updated array"
        case Holder.OUTER:
            return f"`{update}` returns the updated array; declare `{base}` to bind it here, or return it"
        case Holder.PARAMETER:
            return f"bind `{base} = {update}`, and return it to the caller"
    return f"bind the updated array: `{base} = {update}`"
