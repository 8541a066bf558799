"""What a transformation of a framework or of JAX refuses as its function: modules without a hash, bound methods."""

from __future__ import annotations

from jaxlint.domain.values import BoundMethod, FunctionValue, Object, PartialValue, Value
from jaxlint.program import tree
from jaxlint.signatures.framework_needs import EQUINOX, KEYED_BY_FUNCTION, NNX, REFUSES, TAKES_UNBOUND
from jaxlint.tracer.applied import Lack, UnmetNeed
from jaxlint.tracer.callees import function_name
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.leaves import hashes_arrays
from jaxlint.tracer.trace_levels import is_a

MODULES = frozenset({f"{NNX}.Module"})


def check_callee(t: Tracer, transform: str, function: Value, node: tree.Node) -> None:
    """`jax.jit(module)`, whose first call raises TypeError: unhashable type; `nnx.jit(module.method)`: ValueError."""
    if transform in KEYED_BY_FUNCTION:
        if not t.expects("TypeError", "Exception") and hashes_arrays(t, function):
            _record(t, Lack.HASH, EQUINOX, transform, node)
    elif transform in TAKES_UNBOUND:
        while isinstance(function, PartialValue):
            function = function.function
        match function:
            # A method that is transformed already is no method to Python.
            case BoundMethod(function=FunctionValue() as method, receiver=Object() as module) if is_a(
                t, module, MODULES
            ):
                if not t.expects("ValueError", "Exception"):
                    name = f"{function_name(t, module)}.{function_name(t, method)}"
                    _record(t, Lack.UNBOUND, NNX, name, node)


def _record(t: Tracer, lack: Lack, framework: str, name: str, node: tree.Node) -> None:
    raises = REFUSES[framework, lack.value]
    t.record(UnmetNeed(t.place(node.at), t.context(), not t.doubt, lack, framework, name, None, raises))
