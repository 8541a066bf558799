"""JXL902: a name that JAX still has, and will remove."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.changes import change_findings
from jaxlint.signatures.changes import Change, write_version
from jaxlint.text.findings import Finding
from jaxlint.tracer.names import NameUse
from jaxlint.tracer.view import View


class DeprecatedName(Rule[NameUse]):
    """Names and parameters that warn on the target version of JAX."""

    code = "JXL902"
    name = "deprecated-name"
    summary = "a name or parameter of JAX that is deprecated in the target version"
    watches = (NameUse,)

    def check(self, event: NameUse, view: View) -> Iterator[Finding]:
        if not event.use.setting.hushed:
            yield from change_findings(self.code, event, view, Change.is_deprecated, _fate, None)


def _fate(change: Change) -> str:
    since = f"is deprecated since JAX {write_version(change.deprecated or ())}"
    return since if change.removed is None else f"{since} and gone in {write_version(change.removed)}"
