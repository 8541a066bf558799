"""Arrays in place of the numbers that Python has asked them for: `x` for `x.item()`."""

from __future__ import annotations

from jaxlint.domain.tangents import By
from jaxlint.fixes.source import Source
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.cut_gradients import CutDerivative


def item_fix(event: CutDerivative, module: Module) -> Fix | None:
    """The array without `.item()`: then it has its derivative."""
    match event.operation:
        case tree.Call(func=tree.Attribute(value=array, attr="item"), args=()) if event.by is By.NUMBER:
            if not module.is_faithful(event.operation.at):
                return None
            source = Source(module)
            start, end = source.end(array), source.end(event.operation)
            written = source.text[start:end]
            if "#" in written or "." not in written:
                return None
            edit = source.replace(start + written.rindex("."), end, "")
            return Fix("Keep the array", (edit,), Applicability.UNSAFE)
    return None
