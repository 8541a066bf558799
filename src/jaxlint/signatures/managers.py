"""Context managers that change what happens inside them."""

from __future__ import annotations

EXPECTING = frozenset(
    """
    pytest.raises unittest.TestCase.assertRaises unittest.TestCase.assertRaisesRegex numpy.testing.assert_raises
    numpy.testing.assert_raises_regex
    """.split()
)
EXPECTING_METHODS = frozenset(
    "assertRaises assertRaisesRegex assertRaisesWithLiteralMatch assertRaisesWithPredicateMatch".split()
)
SUPPRESSES = frozenset({"contextlib.suppress"})
DISABLES_JIT = "jax.disable_jit"
EXECUTES_AT_ONCE = frozenset({"jax.ensure_compile_time_eval"})
"""Inside, operations on concrete arrays are not staged; tracers are what they were (JAX 0.10, 0.12)."""


def expects_exception(name: str) -> bool:
    """Whether a manager, by canonical or method name, says that its body raises."""
    return name in EXPECTING or name in EXPECTING_METHODS or name in SUPPRESSES
