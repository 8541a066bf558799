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
WARNING = frozenset(
    """
    pytest.warns pytest.deprecated_call unittest.TestCase.assertWarns unittest.TestCase.assertWarnsRegex
    numpy.testing.assert_warns
    """.split()
)
WARNING_METHODS = frozenset("assertWarns assertWarnsRegex".split())
SUPPRESSES = frozenset({"contextlib.suppress"})
DISABLES_JIT = "jax.disable_jit"
EXECUTES_AT_ONCE = frozenset({"jax.ensure_compile_time_eval"})
"""Inside, operations on concrete arrays are not staged; tracers are what they were (JAX 0.10, 0.12)."""


def expects_exception(name: str) -> bool:
    """Whether a manager, by canonical or method name, says that its body raises."""
    return name in EXPECTING or name in EXPECTING_METHODS or name in SUPPRESSES


def expects_warning(name: str) -> bool:
    """Whether a manager says that what its body does is done for the warning."""
    return name in WARNING or name in WARNING_METHODS
