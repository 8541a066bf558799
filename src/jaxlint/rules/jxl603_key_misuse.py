"""JXL603: a key is used as a number, or a number as a key."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.keys import match_number, move_key
from jaxlint.program import tree
from jaxlint.rules.base import Rule
from jaxlint.rules.immutable import MOST, certainty, quoted
from jaxlint.text.findings import Certainty, Finding
from jaxlint.tracer.events import ShapeMismatch
from jaxlint.tracer.key_misuse import KeyMisuse, Misuse
from jaxlint.tracer.view import View


class KeyMisuseRule(Rule[KeyMisuse | ShapeMismatch]):
    """A key is no number and no seed; samplers take one key, and a split gives as many as it is told."""

    code = "JXL603"
    name = "key-misuse"
    summary = "a random key is used as a number, or something else as a key; a split is unpacked wrongly"
    watches = (KeyMisuse, ShapeMismatch)
    predicts = "TypeError"

    def check(self, event: KeyMisuse | ShapeMismatch, view: View) -> Iterator[Finding]:
        span = view.span(event.place)
        if isinstance(event, ShapeMismatch):
            if event.mismatch.kind == "key":
                message = f"`{event.operation}` {event.mismatch.detail}"
                cure = f"map over the keys: `jax.vmap({event.operation})(keys)`"
                # Where the caller passes the keys, the function may be mapped over them out of sight.
                sure = Certainty.POSSIBLE if _is_given(event) else certainty(event)
                yield Finding(
                    self.code, message, span, help=cure, predicts=event.mismatch.raises, certainty=sure
                )
            return
        message, cure = _words(event, view)
        module = view.module(event.place)
        fix = match_number(event, module) if event.misuse is Misuse.COUNT else move_key(event, module)
        yield Finding(
            self.code,
            message,
            span,
            help=cure,
            predicts=event.raises,
            fix=fix,
            certainty=certainty(event),
        )


def _is_given(event: ShapeMismatch) -> bool:
    """Whether the key is a parameter of the function."""
    node = next((operand.node for operand in event.operands if operand.parameter == "key"), None)
    parameters = event.frames[-1].function.parameters if event.frames else ()
    return isinstance(node, tree.Name) and any(parameter.name == node.id for parameter in parameters)


def _words(event: KeyMisuse, view: View) -> tuple[str, str]:
    shown = quoted(event.node, event.place, view)
    short = event.by.removeprefix("jax.")
    match event.misuse:
        case Misuse.NUMBER if event.raises is None:
            tail = f": `{event.by}` calculates with its words, which makes no new key"
            message = f"`{shown}` is a random key and no number"
            return message + tail, f"`jax.random.fold_in({shown}, i)` makes a key of a key and a number"
        case Misuse.NUMBER:
            cure = f"`jax.random.fold_in({shown}, i)` makes a key of a key and a number"
            return f"`{event.by}` takes no random keys, and `{shown}` is one", cure
        case Misuse.NO_KEY if event.swapped is not None:
            key = quoted(event.swapped, event.place, view)
            message = f"`{short}` takes the key first, and is given `{shown}`: `{key}` is the key"
            lead = (
                message if len(message) <= MOST else f"`{short}` takes the key first, and is given `{shown}`"
            )
            return lead, f"pass `{key}` first"
        case Misuse.NO_KEY:
            return f"`{short}` takes a random key, and `{shown}` is none", "make one: `jax.random.key(seed)`"
        case Misuse.SEED:
            cure = "use the key as it is, or `jax.random.split` and `jax.random.fold_in` to make others of it"
            return f"`{short}` takes an integer seed, and `{shown}` is a key already", cure
        case Misuse.NO_SEED:
            return f"`{short}` takes an integer seed, and `{shown}` is none", "pass an integer"
        case Misuse.SINGLE:
            return "one random key is unpacked as if it were several", "split it: `jax.random.split(key, n)`"
    keys, names = f"{event.has} key{'s' * (event.has != 1)}", f"{event.wants} name{'s' * (event.wants != 1)}"
    return (
        f"{keys} are unpacked into {names}",
        f"split into {event.wants}: `jax.random.split(key, {event.wants})`",
    )
