"""JXL801: a tracer is used after its trace has ended, or kept by a cache."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST, certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.dead import CachedTracer, LeakedUse
from jaxlint.tracer.view import View


class LeakedTracer(Rule[LeakedUse | CachedTracer]):
    """A tracer stands for a value of one trace, and for nothing afterwards."""

    code = "JXL801"
    name = "leaked-tracer"
    summary = "a traced value is used after its trace has ended, or kept by a cache of functions"
    watches = (LeakedUse, CachedTracer)
    predicts = "jax.errors.UnexpectedTracerError"

    def check(self, event: LeakedUse | CachedTracer, view: View) -> Iterator[Finding]:
        staging = event.staging
        if isinstance(event, CachedTracer):
            message = f"`{event.cache}` keeps a tracer: `{event.function}` is called while `{staging.transform}` traces"
            cure = "calculate with NumPy, or in `with jax.ensure_compile_time_eval():`"
            note = view.note(f"called here, in `{staging.function}`", event.called_at, event.place)
            predicts = None
        else:
            what = "this" if event.used is None else f"`{quoted(event.used, event.place, view)}`"
            is_one = "holds" if event.inside else "is"
            by, traced = f"`{staging.transform}`", f"`{staging.function}`"
            message = f"{what} {is_one} a tracer that {by} left behind when it traced {traced}"
            if len(message) > MOST:
                message = f"{what} {is_one} a tracer that was left behind when {traced} was traced"
            cure = f"return the value from `{staging.function}`"
            note = view.note("stored here", event.stored_at, event.place)
            predicts = self.predicts
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            (note,),
            help=cure,
            predicts=predicts,
            certainty=certainty(event),
        )
