"""What library functions ask of their arguments, by their rows: numbers, static values, shapes that hang on data."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import partial

from jaxlint.domain.avals import Aval
from jaxlint.domain.values import Array, Const, PyTree, Tracedness, TupleValue, Value
from jaxlint.program import tree
from jaxlint.signatures.array_facts import NOT_OF_LISTS
from jaxlint.signatures.queries import DataShape, data_shape, length_parameter
from jaxlint.signatures.signature import Arguments, Conversion, Does, Makes, Signature
from jaxlint.signatures.static_errors import static_error
from jaxlint.signatures.transforms import static_options
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.axes import check_axis
from jaxlint.tracer.checks import check_checks
from jaxlint.tracer.concretization import (
    CONCRETIZATION,
    Asker,
    Cast,
    Concretization,
    DataDependentShape,
    IndexConversion,
    NumPyConversion,
    StaticArgument,
    arrays_in,
    asked,
    raised,
    report,
)
from jaxlint.tracer.core import Tracer

PERCENT = re.compile(
    r"%(?:\((?P<key>[^)]*)\))?[#0\- +]*(?P<width>\*|\d+)?(?:\.(?P<digits>\*|\d+))?[hlL]?(?P<kind>.)"
)


def check_needs(
    t: Tracer, signature: Signature, arguments: Arguments, nodes: dict[str, tree.Expr], node: tree.Node
) -> None:
    """Record every argument of a call of a row's function that may not be a tracer and is one."""
    check_axis(t, signature, arguments, node)
    check_checks(t, signature, node)
    shaped = data_shape(signature.name)
    if shaped is not None:
        _check_data_shape(t, signature, shaped, arguments, nodes, node)
    for name, does in signature.does.items():
        if name not in arguments or (shaped is not None and name in shaped.of):
            continue
        value = arguments[name]
        if does is Does.CONCRETIZE:
            _check_numbers(t, signature, value, node)
        elif does is Does.SWALLOW:
            for array in arrays_in(t, value):
                if array.traced is not Tracedness.NO:
                    report(t, NumPyConversion, array, node, Asker.CALL, signature.name, None)
                    break
        elif does is Does.REQUIRE_STATIC:
            # None may be passed for what is optional, and an argument of unknown structure may be None.
            optional = any(p.name == name and not p.required for p in signature.parameters or ())
            if not optional or not isinstance(value, PyTree):
                _check_static(t, signature.name, name, value, nodes.get(name, node), node)
    if signature.makes is Makes.DELEGATES:
        _check_sequence(t, signature, next(iter(arguments.values()), None), node)
    length = length_parameter(signature.name)
    if length is not None and length in arguments:
        number = asked(arguments[length], Conversion.INDEX)
        if number is not None and number.aval.shape == ():
            _check_static(t, signature.name, length, number, nodes.get(length, node), node, CONCRETIZATION)


def check_options(t: Tracer, name: str, args: CallArguments, node: tree.Node) -> None:
    """Record a tracer for an option of a transformation: the `length` of `lax.scan`."""
    for option, position in static_options(name).items():
        value = args.get(position, option)
        if value is not None and not isinstance(value, PyTree):
            _check_static(t, name, option, value, args.node(position, option) or node, node, CONCRETIZATION)


def _check_numbers(t: Tracer, signature: Signature, value: Value, node: tree.Node) -> None:
    conversion, name = signature.conversion, signature.name
    asker = Asker.METHOD if name.startswith("jax.Array.") else Asker.CALL
    kind: type[Concretization] = Cast
    match conversion:
        case Conversion.ARRAY:
            kind = NumPyConversion
        case Conversion.INDEX:
            kind = IndexConversion
    leaves: Iterator[Value] = iter((value,))
    if conversion is Conversion.ARRAY:
        leaves = arrays_in(t, value)
    elif isinstance(value, TupleValue) and _is_variadic(signature):
        leaves = iter(value.items)
    for leaf in leaves:
        array = asked(leaf, conversion)
        if array is not None:
            raises = conversion.raises if asker is Asker.METHOD else raised(conversion, array.aval)
            report(t, kind, array, node, asker, name, raises)
            return


