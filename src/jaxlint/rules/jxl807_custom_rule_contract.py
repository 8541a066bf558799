"""JXL807: a rule given to `custom_vjp` or `custom_jvp` that JAX cannot call, or whose result it cannot take apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jaxlint.fixes.cotangents import tuple_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import certainty
from jaxlint.text.findings import Finding
from jaxlint.tracer.rule_contract import Part, RuleArity, RuleResult
from jaxlint.tracer.view import View

PLAIN = {
    "residuals": "the residuals",
    "cotangent": "the cotangent",
    "primals": "the primals",
    "tangents": "the tangents",
}


class CustomRuleContract(Rule[RuleArity | RuleResult]):
    """JAX calls the rules when the function is differentiated; until then nothing is wrong."""

    code = "JXL807"
    name = "custom-rule-contract"
    summary = (
        "a rule of `custom_vjp` or `custom_jvp` does not take what JAX passes, or returns something else"
    )
    watches = (RuleArity, RuleResult)
    predicts = "TypeError"

    def check(self, event: RuleArity | RuleResult, view: View) -> Iterator[Finding]:
        fix = tuple_fix(event, view.module(event.place)) if isinstance(event, RuleResult) else None
        message, cure = _returned(event) if isinstance(event, RuleResult) else _taken(event)
        yield Finding(
            self.code,
            message,
            view.span(event.place),
            help=cure,
            predicts="TypeError",
            fix=fix,
            certainty=certainty(event),
        )


def _taken(event: RuleArity) -> tuple[str, str]:
    takes, passed = len(event.takes.positional), len(event.passed)
    given = f"{takes} argument{'' if takes == 1 else 's'}"
    rule, function = _named(event.rule, event.part), f"`{event.function}`"
    head = f"{rule} takes {given}, and JAX passes {passed}"
    listed = _listed([PLAIN.get(name, f"`{name}`") for name in event.passed])
    if event.part is Part.FORWARD:
        return f"{head}: those of {function}", f"the forward rule takes what {function} takes: {listed}"
    kind = "backward rule" if event.part is Part.BACKWARD else "rule"
    return head, f"JAX passes the {kind} of {function} {listed}"


def _returned(event: RuleResult) -> tuple[str, str]:
    rule, function = _named(event.rule, event.part), f"`{event.function}`"
    match event.part:
        case Part.FORWARD:
            return (
                f"{rule} returns {event.got}, and JAX needs a pair: the result and the residuals",
                "return `(result, residuals)`; residuals may be any pytree, `None` too",
            )
        case Part.TANGENTS:
            return (
                f"{rule} returns {event.got}, and JAX needs a pair: the result and its tangent",
                "return `(result, tangent)`",
            )
    names = _listed([f"`{name}`" for name in event.cotangents_of])
    count = len(event.cotangents_of)
    if count == 1:
        return (
            f"{rule} returns {event.got}, and JAX needs a tuple of one cotangent",
            f"return `(cotangent,)`, for {names} of {function}",
        )
    return (
        f"{rule} returns {event.got}, and JAX needs a tuple of {count} cotangents",
        f"return one for each of {names}; `None` stands for zero",
    )


def _named(rule: str, part: Part) -> str:
    if rule == "<lambda>":
        return "the rule" if part is Part.TANGENTS else f"the {part.value} rule"
    return f"`{rule}`"


def _listed(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
