"""Arguments of a call bound to the parameters of a row, as Python binds them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jaxlint.domain.values import TupleValue, Value
from jaxlint.signatures.signature import Arguments, Signature


def bind(
    signature: Signature, positional: Sequence[Value] | None, keywords: Mapping[str, Value] | None
) -> Arguments | None:
    """Arguments by parameter name, or None: the row has no parameters, the call does not fit them, or it
    unpacks something unknown (None in place of the arguments).

    What a `*args` parameter takes is a TupleValue under its name; extra keywords stand under their own names.
    """
    if signature.parameters is None or positional is None or keywords is None:
        return None
    values = Arguments()
    taken, count = 0, len(positional)
    left = dict(keywords)
    for parameter in signature.parameters:
        name, kind = parameter.name, parameter.kind
        if kind == "*args":
            values[name] = TupleValue(tuple(positional[taken:]))
            taken = count
        elif kind == "**kwargs":
            # An extra keyword may repeat the name of a positional-only parameter: that one wins here.
            values.update((key, value) for key, value in left.items() if key not in values)
            left = {}
        elif taken < count and kind != "*":
            values[name] = positional[taken]
            taken += 1
        elif left and kind != "/" and name in left:
            values[name] = left.pop(name)
        elif parameter.required:
            return None
    return None if taken < count or left else values
