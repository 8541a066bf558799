"""What the frameworks' own objects change when they are used, and where they may not be used."""

from __future__ import annotations

_DRAWING = """
    __call__ fork split bernoulli categorical choice gumbel normal permutation randint truncated_normal uniform
""".split()
_STREAMS = "params dropout default noise carry".split()

VARIABLES = frozenset(
    f"flax.nnx.{name}"
    for name in """
    Variable Param BatchStat Cache Intermediate Perturbation RngState RngKey RngCount OptState LoRAParam
    """.split()
)
"""Classes of NNX' variables."""

CHANGING_METHODS: dict[str, tuple[str, ...]] = {
    **{f"flax.nnx.{name}": ("update",) for name in ("Optimizer", "ModelAndOptimizer")},
    **{
        f"flax.nnx.{name}": ("update", "reset")
        for name in """
        Metric MultiMetric metrics.Accuracy metrics.Average metrics.Metric metrics.MultiMetric metrics.Welford
        """.split()
    },
    **dict.fromkeys(VARIABLES, ("set_value", "copy_from", "update_from_state")),
    "flax.nnx.Rngs": (*_DRAWING, *_STREAMS),
}
"""Methods of Flax NNX that change the object's variables (flax 0.12)."""

HOLDS_LAYERS = {"flax.nnx.Sequential": "layers"}
"""Modules of NNX that call the layers which they are made of one after another, by the attribute that holds these
(flax 0.12).
"""

USED_UP = frozenset({"flax.nnx.Rngs"})
"""Classes whose instances are handed to a function to be used up there."""

CHANGING_LAYERS = {
    "flax.nnx.BatchNorm": ("use_running_average", ""),
    "flax.nnx.Dropout": ("deterministic", "rate"),
}
"""Layers of NNX that change variables of theirs when they are called, with the flag that has them evaluate, and the
number without which they do nothing (flax 0.12).
"""

TAKES_KEYS = frozenset(
    f"flax.nnx.{name}"
    for name in """
    Conv ConvTranspose Dropout Einsum Embed GRUCell LSTMCell Linear LinearGeneral LoRA LoRALinear MultiHeadAttention
    OptimizedLSTMCell
    """.split()
)
"""Layers that draw with the `rngs` that they are made with (flax 0.12)."""

CHANGING_FUNCTIONS = {"flax.nnx.update": (0, "node"), "flax.nnx.Optimizer.update": (1, "model")}
"""Functions and methods that change an object that they are given, by its position and name."""

STREAMS = frozenset(f"flax.nnx.Rngs.{name}" for name in _STREAMS)
"""Attributes of an object of keys, which it makes as it is asked for them."""

METHODS = frozenset(f"{name}.{method}" for name, methods in CHANGING_METHODS.items() for method in methods)

TAKES_APART = {
    **dict.fromkeys((f"flax.nnx.{name}" for name in "grad value_and_grad vmap scan".split()), "ValueError"),
    **dict.fromkeys(
        (f"flax.nnx.{name}" for name in "jit remat cond fori_loop".split()), "flax.errors.TraceContextError"
    ),
}
"""Transformations that refuse objects made outside of the trace in which they are applied, with what they raise
(flax 0.12).
"""

GRAPH_OPTIONS = frozenset({"graph", "graph_updates"})
"""Options by which they do without the graph of objects, and refuse less (flax 0.12)."""

WITHOUT_GRAPH = ("set_graph_mode", "set_graph_updates", "nnx_graph_")
"""Words of programs that may have all of them do so."""

EVALUATES = ("use_running_average", "deterministic", ".eval(", "set_attributes(", "nnx.view")
"""Words of programs that may tell layers to evaluate."""

KNOWN_TO_JAX = ("hijax", "use_refs", "with_vars")
"""Words of modules whose NNX variables JAX itself knows to be mutable (flax 0.12)."""

ALL_KNOWN_TO_JAX = ("use_hijax", "var_defaults")
"""Words of programs that may make all of their variables such ones."""

CARRIES_CHANGES = {
    f"jax.{theirs}": f"flax.nnx.{ours}"
    for theirs, ours in (
        *((name, name) for name in "jit pmap vmap grad value_and_grad remat".split()),
        ("checkpoint", "remat"),
        ("lax.scan", "scan"),
        ("lax.cond", "cond"),
        ("lax.switch", "switch"),
        ("lax.fori_loop", "fori_loop"),
        ("lax.while_loop", "while_loop"),
    )
}
"""Transformations of NNX that carry over the changes that those of JAX drop (flax 0.12)."""

TAKEN_FOR = frozenset(f"jax.{name}" for name in "jit grad value_and_grad remat checkpoint".split())
"""Those of JAX for which NNX' may stand as they are written: `nnx.vmap` takes no changes of what is not mapped."""

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
