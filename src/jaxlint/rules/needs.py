"""What rules say of modules and functions of frameworks that are run without what they need."""

from __future__ import annotations

from jaxlint.fixes.other_transformation import other_transformation
from jaxlint.rules.immutable import MOST_QUOTED, certainty
from jaxlint.signatures.framework_needs import FILTERED, LIFTED, LINEN
from jaxlint.text.edits import Fix
from jaxlint.text.findings import Finding
from jaxlint.tracer.applied import Lack, UnmetNeed
from jaxlint.tracer.view import View


def unmet_need(event: UnmetNeed, view: View) -> Finding:
    text = view.text(event.place)
    shown = f"`{text if len(text) <= MOST_QUOTED and chr(10) not in text else _head(text)}`"
    linen, name = event.framework == LINEN, event.name
    around = "run here"
    fix: Fix | None = None
    match event.lack:
        case Lack.STATE if linen:
            message = f"{shown} changes `{name}`, which `mutable` of `apply` does not name"
            cure = f'pass `mutable=["{name}"]`: `apply` then returns the result and what has changed'
        case Lack.STATE:
            message = f"{shown} needs a state, and `hk.transform` keeps none"
            cure = "use `hk.transform_with_state`: `apply` takes the state, and returns the next one"
        case Lack.KEY if linen:
            message = f"{shown} draws with the key `{name}`, which `rngs` does not give"
            cure = f'pass `rngs={{"{name}": key}}`'
        case Lack.KEY:
            message = f"{shown} needs a key, and the function is run with None"
            cure = "pass a key to `init` and `apply`, without `hk.without_apply_rng`"
        case Lack.FLAG:
            message = f"{shown} is told `{name}` neither when it is made nor when it is called"
            cure = f"pass `{name}=...` to one of them"
        case Lack.LIFTING:
            message = (
                f"{shown} is made under `{name}`: its parameters are tracers of that when `init` returns"
            )
            cure = "make it outside, or use the transformation of the library in place of that of JAX"
            around = f"`{name}` is applied here"
            better = None if linen else LIFTED.get(name)
            if better is not None and event.around is not None:
                fix = other_transformation(view.module(event.around), event.around.at, better)
        case Lack.FROZEN:
            after = (
                f"in `{name}`, where the module is frozen"
                if name
                else "and its module is frozen once it is made"
            )
            message = f"{shown} is assigned {after}".replace("assigned and", "assigned, and")
            cure = "use a local variable, or make a new module: `eqx.tree_at`, `module.clone(...)`"
        case Lack.HASH:
            message = f"`{name}` keeps traces by the function's hash, and a module that holds arrays has none"
            cure = "use `eqx.filter_jit(module)`, or `jax.jit` of a function that calls the module"
            if name in FILTERED:
                fix = other_transformation(
                    view.module(event.place), event.place.at, FILTERED[name], plain=True
                )
        case Lack.UNBOUND:
            message = f"{shown} transforms a method that is bound to its module, which NNX refuses"
            cure = f"transform `{name}`, which takes the module as its first argument, or decorate the method"
        case Lack.CHEXIFY:
            message = f"{shown} tests values of a tracer, outside of a function under `chex.chexify`"
            cure = "wrap the transformed function: `chex.chexify(jax.jit(f))`"
        case Lack.ORDER:
            message = (
                f"`chex.assert_max_traces` is given what `{name}` has transformed, and never sees a trace"
            )
            cure = f"put it inside: `{name}` of the function that it has wrapped"
        case Lack.RUN if linen:
            message = f"{shown} runs outside of `init` and `apply`, where modules have no variables"
            cure = "make the variables with `model.init(key, ...)`, and call `model.apply(variables, ...)`"
        case Lack.RUN:
            message = f"{shown} is called outside of a function under `hk.transform`"
            cure = "call it in a function, and transform that: `hk.transform(f)`"
    notes = () if event.around is None else (view.note(around, event.around, event.place),)
    return Finding(
        "JXL910",
        message,
        view.span(event.place),
        notes,
        help=cure,
        predicts=event.raises,
        fix=fix,
        certainty=certainty(event),
    )


def _head(text: str) -> str:
    head = text.partition("(")[0].strip()
    return f"{head}(...)" if head != text and chr(10) not in head and len(head) <= MOST_QUOTED else "the call"
