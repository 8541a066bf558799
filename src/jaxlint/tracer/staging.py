"""Which of the traces under way an effect happens in, and whose tracers a value holds."""

from __future__ import annotations

from jaxlint.domain.tangents import Tangent
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import Array, Object, PyTree, Tracedness, TupleValue, Value
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import only_looks, runs_per_iteration
from jaxlint.tracer.core import Region, Tracer
from jaxlint.tracer.state import Kind

MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Staging:
    """The trace during which something happens: once, whatever calls or iterations follow."""

    transform: str
    function: str
    iterates: bool
    """The transformation runs the function's operations many times: scan, map, the loops."""


def staging_of(region: Region) -> Staging:
    name = region.transform.name
    return Staging(name, region.function_name, runs_per_iteration(name))


def staging_region(t: Tracer, owner: int | None = None) -> Region | None:
    """The innermost trace under way that is kept or staged; of those that what `owner` owns outlives."""
    for region in reversed(t.regions):
        if region.is_callback:
            return None
        if region.transform.regime is not Regime.STAGED or only_looks(region.transform.name):
            continue
        if owner is None or region.outlived_by(owner):
            return region
    return None


def trace_of_store(t: Tracer, value: Value | None, owner: int) -> tuple[Region, Array | PyTree | None] | None:
    """The trace during which a value is stored in what `owner` owns, and the tracer of it that is stored with it.

    `vmap` and `grad` keep no trace, and run Python at each call: what they store is lost where it is a tracer, which
    dies with the call (JAX 0.10, 0.12).
    """
    staged = staging_region(t, owner)
    if staged is not None:
        return staged, tracer_in(t, value, staged)
    for region in reversed(t.regions):
        if region.transform.regime is Regime.HOST:
            return None
        if region.outlived_by(owner) and not only_looks(region.transform.name):
            tracer = tracer_in(t, value, region)
            if tracer is not None:
                return region, tracer
    return None


def tracer_in(
    t: Tracer, value: Value | None, region: Region | None = None, depth: int = MAX_DEPTH
) -> Array | PyTree | None:
    """The tracer, of this trace where one is given, that a value surely is, or has in it."""
    parts: tuple[Value, ...] = ()
    match value:
        case Array(traced=Tracedness.DEFINITE) | PyTree(traced=Tracedness.DEFINITE):
            return value if region is None or _is_of(value, region) else None
        case TupleValue(items=items):
            parts = items
        case Object():
            contents = t.contents(value)
            if contents is not None and depth and contents.kind is not Kind.INSTANCE:
                parts = (*(slot.value for slot in contents.items.values()), contents.rest)
    for part in parts:
        found = tracer_in(t, part, region, depth - 1)
        if found is not None:
            return found
    return None


def _is_of(tracer: Array | PyTree, region: Region) -> bool:
    """Whether a tracer dies with a trace. Everything that is made inside of a staged one does; of a function that is
    mapped or differentiated, what is made of the arguments that are. What has no derivative is an array as any other.
    """
    match region.transform.regime:
        case Regime.STAGED:
            return tracer.level >= region.level
        case Regime.BATCHED | Regime.MAPPED:
            return tracer.level == region.level
        case Regime.DIFFERENTIATED:
            return isinstance(tracer.tangent, Tangent) and tracer.tangent.region == region.start
        case Regime.HOST | Regime.TRANSPARENT:
            return False
