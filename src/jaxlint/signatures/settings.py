"""When the settings of JAX are read: its own variables on import, those of XLA when a backend starts.

Observed with JAX 0.10 and 0.12: what is set later changes nothing, and nothing is said.
"""

from __future__ import annotations

from jaxlint.signatures.signature import Makes
from jaxlint.signatures.table import lookup

IMPORTS_JAX = frozenset("jax flax optax haiku equinox numpyro chex".split())
"""Packages that import JAX when they are imported."""

READ_ON_IMPORT = frozenset(
    """
    JAX_PLATFORMS JAX_PLATFORM_NAME JAX_ENABLE_X64 JAX_NUM_CPU_DEVICES JAX_DEFAULT_MATMUL_PRECISION JAX_DISABLE_JIT
    JAX_DEBUG_NANS JAX_DEBUG_INFS JAX_DEBUG_KEY_REUSE JAX_CHECK_TRACER_LEAKS JAX_LOG_COMPILES JAX_EXPLAIN_CACHE_MISSES
    JAX_COMPILATION_CACHE_DIR JAX_ENABLE_COMPILATION_CACHE JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS
    JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES JAX_COMPILATION_CACHE_MAX_SIZE JAX_TRACEBACK_FILTERING
    JAX_NUMPY_RANK_PROMOTION JAX_NUMPY_DTYPE_PROMOTION JAX_DEFAULT_PRNG_IMPL JAX_THREEFRY_PARTITIONABLE
    JAX_ENABLE_CUSTOM_PRNG JAX_TRANSFER_GUARD JAX_DUMP_IR_TO JAX_SOFTMAX_CUSTOM_JVP JAX_CPU_ENABLE_ASYNC_DISPATCH
    JAX_CUDA_VISIBLE_DEVICES JAX_ROCM_VISIBLE_DEVICES JAX_ENABLE_CHECKS JAX_LEGACY_PRNG_KEY JAX_DEFAULT_DEVICE
    """.split()
)
"""Variables of the environment that JAX reads once, when it is imported."""

READ_AT_START = frozenset(
    """
    XLA_FLAGS XLA_PYTHON_CLIENT_PREALLOCATE XLA_PYTHON_CLIENT_MEM_FRACTION XLA_PYTHON_CLIENT_ALLOCATOR
    XLA_CLIENT_MEM_FRACTION CUDA_VISIBLE_DEVICES LIBTPU_INIT_ARGS TPU_VISIBLE_CHIPS TPU_VISIBLE_DEVICES
    """.split()
)
"""Variables that are read once, when the first backend starts."""

OPTIONS_READ_AT_START = frozenset(
    """
    jax_platforms jax_num_cpu_devices jax_cpu_collectives_implementation jax_cuda_visible_devices
    jax_rocm_visible_devices
    """.split()
)
"""Options of `jax.config` that are read once, when the first backend starts."""

REFUSED_LATER = frozenset({"jax_num_cpu_devices"})
"""Those of them that `jax.config.update` refuses then: RuntimeError."""

_ASKS_FOR_DEVICES = frozenset(
    """
    jax.devices jax.local_devices jax.device_count jax.local_device_count jax.default_backend jax.process_count
    jax.process_index jax.device_put jax.random.key jax.random.PRNGKey
    """.split()
)


def starts_backend(name: str) -> bool:
    """Whether a call of a function, where nothing is traced, needs a backend."""
    if name in _ASKS_FOR_DEVICES:
        return True
    row = lookup(name) if name.startswith(("jax.numpy.", "jax.lax.", "jax.random.", "jax.nn.")) else None
    return row is not None and row.makes in (Makes.ARRAY, Makes.ARRAYS, Makes.KEY)
