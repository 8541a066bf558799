"""Modules that a transformation is given for a function, and that have no hash by which to keep traces."""

from __future__ import annotations

from jaxlint.domain.values import Value
from jaxlint.program import tree
from jaxlint.signatures.framework_needs import EQUINOX, KEYED_BY_FUNCTION, REFUSES
from jaxlint.tracer.applied import Lack, UnmetNeed
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.leaves import hashes_arrays


def check_hash(t: Tracer, transform: str, function: Value, node: tree.Node) -> None:
    """`jax.jit(module)`, whose first call raises TypeError: unhashable type."""
    if (
        transform in KEYED_BY_FUNCTION
        and not t.expects("TypeError", "Exception")
        and hashes_arrays(t, function)
    ):
        need = (Lack.HASH, EQUINOX, transform, None, REFUSES[EQUINOX, Lack.HASH.value])
        t.record(UnmetNeed(t.place(node.at), t.context(), not t.doubt, *need))
