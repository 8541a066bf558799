"""Whether arrays have the shapes that annotations of jaxtyping state."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.origins import Place
from jaxlint.domain.values import Array, NumPyArray, TupleValue, Value
from jaxlint.program import tree
from jaxlint.signatures.annotations import admits
from jaxlint.signatures.shape_texts import Contradiction, Names, contradiction, takes_any_batch
from jaxlint.tracer.core import FrameInfo, Tracer
from jaxlint.tracer.events import AnnotationMismatch, Batching, Promise
from jaxlint.tracer.mismatch import batching_of
from jaxlint.tracer.stated import Stated, shape_of_array


def _contradicts(description: Stated, value: Value, sizes: Names) -> Contradiction | None:
    if not description.typed or not isinstance(value, (Array, NumPyArray)):
        return None
    shape, dtype = shape_of_array(value), value.aval.dtype
    found = None
    if shape is not None and description.parts is not None:
        found = contradiction(description.parts, shape, sizes)
    if found is None and dtype is not None and not admits(description.class_name, dtype):
        return Contradiction(None, description.class_name, dtypes.at_width(dtype, x64=False), of_dtype=True)
    return found


def check_argument(
    t: Tracer, parameter: tree.Parameter, description: Stated, value: Value, sizes: Names
) -> None:
    """Report an argument of the call under way that is not what its parameter states."""
    found = _contradicts(description, value, sizes)
    if found is None:
        return
    t.current.contradicted = True
    t.mismatches += 1
    if not t.recording or t.unsized or t.expects("TypeError", "Exception"):
        return
    activation = t.stack[-1]
    node = next(
        (n for v, n in zip(activation.args.positional, activation.args.nodes, strict=False) if v == value),
        None,
    )
    call = activation.call
    if call.call is None:
        return
    place = Place(call.module, parameter.at)
    _record(
        t,
        call.place,
        Promise.PARAMETER,
        place,
        parameter.name,
        node,
        value,
        found,
        None if found.of_dtype or takes_any_batch(description.parts) else batching_of(t, activation),
    )


def check_result(
    t: Tracer,
    function: tree.Function,
    promised: Stated,
    result: Value,
    info: FrameInfo,
    annotation: tree.Expr,
) -> None:
    """Report a function that does not return what it states; of a tuple, one of its items."""
    found = _contradicts(promised, result, info.noting().sizes)
    if found is not None:
        _report_result(t, function, result, found, info, annotation)


def check_length(
    t: Tracer,
    function: tree.Function,
    promised: tuple[Stated | None, ...],
    result: TupleValue,
    info: FrameInfo,
    annotation: tree.Expr,
) -> None:
    """Report a function that returns a tuple of more or fewer items than it states."""
    if any(one is not None and one.typed for one in promised) and not result.fields:
        found = Contradiction(None, len(promised), len(result.items), of_length=True)
        _report_result(t, function, result, found, info, annotation)


def _report_result(
    t: Tracer,
    function: tree.Function,
    result: Value,
    found: Contradiction,
    info: FrameInfo,
    annotation: tree.Expr,
) -> None:
    if info.contradicted:
        return
    t.mismatches += 1
    if t.recording and not t.unsized:
        place = Place(info.module.name, annotation.at)
        _record(t, place, Promise.RESULT, place, function.name, None, result, found, None)


def check_variable(t: Tracer, description: Stated, annotation: tree.Expr, value: Value, sizes: Names) -> None:
    """Report a variable that is given something else than it states."""
    found = _contradicts(description, value, sizes)
    if found is None:
        return
    t.mismatches += 1
    if t.recording and not t.unsized and not t.expects("TypeError", "Exception"):
        place = t.place(annotation.at)
        name = (
            t.running.target.id
            if isinstance(t.running, tree.AnnAssign) and isinstance(t.running.target, tree.Name)
            else ""
        )
        _record(t, place, Promise.VARIABLE, place, name, None, value, found, None)


def _record(
    t: Tracer,
    place: Place,
    promise: Promise,
    annotation: Place,
    name: str,
    node: tree.Expr | None,
    value: Value,
    found: Contradiction,
    batching: Batching | None,
) -> None:
    function = t.stack[-1].call.function.name if t.stack else ""
    t.record(
        AnnotationMismatch(
            place,
            t.context(),
            True,
            promise,
            annotation,
            name,
            function,
            node,
            value,
            found.axis,
            str(found.stated),
            str(found.actual),
            found.of_dtype,
            batching,
            t.call_frames(),
            found.of_length,
        )
    )
