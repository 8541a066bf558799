"""JXL401: Python asks for the truth of a traced value."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.concrete import truth_fix
from jaxlint.rules.base import Rule
from jaxlint.rules.concrete import besides, finding
from jaxlint.text.findings import Finding
from jaxlint.tracer.concretization import Asker, BoolConversion
from jaxlint.tracer.view import View

LEADS = {
    Asker.CONDITIONAL: "a conditional expression needs a concrete value",
    Asker.CHAIN: "a chained comparison needs a concrete value",
    Asker.COMPREHENSION: "the condition of a comprehension needs a concrete value",
    Asker.GUARD: "the guard of a `case` needs a concrete value",
}
HELP = {
    Asker.IF: "use `jnp.where` or `jax.lax.cond`, or make what it depends on static",
    Asker.ELIF: "use `jnp.where`, `jnp.select` or `jax.lax.switch`, or make what it depends on static",
    Asker.WHILE: "use `jax.lax.while_loop`",
    Asker.ASSERT: "use `jax.experimental.checkify.check`, or check before the traced call",
    Asker.CONDITIONAL: "use `jnp.where` or `jax.lax.cond`",
    Asker.AND: "use `&` or `jnp.logical_and`",
    Asker.OR: "use `|` or `jnp.logical_or`",
    Asker.NOT: "use `~` or `jnp.logical_not`",
    Asker.CHAIN: "compare twice and combine: `(a < x) & (x < b)`",
    Asker.IN: "use `jnp.isin` or `jnp.any(x == y)`",
    Asker.COMPREHENSION: "use `jnp.where`: which elements there are cannot depend on values",
    Asker.MATCH: "use `jax.lax.switch` or `jnp.select`",
    Asker.GUARD: "use `jax.lax.switch` or `jnp.select`",
}
CALLED = {
    "any": "use `jnp.any`",
    "all": "use `jnp.all`",
    "min": "use `jnp.minimum`, or `jnp.min` of one array",
    "max": "use `jnp.maximum`, or `jnp.max` of one array",
    "sorted": "use `jnp.sort`",
    "filter": "use `jnp.where`: which elements there are cannot depend on values",
}


class TracedBranch(Rule[BoolConversion]):
    """A tracer stands for every value; it has no truth of its own."""

    code = "JXL401"
    name = "traced-branch"
    summary = "Python branches on a value that is traced"
    watches = (BoolConversion,)
    predicts = "jax.errors.TracerBoolConversionError"

    def check(self, event: BoolConversion, view: View) -> Iterator[Finding]:
        lead = LEADS.get(event.asker, f"`{event.by}` needs a concrete value")
        fix = truth_fix(event, view.module(event.place))
        cure = besides(HELP.get(event.asker) or CALLED.get(event.by), event)
        yield finding(self.code, event, view, lead, cure, fix)
