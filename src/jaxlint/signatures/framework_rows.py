"""Rows of the frameworks on JAX: layers, what modules ask of their framework, checks, helpers of kernels."""

from __future__ import annotations

from typing import Final

from jaxlint.domain.avals import Aval
from jaxlint.signatures import framework_changes
from jaxlint.signatures.distribution_rows import METHODS
from jaxlint.signatures.library_objects import OBJECT_METHODS
from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Arguments, Makes, Outcome

_LINEN_LAYERS: Final = """
    BatchNorm Conv ConvLocal ConvTranspose Dense DenseGeneral Dropout Einsum Embed GroupNorm InstanceNorm LayerNorm
    MultiHeadAttention MultiHeadDotProductAttention PReLU RMSNorm SelfAttention
"""
_NNX_LAYERS: Final = """
    BatchNorm Conv ConvTranspose Dropout Einsum Embed GroupNorm InstanceNorm LayerNorm Linear LinearGeneral LoRA
    LoRALinear MultiHeadAttention PReLU RMSNorm
"""
_EQUINOX_LAYERS: Final = """
    AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d
    AvgPool1d AvgPool2d AvgPool3d Conv Conv1d Conv2d Conv3d ConvTranspose ConvTranspose1d ConvTranspose2d
    ConvTranspose3d Dropout Embedding GroupNorm LayerNorm Linear MLP MaxPool1d MaxPool2d MaxPool3d
    MultiheadAttention PReLU RMSNorm RotaryPositionalEmbedding
"""
_HAIKU_LAYERS: Final = """
    AvgPool BatchNorm Bias Conv1D Conv1DTranspose Conv2D Conv2DTranspose Conv3D Conv3DTranspose DepthwiseConv1D
    DepthwiseConv2D DepthwiseConv3D Embed Flatten GroupNorm InstanceNorm LayerNorm Linear MaxPool MultiHeadAttention
    RMSNorm Reshape SeparableDepthwiseConv2D nets.MLP nets.ResNet18 nets.ResNet34 nets.ResNet50 nets.ResNet101
    nets.ResNet152
"""
"""Classes whose instances, called on arrays, return one array."""

_ACTIVATIONS: Final = """
    celu elu gelu glu hard_sigmoid hard_silu hard_swish hard_tanh leaky_relu log_sigmoid log_softmax logsumexp
    one_hot relu selu sigmoid silu soft_sign softmax softplus standardize swish tanh
"""


def _calls(layers: str) -> str:
    return " ".join(f"{layer}.__call__" for layer in layers.split()) + ": ?"


_CONV: Final = """
    in_channels, out_channels, kernel_size, stride=?, padding=?, dilation=?, groups=?, use_bias=?, padding_mode=?,
    dtype=?, *, consumed key=?
"""
_CONV_TRANSPOSE: Final = """
    in_channels, out_channels, kernel_size, stride=?, output_padding=?, padding=?, dilation=?, groups=?, use_bias=?,
    padding_mode=?, dtype=?, *, consumed key=?
"""


def _index(_: Arguments) -> Outcome:
    return Aval((), "int32", False)


FAMILIES = (
    Family("flax.linen", _calls(_LINEN_LAYERS)),
    Family("flax.nnx", _calls(_NNX_LAYERS)),
    Family("equinox.nn", _calls(_EQUINOX_LAYERS)),
    Family("haiku", _calls(_HAIKU_LAYERS)),
    # Layers of Equinox split the key that they are given, or draw with it (equinox 0.13).
    Family(
        "equinox.nn",
        f"""
        Linear: in_features, out_features, use_bias=?, dtype=?, *, consumed key=?
        MLP: in_size, out_size, width_size, depth, activation=?, final_activation=?, use_bias=?, use_final_bias=?,
            dtype=?, scan=?, *, consumed key=?
        GRUCell LSTMCell: input_size, hidden_size, use_bias=?, dtype=?, *, consumed key=?
        Embedding: num_embeddings=?, embedding_size=?, weight=?, dtype=?, *, consumed key=?
        Conv1d Conv2d Conv3d: {" ".join(_CONV.split())}
        ConvTranspose1d ConvTranspose2d ConvTranspose3d: {" ".join(_CONV_TRANSPOSE.split())}
        MultiheadAttention: num_heads, query_size, key_size=?, value_size=?, output_size=?, qk_size=?, vo_size=?,
            use_query_bias=?, use_key_bias=?, use_value_bias=?, use_output_bias=?, dropout_p=?, inference=?,
            dtype=?, *, consumed key=?
        """,
        makes=Makes.UNKNOWN,
    ),
    Family("flax.linen", "avg_pool max_pool min_pool pool dot_product_attention: ?"),
    Family("haiku", "avg_pool max_pool dropout one_hot get_parameter next_rng_key: ?"),
    # What a module asks of Flax; the module is the first argument.
    Family("flax.linen.Module", "param make_rng: ?"),
    Family(
        "flax.linen.Module",
        "has_variable sow: ?",
        makes=Makes.HOST,
        host_type="bool",
    ),
    Family("haiku", "set_state: ?", makes=Makes.NONE),
    Family(
        "equinox",
        "is_array is_array_like is_inexact_array is_inexact_array_like: element",
        makes=Makes.HOST,
        host_type="bool",
    ),
    Family("equinox", "error_if branched_error_if: x, pred, msg", makes=Makes.SAME),
    Family("equinox", "apply_updates: model, updates", makes=Makes.SAME),
    Family(
        "chex",
        """
        assert_axis_dimension assert_axis_dimension_comparator assert_axis_dimension_gt assert_axis_dimension_gteq
            assert_axis_dimension_lt assert_axis_dimension_lteq assert_devices_available assert_equal
            assert_equal_rank assert_equal_shape assert_equal_shape_prefix assert_equal_shape_suffix
            assert_equal_size assert_exactly_one_is_none assert_is_broadcastable assert_is_divisible
            assert_not_both_none assert_rank assert_scalar assert_scalar_in assert_scalar_negative
            assert_scalar_non_negative assert_scalar_positive assert_shape assert_size assert_tree_all_finite
            assert_tree_has_only_ndarrays assert_tree_no_nones assert_tree_shape assert_tree_shape_prefix
            assert_tree_shape_suffix assert_trees_all_close assert_trees_all_equal assert_trees_all_equal_dtypes
            assert_trees_all_equal_shapes assert_trees_all_equal_shapes_and_dtypes assert_trees_all_equal_sizes
            assert_trees_all_equal_structs assert_type clear_trace_counter
            block_until_chexify_assertions_complete: ?
        """,
        makes=Makes.NONE,
    ),
    Family("numpyro", "factor: ?", makes=Makes.NONE),
)

