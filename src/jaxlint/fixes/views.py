"""Read-only views of JAX arrays made into copies: `np.asarray(x)` to `np.array(x)`."""

from __future__ import annotations

from jaxlint.fixes.imports import spell
from jaxlint.fixes.source import Source
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.events import ReadonlyStore


def copy_fix(event: ReadonlyStore, module: Module) -> Fix | None:
    """The conversion that made the view, as one that copies; None where it stands in another file."""
    made, origin = event.made, event.base.origin
    if made is None or event.made_by != "numpy.asarray" or origin is None:
        return None
    if origin.place.module != module.name or not module.is_faithful(made.at):
        return None
    spelling = spell(module, "numpy.array", made.at)
    if spelling is None:
        return None
    source = Source(module)
    edit = source.replace(source.start(made.func), source.end(made.func), spelling.text)
    applicability = Applicability.UNSAFE if event.elsewhere else Applicability.SAFE
    return Fix(f"Copy the array with `{spelling.text}`", (edit, *spelling.edits), applicability)
