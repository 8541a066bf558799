"""JXL901: a name that JAX no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.program.uses import Form
from jaxlint.rules.base import Rule
from jaxlint.rules.changes import change_findings
from jaxlint.signatures.changes import Change, write_version
from jaxlint.text.findings import Finding
from jaxlint.tracer.names import NameUse
from jaxlint.tracer.view import View


class RemovedName(Rule[NameUse]):
    """Names and parameters that the target version of JAX is without."""

    code = "JXL901"
    name = "removed-name"
    summary = "a name or parameter of JAX that the target version has no longer"
    watches = (NameUse,)
    predicts = "AttributeError"

    def check(self, event: NameUse, view: View) -> Iterator[Finding]:
        predicts = self.predicts if event.use.form is Form.ATTRIBUTE else "ImportError"
        if any(change.parameter is not None for change in event.changes):
            predicts = "TypeError"
        yield from change_findings(self.code, event, view, Change.is_removed, _fate, predicts)


def _fate(change: Change) -> str:
    return f"was removed in JAX {write_version(change.removed or ())}"
