"""Clocks, and what waits for results that JAX is still calculating."""

from __future__ import annotations

CLOCKS = frozenset(
    """
    time.time time.time_ns time.perf_counter time.perf_counter_ns time.monotonic time.monotonic_ns
    timeit.default_timer
    """.split()
)
STOPWATCHES = frozenset({"timeit.timeit", "timeit.repeat"})
"""They call the function that they are given, between two looks at a clock."""
WAITING = frozenset(
    """
    jax.block_until_ready jax.device_get jax.effects_barrier jax.clear_caches jax.make_jaxpr jax.eval_shape
    jax.debug.print jax.debug.callback jax.experimental.multihost_utils.sync_global_devices
    """.split()
)
"""Functions of JAX that wait for results, or whose time is meant to be that of Python."""
DISPATCHING = ("jax.numpy.", "jax.lax.", "jax.random.", "jax.nn.", "jax.scipy.")
"""Functions that return before their result is there."""
HARMLESS = frozenset("range len enumerate zip reversed tuple list dict".split())
"""Builtins that ask no array for its value; given an array they iterate, which waits."""
