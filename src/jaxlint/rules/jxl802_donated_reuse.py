"""JXL802: an array is read after its buffer was donated."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.dead import DonatedUse
from jaxlint.tracer.view import View


class DonatedReuse(Rule[DonatedUse]):
    """The compiled function writes its result where the argument was."""

    code = "JXL802"
    name = "donated-reuse"
    summary = "an array is read after its buffer was donated to a jitted function"
    watches = (DonatedUse,)
    predicts = "RuntimeError"

    def check(self, event: DonatedUse, view: View) -> Iterator[Finding]:
        what = "a donated array" if event.used is None else f"`{quoted(event.used, event.place, view)}`"
        if event.twice:
            message = f"{what} is donated to `{event.function}` and passed to it a second time"
            cure = "pass a copy: `jnp.array(x, copy=True)`"
        elif event.used is None:
            message = f"this call reads {what}: `{event.function}` was given its buffer"
            cure = f"use what `{event.function}` returned, or do not donate"
        else:
            message = f"{what} is deleted: its buffer was donated to `{event.function}`"
            cure = f"use what `{event.function}` returned, or do not donate"
        notes = (view.note("donated here", event.donated_at, event.place),)
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            () if event.twice else notes,
            help=cure,
            # ValueError where XLA is handed the buffer without a look at the array (JAX 0.10).
            predicts="RuntimeError or ValueError",
            certainty=certainty(event),
        )
