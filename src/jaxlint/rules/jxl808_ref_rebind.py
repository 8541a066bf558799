"""JXL808: a reference is rebound or calculated with, or a kernel returns its result."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.refs import read_or_write
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty, quoted
from jaxlint.text.findings import Finding
from jaxlint.tracer.refs import Misuse, RefMisuse
from jaxlint.tracer.view import View

RAISES = {Misuse.OPERAND: "AttributeError or TypeError", Misuse.RETURNED: "ValueError"}


class RefRebind(Rule[RefMisuse]):
    """A reference holds an array, and is none."""

    code = "JXL808"
    name = "ref-rebind"
    summary = (
        "a mutable reference is rebound or used as the array it holds, or a Pallas kernel returns a value"
    )
    watches = (RefMisuse,)
    predicts = "AttributeError"

    def check(self, event: RefMisuse, view: View) -> Iterator[Finding]:
        shown = quoted(event.node, event.place, view)
        match event.misuse:
            case Misuse.OPERAND:
                message = f"`{shown}` is a reference, and operators need the array that it holds"
                cure = f"read it: `{shown}[...]`"
            case Misuse.REBOUND:
                message = f"`{shown} = ...` gives the name another value; the kernel's output stays unwritten"
                cure = f"write into it: `{shown}[...] = ...`"
            case Misuse.RETURNED:
                message = f"kernel `{event.function}` returns a value, and kernels write their results into references"
                cure = "write the result into the output reference, and return nothing"
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            help=cure,
            predicts=RAISES.get(event.misuse),
            fix=read_or_write(event, view.module(event.place)),
            certainty=certainty(event),
        )
