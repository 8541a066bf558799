"""JXL503: an option of `jax.jit` names or numbers a parameter that the function does not have."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.options import parameter_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.jit_options import Fault, UnknownParameter
from jaxlint.tracer.view import View

MOST_LISTED = 6
"""Parameters that the help lists."""


class UnknownStaticName(Rule[UnknownParameter]):
    """`jax.jit` looks for the parameters when it is applied; a decorator raises while the module is imported."""

    code = "JXL503"
    name = "unknown-static-name"
    summary = "`static_argnames` and its like name a parameter that the function does not have"
    watches = (UnknownParameter,)
    predicts = "ValueError"

    def check(self, event: UnknownParameter, view: View) -> Iterator[Finding]:
        message, cure = _words(event)
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            help=cure,
            predicts=event.fault.raises,
            fix=parameter_fix(event, view.module(event.place)),
            certainty=certainty(event),
        )


def _words(event: UnknownParameter) -> tuple[str, str]:
    option, said, function, has = event.option, event.said, event.function, event.parameters
    numbers, names = option.replace("argnames", "argnums"), option.replace("argnums", "argnames")
    owner = "the function" if function == "the function" else f"`{function}`"
    listed = ", ".join(f"`{name}`" for name in (*has.positional, *has.keyword_only)[:MOST_LISTED])
    match event.fault:
        case Fault.NAME:
            if isinstance(said, str) and "," in said:
                return f"`{option}` names one parameter `{said}`", "name several in a tuple"
            takes = f"it takes {listed}" if listed else "it takes none"
            return f"`{option}` names `{said}`, which {owner} does not take", takes
        case Fault.BOUND:
            return (
                f"`{option}` names `{said}`, whose argument is bound already",
                f"take `{said}` out of `{option}`",
            )
        case Fault.POSITIONAL_ONLY if said == has.rest:
            return f"`{option}` names `*{said}` of {owner}, which has no name for callers", f"use `{numbers}`"
        case Fault.POSITIONAL_ONLY:
            place = has.positional.index(str(said))
            cure = f"give its number: `{numbers}={place}`"
            return f"`{option}` names `{said}`, a positional-only parameter of {owner}", cure
        case Fault.NUMBER:
            count = len(has.positional)
            few = "only one positional parameter" if count == 1 else f"only {count} positional parameters"
            few = "no positional parameter" if not count else few
            every = (*has.positional, *has.keyword_only)
            by_name = isinstance(said, int) and count <= said < len(every)
            cure = f"it takes {listed}" if listed else "it takes none"
            if by_name:
                cure = f'give its name: `{names}="{every[int(said)]}"`'
            elif has.bound:
                cure = f"{cure}; numbers begin behind `{has.bound[-1]}`, which is bound"
            return f"`{option}` has {said}, and {owner} has {few}", cure
        case Fault.TYPE:
            is_name = isinstance(said, str)
            shown = f'"{said}"' if is_name else str(said)
            other = names if is_name else numbers
            return (
                f"`{option}` takes {'numbers' if is_name else 'names'}, and gets `{shown}`",
                f"use `{other}`",
            )
        case Fault.BOTH:
            return (
                f"`{said}` of {owner} is both static and donated; only arrays can be donated",
                f"take it out of `{option}`",
            )
