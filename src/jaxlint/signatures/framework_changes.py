"""What the frameworks' own objects change when they are used, and where they may not be used."""

from __future__ import annotations

_COUNTING = ("update", "reset")

CHANGING_METHODS: dict[str, tuple[str, ...]] = {
    **{f"flax.nnx.{name}": ("update",) for name in ("Optimizer", "ModelAndOptimizer")},
    **{
        f"flax.nnx.{home}{name}": _COUNTING
        for home in ("", "metrics.")
        for name in ("MultiMetric", "Metric", "Average", "Accuracy", "Welford")
    },
}
"""Methods of Flax NNX that change the object's variables and return nothing of use (flax 0.12)."""

CHANGING_LAYERS = frozenset({"flax.nnx.BatchNorm", "flax.nnx.Dropout"})
"""Layers of NNX that change variables of theirs when they are called, unless they are told to evaluate (flax 0.12)."""

EVALUATES = ("use_running_average", "deterministic", ".eval(", "set_attributes(", "nnx.view")
"""Words of programs that may tell them so."""

NNX_MODULES = frozenset({"flax.nnx.Module", "flax.nnx.Object", "flax.nnx.Pytree"})

HANDS_OVER = frozenset(f"flax.nnx.{name}" for name in "state split merge pop graphdef clone pure".split())
"""Functions by which a program takes the variables of a module out itself."""

KNOWN_TO_JAX = ("hijax", "use_refs", "var_defaults", "with_vars")
"""Words of programs whose NNX variables JAX itself knows to be mutable (flax 0.12)."""

LOSES_CHANGES = {
    "jax.jit": "flax.nnx.jit",
    "jax.pmap": "flax.nnx.pmap",
    "jax.vmap": "flax.nnx.vmap",
    "jax.grad": "flax.nnx.grad",
    "jax.value_and_grad": "flax.nnx.value_and_grad",
}
"""Transformations that give the function a copy of an NNX object, and drop it (flax 0.12); those that do not."""

TRACING = LOSES_CHANGES.keys() | LOSES_CHANGES.values() | {"jax.checkpoint", "jax.remat", "flax.nnx.remat"}
"""Transformations under which objects of NNX that the function closes over cannot change (flax 0.12)."""

BY_FIRST = frozenset({"jax.grad", "jax.value_and_grad"})
"""Those of them that copy what they differentiate by."""

FROZEN_WHEN_CALLED = {
    "flax.linen.Module": "flax.errors.SetAttributeFrozenModuleError",
    "equinox.Module": "dataclasses.FrozenInstanceError",
}
"""Classes whose instances take no attributes in `__call__`, with what they raise (flax 0.12, equinox 0.13)."""

_HAIKU = """
    AvgPool BatchNorm Bias Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose DepthwiseConv1D
    DepthwiseConv2D DepthwiseConv3D Embed ExponentialMovingAverage GRU GroupNorm InstanceNorm LSTM LayerNorm Linear
    MaxPool MultiHeadAttention RMSNorm Reshape Sequential VanillaRNN nets.MLP nets.ResNet18 nets.ResNet34 nets.ResNet50
    get_parameter get_state set_state next_rng_key next_rng_keys
"""
INSIDE_TRANSFORM = frozenset(f"haiku.{name}" for name in _HAIKU.split())
"""What Haiku makes and gives only inside of a function under `hk.transform`: ValueError (dm-haiku 0.0.17)."""
