"""Executes what JAX has staged operation by operation, whose compiled forms programs share.

JAX traces as ever; only the compilation of whole jaxprs, nine tenths of the time of a small program, is left out.
Known to jax 0.10; 0.12 refuses a call of `jit` inside itself, so that programs are compiled as usual from there on,
and where a version calls its internals otherwise.
"""

# The internals of JAX are without types.
# mypy: disallow-untyped-calls=False
from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp


def is_tracing() -> bool:
    """Whether a transformation is under way."""
    from jax._src import core

    return not core.trace_state_clean()


def install() -> None:
    """Have the control flow that is left after tracing run in Python, for the rest of the process."""
    if jax.__version_info__ >= (0, 12):
        return
    try:
        from jax._src import core, pjit
        from jax._src.lax import lax
        from jax._src.lax.control_flow import conditionals, loops

        compiled: Callable[..., Any] = pjit._pjit_call_impl_python
        kept = pjit.jit_p, loops.scan_p, loops.while_p, conditionals.cond_p
    except (ImportError, AttributeError):
        return
    whole_programs: list[object] = list(kept)
    _compiled_scan, _compiled_while, _compiled_cond = (primitive.impl for primitive in kept[1:])

    def evaluate(closed: Any, arguments: Sequence[Any]) -> list[Any]:
        jaxpr = getattr(closed, "jaxpr", closed)
        results = core.eval_jaxpr(jaxpr, getattr(closed, "consts", ()), *arguments)
        # A literal of the jaxpr that is also a result is not an array yet.
        return [
            each
            if isinstance(each, jax.Array)
            else lax._convert_element_type(each, aval.dtype, aval.weak_type)
            for each, aval in zip(results, closed.out_avals, strict=True)
        ]

    def call(*arguments: Any, jaxpr: Any, **parameters: Any) -> Any:
        equations = getattr(jaxpr, "eqns", None) or getattr(jaxpr.jaxpr, "eqns", [])
        if len(equations) <= 1 and all(each.primitive not in whole_programs for each in equations):
            return compiled(*arguments, jaxpr=jaxpr, **parameters)
        return evaluate(jaxpr, arguments), None, None, []

    def scan(*arguments: Any, reverse: bool, length: int, jaxpr: Any, **parameters: Any) -> list[Any]:
        if "num_carry" not in parameters:
            return list(_compiled_scan(*arguments, reverse=reverse, length=length, jaxpr=jaxpr, **parameters))
        consts, carries = parameters["num_consts"], parameters["num_carry"]
        carry = list(arguments[consts : consts + carries])
        stacked = []
        for index in reversed(range(length)) if reverse else range(length):
            each = [leaf[index] for leaf in arguments[consts + carries :]]
            out = evaluate(jaxpr, [*arguments[:consts], *carry, *each])
            carry = out[:carries]
            stacked.append(out[carries:])
        if reverse:
            stacked.reverse()
        if not stacked:
            return [*carry, *(jnp.zeros((0, *a.shape), a.dtype) for a in jaxpr.out_avals[carries:])]
        return [*carry, *(jnp.stack(leaves) for leaves in zip(*stacked, strict=True))]

    def while_loop(*arguments: Any, **parameters: Any) -> list[Any]:
        if set(parameters) != {"cond_nconsts", "cond_jaxpr", "body_nconsts", "body_jaxpr"}:
            return list(_compiled_while(*arguments, **parameters))
        first = parameters["cond_nconsts"]
        second = first + parameters["body_nconsts"]
        test, body, carry = arguments[:first], arguments[first:second], list(arguments[second:])
        while jnp.any(evaluate(parameters["cond_jaxpr"], [*test, *carry])[0]):
            carry = evaluate(parameters["body_jaxpr"], [*body, *carry])
        return carry

    def cond(index: Any, *arguments: Any, branches: Sequence[Any], **parameters: Any) -> list[Any]:
        return evaluate(branches[min(max(int(index), 0), len(branches) - 1)], arguments)

    pjit._pjit_call_impl_python = call
    for primitive, rule in zip(kept[1:], (scan, while_loop, cond), strict=True):
        primitive.def_impl(rule)