PALLAS: Final = (
    # The index of a grid cell is traced, the size of the grid is Python's (jax 0.10.2).
    Family("jax.experimental.pallas", "program_id: static axis", shape=_index),
    Family("jax.experimental.pallas", "num_programs: static axis", makes=Makes.HOST, host_type="int"),
    Family("jax.experimental.pallas", "load: ?"),
)

ALIASES: Final = {
    f"{framework}.{name}": f"jax.nn.{name}"
    for framework in ("flax.linen", "flax.nnx")
    for name in _ACTIVATIONS.split()
} | {"flax.linen.tanh": "jax.numpy.tanh", "flax.nnx.tanh": "jax.numpy.tanh"}
"""Functions of JAX that frameworks hand on under names of their own."""

CALL: Final = ".__call__"

LAYERS: Final = frozenset(
    f"{prefix}.{name}"
    for prefix, names in (
        ("flax.linen", _LINEN_LAYERS),
        ("flax.nnx", _NNX_LAYERS),
        ("equinox.nn", _EQUINOX_LAYERS),
        ("haiku", _HAIKU_LAYERS),
    )
    for name in names.split()
)

HOLD_FUNCTIONS: Final = {"equinox.nn.MLP": ".activation", "equinox.nn.Lambda": ".fn"} | {
    f"equinox.nn.{kind}Pool{n}d": ".operation"
    for kind in ("Avg", "Max", "AdaptiveAvg", "AdaptiveMax")
    for n in (1, 2, 3)
}
"""Layers that are pytrees with a function among their leaves, and the way to it (equinox 0.13)."""

HOLD_ARRAYS: Final = frozenset(
    f"equinox.nn.{name}"
    for name in """
    Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d Embedding Linear MLP MultiheadAttention PReLU
    """.split()
)
"""Layers that always have arrays among their leaves, and so no hash (equinox 0.13)."""

HOLD_OTHERS: Final = {"equinox.nn.Sequential": ".layers", "equinox.nn.Lambda": ".fn"}
"""Layers that hold what they are given first, and return what that makes (equinox 0.13)."""

NO_TREES: Final = ("flax.linen.", "haiku.")
"""Where the layers that are no pytrees come from."""

GIVEN_METHODS: Final = frozenset(
    """
    flax.linen.Module.apply flax.linen.Module.init flax.linen.Module.init_with_output flax.linen.Module.param
    flax.linen.Module.make_rng flax.linen.Module.variable flax.linen.Module.put_variable flax.linen.Module.has_variable
    flax.linen.Module.has_rng flax.linen.Module.is_initializing flax.linen.Module.is_mutable_collection
    flax.linen.Module.sow flax.linen.Module.perturb
    flax.training.train_state.TrainState.replace flax.training.train_state.TrainState.apply_gradients
    flax.struct.dataclass.replace flax.struct.PyTreeNode.replace chex.dataclass.replace
    numpyro.infer.MCMC.run numpyro.infer.MCMC.warmup numpyro.infer.SVI.run
    """.split()
).union(METHODS, OBJECT_METHODS, framework_changes.METHODS)
"""Methods that a library's class or class decorator gives to instances, by their full names."""

LEADING: Final = {
    "flax.linen.Module.apply": ("variables",),
    "flax.linen.Module.init": ("rngs",),
    "flax.linen.Module.init_with_output": ("rngs",),
    "haiku.Transformed.init": ("rng",),
    "haiku.Transformed.apply": ("params", "rng"),
    "haiku.TransformedWithState.init": ("rng",),
    "haiku.TransformedWithState.apply": ("params", "state", "rng"),
    "haiku.without_apply_rng.apply": ("params",),
}
"""Functions made of another: the parameters that they take before those of the other."""

LIBRARY_PYTREES: Final = {
    "flax.training.train_state.TrainState": (("step", "params", "opt_state"), ("apply_fn", "tx")),
}
"""Classes of libraries whose instances programs take apart: leaves, and static fields."""

CHANGED_BY_GRADIENTS: Final = LIBRARY_PYTREES["flax.training.train_state.TrainState"][0]
"""What `apply_gradients` makes anew (flax 0.12)."""

CREATES_PYTREE: Final = {f"{name}.create": name for name in LIBRARY_PYTREES}
"""Methods of these classes, and of classes derived from them, that make an instance of fields given by keyword."""

KERNELS: Final = tuple(f"numpyro.infer.{name}" for name in "HMC NUTS SA BarkerMH AIES ESS".split())
"""Samplers, whose first argument is the model."""

INFERENCE: Final = ("numpyro.infer.MCMC", "numpyro.infer.SVI")
"""What traces a model when it is run."""
