"""JXL907: a setting that comes after JAX has read it."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.settings import earlier
from jaxlint.program.uses import span_of
from jaxlint.rules.base import Rule
from jaxlint.signatures.settings import REFUSED_LATER
from jaxlint.text.findings import Finding, Note
from jaxlint.tracer.settings import LateSetting
from jaxlint.tracer.view import View


class LateConfig(Rule[LateSetting]):
    """JAX reads its variables when it is imported, and XLA its flags when a backend starts."""

    code = "JXL907"
    name = "late-config"
    summary = "a setting is made after JAX, or its backend, has read it"
    watches = (LateSetting,)

    def check(self, event: LateSetting, view: View) -> Iterator[Finding]:
        module = view.module(event.place)
        refused = event.option and event.name in REFUSED_LATER
        when = "JAX was imported" if event.imported else "a backend was started"
        line = event.reader.lineno
        what = "raises" if refused else "changes nothing"
        yield Finding(
            self.code,
            f"`{event.name}` {what} here: {when} on line {line}, and reads it then",
            span_of(module, event.statement),
            (Note("read here", span_of(module, event.reader)),),
            help="make the setting before `import jax`"
            if event.imported
            else "make the setting before the first operation of JAX",
            predicts="RuntimeError" if refused else None,
            fix=earlier(event, module),
        )
