"""Checks that run with the compiled program: what `checkify` makes of them."""

from __future__ import annotations

from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Makes

CHECKIFIES = frozenset({"jax.experimental.checkify.checkify", "flax.nnx.checkify"})
"""Transformations under which checks become values that the function returns."""
CHECKS = frozenset({"jax.experimental.checkify.check", "jax.experimental.checkify.check_error"})
"""Checks that JAX does not compile without such a transformation around; `debug_check` is left out there (JAX 0.10,
0.12).
"""

FAMILIES = (
    Family(
        "jax.experimental.checkify",
        """
        check: pred, msg, *fmt_args, debug=?, **fmt_kwargs
        debug_check: pred, msg, *fmt_args, **fmt_kwargs
        check_error: error
        """,
        makes=Makes.NONE,
    ),
)
