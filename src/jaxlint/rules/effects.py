"""What the rules about effects of tracing have in common: their words."""

from __future__ import annotations

from jaxlint.domain.values import Array, PyTree
from jaxlint.program import tree
from jaxlint.rules.immutable import MOST, MOST_QUOTED, quoted
from jaxlint.text.findings import Certainty, Finding, Note
from jaxlint.tracer.effects import Effect
from jaxlint.tracer.staging import Staging
from jaxlint.tracer.view import View


def once(what: str, staging: Staging) -> str:
    """`counter += 1` runs when `jax.jit` traces `f`, not in every call."""
    repeated = "iteration" if staging.iterates else "call"
    message = f"{what} runs when `{staging.transform}` traces `{staging.function}`, not in every {repeated}"
    if len(message) > MOST:
        message = f"{what} runs when `{staging.function}` is traced, not in every {repeated}"
    return message


def left_behind(holder: str, staging: Staging) -> str:
    """A tracer is kept in `last` by what traces it, and is of no use afterwards."""
    message = f"`{holder}` is left with a tracer when `{staging.transform}` has traced `{staging.function}`"
    return message if len(message) <= MOST else f"`{holder}` is left with a tracer of `{staging.function}`"


def stated(statement: tree.Stmt, change: tree.Expr, event: Effect, view: View) -> str:
    """The statement that changes something, or its outline: `self.steps += 1`, `log.append(...)`."""
    if isinstance(change, tree.Call):
        text = view.module(event.place).text_of(change.at)
        if len(text) <= MOST_QUOTED and "\n" not in text and "\r" not in text:
            return f"`{text}`"
        return f"`{quoted(change.func, event.place, view)}(...)`"
    target = quoted(change, event.place, view)
    match statement:
        case tree.AugAssign(op=op, value=value) if statement.target is change:
            operator, right = f"{op}=", quoted(value, event.place, view)
        case tree.Assign(value=value) | tree.AnnAssign(value=tree.Expr() as value):
            operator, right = "=", quoted(value, event.place, view)
        case tree.Delete():
            return f"`del {target}`"
        case _:
            return f"the assignment to `{target}`"
    whole = f"{target} {operator} {right}"
    return f"`{whole}`" if len(whole) <= MOST_QUOTED else f"`{target} {operator} ...`"


def effect_finding(
    code: str,
    event: Effect,
    message: str,
    cure: str,
    view: View,
    notes: tuple[Note, ...] = (),
) -> Finding:
    """A finding where an effect stands."""
    return Finding(
        code,
        message,
        view.span(event.place),
        notes,
        help=cure,
        certainty=Certainty.CERTAIN if event.certain else Certainty.POSSIBLE,
    )


def traced_notes(tracer: Array | PyTree | None, event: Effect, view: View) -> tuple[Note, ...]:
    """Where a tracer became one."""
    origin = None if tracer is None else tracer.origin
    return () if origin is None else (view.note(origin.because, origin.place, event.place),)
