"""JXL206: a store into `np.asarray(x)` of a JAX array."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.views import copy_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.events import ReadonlyStore
from jaxlint.tracer.view import View


class ReadonlyView(Rule[ReadonlyStore]):
    """NumPy's view of a JAX array's buffer is read-only; a copy is not."""

    code = "JXL206"
    name = "readonly-view"
    summary = "a NumPy view of a JAX array is written to"
    watches = (ReadonlyStore,)
    predicts = "ValueError"

    def check(self, event: ReadonlyStore, view: View) -> Iterator[Finding]:
        written = quoted(event.target, event.place, view)
        origin = event.base.origin
        notes = () if origin is None else (view.note(origin.because, origin.place, event.place),)
        cure = "copy it" if event.made_by == "jax.device_get" else "make a copy with `np.array(...)`"
        yield Finding(
            self.code,
            f"writing to `{written}` raises ValueError: it is a read-only NumPy view of a JAX array",
            view.span(event.place),
            notes,
            help=f"{cure} where the view is made",
            predicts="ValueError",
            fix=copy_fix(event, view.module(event.place)),
            certainty=certainty(event),
        )
