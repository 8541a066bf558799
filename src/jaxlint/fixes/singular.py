"""The second `where` that keeps the gradient finite: `jnp.where(x > 0, jnp.sqrt(jnp.where(x > 0, x, 1.0)), 0.0)`."""

from __future__ import annotations

from jaxlint.fixes.source import Source, is_plain
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.singular import GuardedSingularity


def double_where(event: GuardedSingularity, module: Module) -> Fix | None:
    """A number at which the derivative is finite, where the condition does not choose the operation."""
    if not event.inside or not module.is_faithful(event.select.at):
        return None
    source = Source(module)
    condition, operand, where = map(source.of, (event.condition, event.operand, event.select.func))
    if not all(map(is_plain, (condition, operand, where))):
        return None
    arms = (operand, str(event.safe)) if event.chosen else (str(event.safe), operand)
    start, end = source.start(event.operand), source.end(event.operand)
    if isinstance(event.operand, tree.Binary) and isinstance(event.operation, tree.Binary):
        # The parentheses around it stay, and are one pair too many.
        start, end = _without_parentheses(source.text, start, end)
    edit = source.replace(start, end, f"{where}({condition}, {', '.join(arms)})")
    return Fix(f"Guard `{operand}` as well", (edit,), Applicability.SAFE)


def _without_parentheses(text: str, start: int, end: int) -> tuple[int, int]:
    if text[start - 1 : start] == "(" and text[end : end + 1] == ")":
        return start - 1, end + 1
    return start, end
