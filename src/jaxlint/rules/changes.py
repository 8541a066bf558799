"""What the rules about names that have changed share."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from jaxlint.fixes.renames import rename_fix
from jaxlint.program.uses import Form, span_of
from jaxlint.rules.immutable import MOST
from jaxlint.signatures.changes import Change, Version
from jaxlint.text.findings import Certainty, Finding
from jaxlint.tracer.names import NameUse
from jaxlint.tracer.view import View


def change_findings(
    code: str,
    event: NameUse,
    view: View,
    concerns: Callable[[Change, Version], bool],
    fate: Callable[[Change], str],
    predicts: str | None,
) -> Iterator[Finding]:
    """One finding for the outermost name that a rule is concerned with, and for each parameter."""
    module = view.module(event.place)
    use = event.use
    concerned = [change for change in event.changes if concerns(change, view.target)]
    names = [change for change in concerned if change.parameter is None][:1]
    for change in names or concerned:
        length = change.name.count(".") + 1
        node = use.node if change.parameter is not None else use.part(length)
        written = f"`{module.slice(span_of(module, node))}`"
        if use.form is not Form.ATTRIBUTE or "\n" in written:
            written = f"`{change.name}`"
        what = written if change.parameter is None else f"`{change.parameter}=` of {written}"
        said = f"{what} {fate(change)}"
        cure = change.help
        if change.instead is not None:
            cure = f"use `{change.instead}{'=' if change.parameter is not None else ''}`"
        fix = rename_fix(module, use, change)
        spelled = "" if fix is None else fix.edits[0].text
        if use.form is Form.ATTRIBUTE and change.parameter is None and "." in spelled:
            # As the file spells it; a bare name that the fix imports would not say of what module it is.
            cure = f"use `{spelled}`"
        message = f"{said}; {cure}" if cure and len(said) + len(cure) + 2 <= MOST else said
        place = span_of(module, node)
        certain = event.certain
        for keyword in use.call.keywords if use.call is not None else ():
            if change.parameter is not None and keyword.arg == change.parameter:
                place = span_of(module, keyword)
                # JAX does not warn of None, which a variable may hold.
                certain &= change.is_removed(view.target) or not _may_be_none(keyword.value)
        yield Finding(
            code,
            message,
            place,
            help=_help(change, cure),
            predicts=predicts,
            fix=fix,
            certainty=Certainty.CERTAIN if certain else Certainty.POSSIBLE,
        )


def _help(change: Change, cure: str) -> str | None:
    return f"{cure}: {change.help}" if change.instead is not None and change.help else cure or None


def _may_be_none(value: ast.expr) -> bool:
    """Whether an argument is, or may hold, None."""
    return isinstance(value, (ast.Name, ast.Attribute)) or (
        isinstance(value, ast.Constant) and value.value is None
    )
