"""JXL508: a jitted function closes over a large array, which becomes a constant of the program."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.captures import CapturedConstant
from jaxlint.tracer.view import View


class LargeConstant(Rule[CapturedConstant]):
    """Constants are written into the program, folded while it is compiled, and held a second time."""

    code = "JXL508"
    name = "captured-constant"
    summary = "a jitted function closes over a large array, which is compiled into it as a constant"
    watches = (CapturedConstant,)
    on_by_default = False

    def check(self, event: CapturedConstant, view: View) -> Iterator[Finding]:
        if event.size < view.constant_bytes:
            return
        made = () if event.origin is None else (event.origin,)
        yield Finding(
            self.code,
            f"`{event.name}` ({event.size / 1e6:.1f} MB) is compiled into `{event.function}` as a constant",
            view.span(event.place),
            (
                *(view.note(origin.because, origin.place, event.place) for origin in made),
                view.note(f"`{event.transform}` is applied here", event.applied_at, event.place),
            ),
            help=f"pass it to `{event.function}` as an argument",
            certainty=certainty(event),
        )
