"""The one way in: modules to trace in, events out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Value

# Each of these registers what it gives meaning to.
from jaxlint.tracer import (
    builtins,
    chex_checks,
    collectives,
    conversions,
    exceptions,
    expressions,
    folding,
    frameworks,
    functions,
    iterators,
    kinds,
    library_objects,
    loops,
    methods,
    modules,
    nnx_objects,
    operator_functions,
    optimizers,
    selecting,
    shape_calls,
    statements,
    transformations,
)
from jaxlint.tracer.core import Program, Tracer
from jaxlint.tracer.events import Trace
from jaxlint.tracer.holding import settled
from jaxlint.tracer.roots import Fault, Wanted, run

PARTS = (
    builtins,
    chex_checks,
    collectives,
    conversions,
    exceptions,
    expressions,
    folding,
    frameworks,
    functions,
    iterators,
    kinds,
    library_objects,
    loops,
    methods,
    modules,
    nnx_objects,
    operator_functions,
    optimizers,
    selecting,
    shape_calls,
    statements,
    transformations,
)
Watch: TypeAlias = Callable[[str, Value, Place, Tracer], None]
RECURSION_LIMIT = 12_000
"""Deep enough for the nested calls that the tracer follows; Python 3.11 keeps such frames off the C stack."""


def trace_modules(
    program: Program,
    targets: Iterable[str],
    wanted: Wanted,
    aliases: Mapping[str, str] | None = None,
    watch: Watch | None = None,
) -> tuple[Trace, list[Fault], Tracer]:
    """Trace modules and what they reach. Faults are jaxlint's own errors; the tracer is for inspection.

    `watch` is told of every name that is given a value, and has every statement of the modules run.
    """
    tracer = Tracer(program)
    tracer.watch = watch
    tracer.aliases = aliases or {}
    limit, collecting = sys.getrecursionlimit(), gc.isenabled()
    sys.setrecursionlimit(max(limit, RECURSION_LIMIT))
    # Abstract values and trees are made once and kept; looking for cycles among them costs a fifth of the time.
    gc.disable()
    try:
        faults = run(tracer, targets, wanted)
    finally:
        sys.setrecursionlimit(limit)
        if collecting:
            gc.enable()
    return Trace(tuple(settled(tracer, tracer.events)), tuple(tracer.gave_up)), faults, tracer
