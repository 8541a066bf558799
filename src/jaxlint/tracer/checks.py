"""Checks of `checkify` that are compiled, and that no `checkify` around them turns into an error value."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.domain.transforms import Regime
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.checking import CHECKIFIES, CHECKS
from jaxlint.signatures.signature import Signature
from jaxlint.signatures.transforms import only_looks, runs_without_jit
from jaxlint.tracer.axes import begins_in_view
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event


@dataclass(frozen=True, slots=True)
class CompiledCheck(Event):
    """`checkify.check` in a function that JAX compiles: ValueError (JAX 0.10, 0.12)."""

    call: tree.Call
    transform: str
    function: str
    applied_at: Place


def check_checks(t: Tracer, signature: Signature, node: tree.Node) -> None:
    """Record a check that JAX compiles as it is. Outside of what is compiled it raises at once, and what is only
    looked at, or differentiated, is not compiled. Certain where no caller could put `checkify` around.
    """
    if signature.name not in CHECKS or not isinstance(node, tree.Call) or t.jit_disabled:
        return
    transforms = [region.transform for region in t.regions]
    names = {one.name for one in transforms}
    if (
        names & CHECKIFIES
        or any(map(only_looks, names))
        or any(one.regime is Regime.HOST for one in transforms)
    ):
        return
    compiled = [
        r for r in t.regions if r.transform.name.startswith("jax.") and runs_without_jit(r.transform.name)
    ]
    if not compiled or not begins_in_view(t, mapped=False) or t.expects("ValueError", "Exception"):
        return
    by = compiled[-1]
    t.record(
        CompiledCheck(
            t.place(node.at), t.context(), not t.doubt, node, by.transform.name, by.function_name,
            by.transform.applied_at,
        )
    )  # fmt: skip
