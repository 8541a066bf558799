"""Packages that are libraries to every project, and those that mean that a file is about JAX."""

from __future__ import annotations

JAX_LIBRARIES = frozenset(
    """
    jax jaxlib flax equinox haiku optax chex numpyro jaxtyping diffrax lineax optimistix blackjax brax distrax orbax
    jaxopt jraph rlax e3nn_jax penzai treescope jaxlie jax_dataclasses einx objax trax tensorflow_probability keras
    """.split()
)
"""Packages whose import makes a file worth tracing."""

LIBRARIES = JAX_LIBRARIES | frozenset(
    """
    numpy scipy pandas matplotlib torch tensorflow sklearn absl pytest hypothesis einops tqdm rich typing_extensions
    ml_collections ml_dtypes h5py PIL cv2 gym gymnasium wandb attr attrs beartype typeguard etils msgpack tree
    """.split()
)
"""Packages that no project's own module shadows; what they do is in the tables or not known."""

MODULES = frozenset("jax jax.numpy jax.lax jax.scipy numpy scipy math cmath torch tensorflow cupy".split())
"""Modules that programs tell apart: `xp is np`. No two of these names are the same module."""

MARKERS = (
    "jax",
    *sorted(JAX_LIBRARIES - {"jax", "jaxlib", "jaxtyping", "jaxopt", "jaxlie", "jax_dataclasses", "keras"}),
)
"""Words without which a file, and what it imports from its project, has nothing to trace."""
