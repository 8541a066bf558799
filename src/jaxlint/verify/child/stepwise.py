"""Executes in NumPy what JAX has staged, and what it runs eagerly, equation by equation.

JAX traces as ever. Only compilation is left out, which takes nine tenths of the time of a small program. What has no
rule in NumPy, and what deals in random keys, XLA compiles by itself, once for all programs. Known to jax 0.10 to 0.12;
a version that calls its internals otherwise compiles as usual.
"""

# The internals of JAX are without types.
# mypy: disallow-untyped-calls=False
from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import jax
import numpy as np

from jaxlint.verify.child import primitives, windows

RULES = {**primitives.RULES, **windows.RULES}


def is_tracing() -> bool:
    """Whether a transformation is under way."""
    from jax._src import core

    return not core.trace_state_clean()


def _is_opaque(aval: Any) -> bool:
    """Whether NumPy has no such values: random keys, references, tokens."""
    return not hasattr(aval, "dtype") or _is_foreign(aval.dtype)


@functools.cache
def _is_foreign(dtype: Any) -> bool:
    """`float0` is nothing to calculate with, and few functions of NumPy know bfloat16."""
    return jax.numpy.issubdtype(dtype, jax.dtypes.extended) or dtype in (
        jax.dtypes.float0,
        jax.numpy.bfloat16,
    )


def _to_numpy(value: Any, aval: Any) -> Any:
    return value if _is_opaque(aval) else np.asarray(value, aval.dtype)


def _of_each(values: Iterable[Any], avals: Iterable[Any], convert: Callable[[Any, Any], Any]) -> list[Any]:
    return [convert(value, aval) for value, aval in zip(values, avals, strict=True)]


@functools.cache
def _placed(shape: tuple[int, ...], dtype: Any, weak_type: bool) -> tuple[Any, Any, Any]:
    device = jax.local_devices(backend="cpu")[0]
    return (
        jax.core.ShapedArray(shape, dtype, weak_type=weak_type),
        jax.sharding.SingleDeviceSharding(device),
        device,
    )


def _to_jax(value: Any, aval: Any) -> Any:
    """An array of JAX's; a copy, as what NumPy computes may be a view."""
    if _is_opaque(aval) or isinstance(value, jax.Array):
        return value
    from jax._src.interpreters import pxla

    known, sharding, device = _placed(aval.shape, aval.dtype, getattr(aval, "weak_type", False))
    return pxla.batched_device_put(known, sharding, [np.array(value, order="C")], [device], False)


def evaluate(closed: Any, arguments: Iterable[Any]) -> list[Any]:
    """What a jaxpr gives: NumPy's arrays for NumPy's, keys for keys."""
    from jax._src import core

    jaxpr = getattr(closed, "jaxpr", closed)
    consts = getattr(closed, "consts", ())
    known: dict[Any, Any] = {}

    def read(atom: Any) -> Any:
        if isinstance(atom, core.Literal):
            return _to_numpy(atom.val, atom.aval)
        return known[atom]

    for variable, value in zip((*jaxpr.constvars, *jaxpr.invars), (*consts, *arguments), strict=True):
        known[variable] = _to_numpy(value, variable.aval)
    for equation in jaxpr.eqns:
        results = _apply(equation, [read(each) for each in equation.invars])
        for variable, value in zip(equation.outvars, results, strict=True):
            known[variable] = _to_numpy(value, variable.aval)
    return [read(each) for each in jaxpr.outvars]


def _apply(equation: Any, operands: list[Any]) -> Sequence[Any]:
    primitive = equation.primitive
    rule = _rule(primitive, [each.aval for each in equation.invars])
    if rule is not None:
        result = rule(*operands, **equation.params)
    else:
        from jax._src import core

        given = _of_each(operands, [each.aval for each in equation.invars], _to_jax)
        with core.eval_context():
            result = primitive.bind(*given, **primitive.get_bind_params(equation.params))
    return result if primitive.multiple_results else [result]


def _rule(primitive: Any, avals: Iterable[Any]) -> Callable[..., Any] | None:
    """The rule for operands of these types, if there is one."""
    rule = CONTROL.get(primitive.name)
    if rule is None and not any(map(_is_opaque, avals)):
        rule = RULES.get(primitive.name)
    return rule


def _call(*arguments: Any, **parameters: Any) -> list[Any]:
    jaxpr = next(parameters[name] for name in ("jaxpr", "call_jaxpr") if name in parameters)
    return evaluate(jaxpr, arguments)


