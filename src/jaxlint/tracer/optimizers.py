"""Optimizers of Optax: pairs of functions, of which the second calls the schedules that the optimizer is made of."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.avals import Aval
from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    BoundMethod,
    External,
    FunctionValue,
    PartialValue,
    PyTree,
    Tracedness,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.optax_rows import OPTIMIZERS, SCHEDULED, SCHEDULED_UPDATE, TRANSFORMATION
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import first_of, handles
from jaxlint.tracer.calls import call
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.library import HANDLERS, Handler, apply_row


@handles("optax.GradientTransformation", "optax.GradientTransformationExtraArgs")
def gradient_transformation(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    init, update = args.get(0, "init"), args.get(1, "update")
    return TupleValue((init or UNKNOWN, update or UNKNOWN), None, ("init", "update"))


def _optimizer(name: str) -> Handler:
    def make(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        """`optax.adam(1e-3)`: what is done to gradients is not followed, but when the schedules are called."""
        schedules = tuple(_schedules(name, args))
        havoc(t, args.all_values())
        update: Value = External(f"{TRANSFORMATION}.update")
        if schedules:
            update = PartialValue(External(SCHEDULED_UPDATE), (TupleValue(schedules),), ())
        return TupleValue((External(f"{TRANSFORMATION}.init"), update), None, ("init", "update"))

    return make


def _schedules(name: str, args: CallArguments) -> Iterator[Value]:
    """The program's functions that give the size of a step, of the optimizer and of those that it is made of."""
    if (parameter := SCHEDULED.get(name)) is not None:
        given = args.get(0, parameter)
        if isinstance(given, (FunctionValue, BoundMethod)):
            yield given
        return
    for value in args.positional:
        match value:
            case TupleValue(
                items=(_, PartialValue(function=External(name), args=(TupleValue(items=inner),)))
            ):
                if name == SCHEDULED_UPDATE:
                    yield from inner


for _name in OPTIMIZERS.split():
    HANDLERS[f"optax.{_name}"] = _optimizer(_name)


@handles(SCHEDULED_UPDATE)
def update_by_schedule(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    """`optimizer.update(grads, state)`: a schedule is called with the number of steps, which the state holds."""
    schedules, given = first_of(args), args.drop(1, ())
    state = given.get(1, "state")
    traced = isinstance(state, (Array, PyTree)) and state.traced is Tracedness.DEFINITE
    if isinstance(schedules, TupleValue) and traced and t.staging is not None:
        for schedule in schedules.items:
            count = t.made_array(Aval((), "int32", False), t.place(node.at), "the number of steps")
            call(t, schedule, CallArguments((count,)), node)
    return apply_row(t, f"{TRANSFORMATION}.update", given, node)