def _check_sequence(t: Tracer, signature: Signature, value: Value | None, node: tree.Node) -> None:
    """A list has no methods to delegate to: `np.sum([a, b])` makes an array of it (NumPy 2, JAX 0.10, 0.12)."""
    if isinstance(value, TupleValue) and signature.name not in NOT_OF_LISTS:
        for array in map(partial(asked, conversion=Conversion.ARRAY), arrays_in(t, value)):
            if array is not None:
                report(t, NumPyConversion, array, node, Asker.CALL, signature.name, Conversion.ARRAY.raises)
                return


def _is_variadic(signature: Signature) -> bool:
    return any(parameter.kind == "*args" for parameter in signature.parameters or ())


def _check_static(
    t: Tracer,
    function: str,
    parameter: str,
    value: Value,
    node: tree.Node,
    call: tree.Node,
    raises: str | None = None,
) -> None:
    """A tracer where JAX needs a Python value."""
    raises = raises or static_error(function, parameter)
    for leaf in arrays_in(t, value):
        array = asked(leaf, Conversion.INDEX)
        if array is not None:
            report(
                t, StaticArgument, array, node, Asker.CALL, function, raises, parameter=parameter, call=call
            )
            return


def _check_data_shape(
    t: Tracer,
    signature: Signature,
    shaped: DataShape,
    arguments: Arguments,
    nodes: dict[str, tree.Expr],
    node: tree.Node,
) -> None:
    if not shaped.applies(arguments):
        return
    for name in shaped.of:
        if name not in arguments:
            continue
        for leaf in arrays_in(t, arguments[name]):
            array = asked(leaf, Conversion.INDEX)
            if array is None:
                continue
            if signature.does.get(name) is Does.REQUIRE_STATIC and array.aval.shape == ():
                _check_static(t, signature.name, name, array, nodes.get(name, node), node, shaped.raises)
            else:
                report(
                    t, DataDependentShape, array, node, Asker.CALL, signature.name, shaped.raises, parameter=name
                )  # fmt: skip
            return
    if shaped.stages and (region := t.staging) is not None:
        because = f"every value here is traced by `{region.transform.name}`"
        staged = t.made_array(Aval(), t.place(node.at), because)
        report(t, DataDependentShape, staged, node, Asker.CALL, signature.name, shaped.raises)


# Text


def check_format(t: Tracer, value: Value, node: tree.Node, by: str) -> None:
    """A format specification, which no tracer has (TypeError under every transformation)."""
    if isinstance(value, Array) and value.traced is not Tracedness.NO:
        report(t, Cast, value, node, Asker.FORMAT, by, "TypeError")


def check_percent(t: Tracer, template: Value, given: Value, node: tree.Node) -> None:
    """`"%.2f" % x`: `%s` and `%r` take anything, `%d` asks for an integer, `%f` for a number."""
    if not isinstance(template, Const) or not isinstance(template.value, str):
        return
    fields = [match for match in PERCENT.finditer(template.value) if match["kind"] != "%"]
    if any(match["key"] or match["width"] == "*" or match["digits"] == "*" for match in fields):
        return
    values = given.items if isinstance(given, TupleValue) else (given,)
    for match, value in zip(fields, values, strict=False):
        conversion = Conversion.NUMBER if match["kind"] in "eEfFgG" else Conversion.INTEGER
        array = None if match["kind"] in "sra" else asked(value, conversion)
        if array is not None and isinstance(value, Array):
            raises = "TypeError" if conversion is Conversion.INTEGER else conversion.raises
            report(t, Cast, array, node, Asker.FORMAT, f"%{match['kind']}", raises)


def check_template(t: Tracer, template: str, args: CallArguments, node: tree.Node) -> None:
    """`"{:.2f}".format(x)`."""
    try:
        fields = list(string.Formatter().parse(template))
    except ValueError:
        return
    position = 0
    for _, name, spec, conversion in fields:
        if name is None:
            continue
        value: Value | None
        if name == "":
            value, position = args.get(position, ""), position + 1
        elif name.isdigit():
            value = args.get(int(name), "")
        else:
            value = args.keyword(name)
        if value is not None and spec and not conversion:
            check_format(t, value, node, "str.format")