def _scan(*arguments: Any, reverse: bool, length: int, jaxpr: Any, **parameters: Any) -> list[Any]:
    if "num_carry" in parameters:
        consts, carries = parameters["num_consts"], parameters["num_carry"]
    else:
        consts, carries = (len(each) for each in parameters["ft_in"].unpack()[:2])
    fixed, carry, over = (
        arguments[:consts],
        arguments[consts : consts + carries],
        arguments[consts + carries :],
    )
    stacked = []
    for index in reversed(range(length)) if reverse else range(length):
        out = evaluate(jaxpr, [*fixed, *carry, *(each[index] for each in over)])
        carry = tuple(out[:carries])
        stacked.append(out[carries:])
    if reverse:
        stacked.reverse()
    avals = jaxpr.out_avals[carries:]
    columns = zip(*stacked, strict=True) if stacked else ((),) * len(avals)
    return [*carry, *map(_stack, columns, avals)]


def _stack(values: Sequence[Any], aval: Any) -> Any:
    if _is_opaque(aval):
        return jax.numpy.stack(values)
    return np.stack(values) if values else np.zeros((0, *aval.shape), aval.dtype)


def _while(
    *arguments: Any, cond_nconsts: int, cond_jaxpr: Any, body_nconsts: int, body_jaxpr: Any
) -> list[Any]:
    split = cond_nconsts + body_nconsts
    test, body, carry = arguments[:cond_nconsts], arguments[cond_nconsts:split], list(arguments[split:])
    while np.any(evaluate(cond_jaxpr, [*test, *carry])[0]):
        carry = evaluate(body_jaxpr, [*body, *carry])
    return carry


def _cond(index: Any, *arguments: Any, branches: Sequence[Any], **_: Any) -> list[Any]:
    return evaluate(branches[min(max(int(index), 0), len(branches) - 1)], arguments)


def _call_back(*arguments: Any, **parameters: Any) -> Any:
    from jax._src import callback, core

    with core.eval_context():
        return callback.pure_callback_impl(*map(jax.numpy.asarray, arguments), **parameters)


CONTROL: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(
        (
            "jit",
            "pjit",
            "closed_call",
            "core_call",
            "remat2",
            "checkpoint",
            "eval_jaxpr",
            "custom_jvp_call",
            "custom_vjp_call",
        ),
        _call,
    ),
    "scan": _scan,
    "while": _while,
    "cond": _cond,
    "pure_callback": _call_back,
}
"""What has jaxprs or functions among its parameters."""


def install() -> None:
    """Leave the execution to NumPy for the rest of the process."""
    try:
        from jax._src import core, pjit
        from jax._src.interpreters import partial_eval

        compiled: Callable[..., Any] = pjit._pjit_call_impl_python
        process: Callable[..., Any] = core.EvalTrace.process_primitive
    except (ImportError, AttributeError):
        return
    np.seterr(all="ignore")

    def call(*arguments: Any, jaxpr: Any, **parameters: Any) -> Any:
        if getattr(jaxpr, "is_high", False):
            jaxpr = partial_eval.lower_jaxpr2(jaxpr)
        equations = jaxpr.eqns
        if (
            len(equations) == 1
            and _rule(equations[0].primitive, [each.aval for each in equations[0].invars]) is None
        ):
            return compiled(*arguments, jaxpr=jaxpr, **parameters)
        results = evaluate(jaxpr, _of_each(arguments, jaxpr.in_avals, _to_numpy))
        return _of_each(results, jaxpr.out_avals, _to_jax), None, None, []

    def process_primitive(trace: Any, primitive: Any, arguments: Any, parameters: Any, /) -> Any:
        avals = [core.typeof(each) for each in arguments]
        rule = _rule(primitive, avals)
        if rule is None:
            return process(trace, primitive, arguments, parameters)
        results = rule(*_of_each(arguments, avals, _to_numpy), **parameters)
        out, _ = primitive.abstract_eval(*avals, **parameters)
        if primitive.multiple_results:
            return _of_each(_of_each(results, out, _to_numpy), out, _to_jax)
        return _to_jax(_to_numpy(results, out), out)

    internals: tuple[Any, Any] = pjit, core.EvalTrace
    internals[0]._pjit_call_impl_python = call
    internals[1].process_primitive = process_primitive
