"""JXL501: a loop makes a function and jits it in each iteration, which compiles it each time."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import BoundMethod, FunctionValue, PartialValue, Transformed, Value
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST, certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.rebuilding import RebuiltJit
from jaxlint.tracer.view import View


class JitInLoop(Rule[RebuiltJit]):
    """JAX keeps what it has compiled for the function object, and each iteration has another one."""

    code = "JXL501"
    name = "jit-in-loop"
    summary = "a function is made and jitted anew in each iteration, and compiled each time"
    watches = (RebuiltJit,)

    def check(self, event: RebuiltJit, view: View) -> Iterator[Finding]:
        when = "in each iteration" if event.caller is None else f"each time the loop calls `{event.caller}`"
        what = _what(event.function, event.name)
        message = f"`{event.transform}` gets {what} {when}, and compiles it every time"
        if len(message) > MOST:
            message = f"`{event.transform}` gets {what} in each iteration, and compiles it every time"
        where = "out of the loop" if event.caller is None else f"out of `{event.caller}`"
        cure = f"move it {where}, and jit it once"
        if event.captured:
            listed = ", ".join(f"`{name}`" for name in event.captured[:3])
            cure = f"{cure}; pass {listed} as {'an argument' if len(event.captured) == 1 else 'arguments'}"
        notes = [view.note("the loop", event.loop, event.place)]
        if event.caller is not None:
            notes.append(view.note("called here", event.context.call_sites[-1], event.place))
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            tuple(notes),
            help=cure,
            certainty=certainty(event),
        )


def _what(function: Value, name: str) -> str:
    match function:
        case FunctionValue() if name == "<lambda>":
            return "a new lambda"
        case FunctionValue():
            return f"a new function `{name}`"
        case BoundMethod():
            return f"the method `{name}`, bound anew,"
        case PartialValue():
            return "a new `functools.partial`"
        case Transformed(transform=transform):
            return f"a new result of `{transform.name}`"
    return "a new function"
