"""Table C: which arguments JAX refuses as tracers, row by row, and which functions need numbers for their shapes.

Every static parameter of every row is given a tracer, in a call that JAX takes as it is: what the row calls static
raises, and a number or flag that it does not call static is taken.
"""

from __future__ import annotations

import builtins
import importlib
import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxlint.domain.avals import Aval
from jaxlint.domain.values import Array, Const
from jaxlint.signatures.bind import bind
from jaxlint.signatures.methods import all_methods, method
from jaxlint.signatures.queries import all_data_shapes, data_shape, length_parameter
from jaxlint.signatures.signature import Does, Signature
from jaxlint.signatures.static_errors import static_error
from jaxlint.signatures.table import all_rows, lookup
from jaxlint.signatures.transforms import TRANSFORMS, static_options

HOMES = tuple(f"jax.{home}." for home in "numpy lax nn random ops image scipy Array".split())
ROWS = [
    row
    for row in (*all_rows("jax"), *all_methods("jax.Array"))
    if row.name.startswith(HOMES) and Does.REQUIRE_STATIC in row.does.values()
]
INT, FLAG = jax.ShapeDtypeStruct((), jnp.int32), jax.ShapeDtypeStruct((), jnp.bool_)
FLOAT = jax.ShapeDtypeStruct((), jnp.float32)


# Calls that JAX takes: the text of an argument, by the name of its parameter. It is evaluated inside a trace.

MATRIX, VECTOR, INTS = "jnp.eye(3) + 1.0", "jnp.ones(3)", "jnp.arange(3)"
TABLE, MASK, KEY = "jnp.eye(3, dtype=int)", "jnp.ones(3, bool)", "jax.random.key(0)"
IMAGE, WINDOW, CONVOLVED = "jnp.ones((1, 2, 4, 4))", "jnp.ones((2, 2, 3, 3))", "('NCHW', 'OIHW', 'NCHW')"
QUANTIZED, SCALES = "jnp.ones((1, 32, 32), jnp.float8_e4m3fn)", "jnp.ones((1, 32, 1), jnp.float8_e8m0fnu)"

ARGUMENTS: dict[str, str] = {
    **dict.fromkeys(
        """a x self operand x1 x2 y b arr m array prototype data ary p A lhs rhs keys in1 in2 a1 a2 val f v value
        input image T Z E C B obs code_book values object element test_elements logits""".split(),
        MATRIX,
    ),
    **dict.fromkeys("ar ar1 ar2 filt u alpha vals".split(), VECTOR),
    **dict.fromkeys(
        """keepdims unique_indices indices_are_sorted overwrite_a overwrite_b overwrite_c check_finite reverse lower
        allow_negative_indices assume_unique equal_nan stable descending promote_integers endpoint symmetrize_input
        tiled include_initial sparse full_matrices compute_uv rowvar eigvals_only antialias replace return_sign
        retstep upper bias assume_unique_indices return_indices return_index return_inverse return_counts sorted
        approximate increasing right invert independent returned is_stable turbo wrap_negative_indices where
        aggregate_to_topk density""".split(),
        "True",
    ),
    **dict.fromkeys(
        """inplace hermitian trim_leading_zeros full debug pivoting strip_zeros cov numpy_resid wrap overwrite_input
        conjugate is_causal return_residual unit_diagonal calc_q permute_l compute_expm upper_triangular disp exact
        repetition overwrite_data transpose_kernel use_consistent_padding""".split(),
        "False",
    ),
    **dict.fromkeys(
        "axis axis1 source start dimension start_dimension start_index axisa axisb axisc index seed trans".split(), "0"
    ),
    **dict.fromkeys(
        """k axis2 offset kth decimals destination deg edge_order ddof correction ind stride num_keys bucket_size
        feature_group_count batch_group_count obj shift""".split(),
        "1",
    ),
    **dict.fromkeys(
        "d reps repeats ndmin ndim ord unroll stop_dimension limit_index slice_size jax.scipy.fft:type".split(), "2"
    ),
    **dict.fromkeys(
        "n size M N num num_classes num_segments minlength length bins indices_or_sections rank stop".split(), "3"
    ),
    **dict.fromkeys(
        "scale loc minval initial beta fill_value dx left concentration sigma lam lmbda init_value".split(), "1.0"
    ),
    **dict.fromkeys("dtype preferred_element_type new_dtype out_dtype".split(), "jnp.float32"),
    **dict.fromkeys("axes permutation dimensions".split(), "(1, 0)"),
    **dict.fromkeys("shape s".split(), "(3, 3)"),
    **dict.fromkeys("slice_sizes limit_indices filter_shape window_dimensions new_shape".split(), "(2, 2)"),
    **dict.fromkeys(
        "strides window_strides lhs_dilation rhs_dilation base_dilation window_dilation".split(), "(1, 1)"
    ),
    "step": "1", "df": "3.0", "dfnum": "3.0", "dfden": "3.0", "maxval": "5.0", "upper": "True", "base": "10.0",
    "q": "0.5", "rcond": "0.1", "rtol": "0.1", "atol": "0.1", "mean": "0.0", "count": "9", "pad_width": "1",
    "total_repeat_length": "6", "exponent_bits": "8", "mantissa_bits": "7", "impl": "'threefry2x32'",
    "order": "'C'", "mode": "'clip'", "norm": "'ortho'", "precision": "'high'", "side": "'left'", "UPLO": "'L'",
    "bitorder": "'big'", "indexing": "'xy'", "nan_policy": "'propagate'", "padding": "'SAME'", "sep": "' '",
    "axis_name": "'i'", "optimize": "'optimal'", "buffer": "b'12345678'", "string": "'1 2'", "key": KEY,
    "index_dtype": "jnp.int32", "accuracy": "jax.lax.AccuracyMode.HIGHEST", "sizes": "(2,)", "new_sizes": "(9,)",
    "rounding_method": "jax.lax.RoundingMethod.TO_NEAREST_EVEN", "start_indices": "(0, 0)", "dims": "(3, 3)",
    "broadcast_dimensions": "(0, 1)", "padding_config": "((1, 0, 0), (0, 1, 0))", "padding_value": "0.0",
    "indices": INTS, "segment_ids": INTS, "condition": MASK, "multi_index": "(jnp.arange(3), jnp.arange(3))",
    "mask": "jnp.ones((3, 3), bool)", "sample": "jnp.ones((3, 2))", "update": "jnp.ones((1, 3))",
    "arrays": "[jnp.eye(3), jnp.eye(3)]", "operands": "[jnp.eye(3), jnp.eye(3)]", "tup": "[jnp.ones(3)] * 2",
    "xi": "(jnp.ones(3), jnp.ones(3))", "func1d": "jnp.sum", "func": "jnp.sum", "function": "lambda i, j: i + j",
    "mask_func": "jnp.triu", "computation": "jax.lax.add", "init_values": "0.0", "prepend": "0.0", "append": "0.0",
    **dict.fromkeys(
        """jax.numpy.diag:v jax.numpy.diagflat:v jax.numpy.histogram2d:x jax.numpy.histogram2d:y jax.numpy.polyfit:x
        jax.numpy.polyfit:y jax.numpy.vander:x jax.numpy.convolve:a jax.numpy.convolve:v jax.numpy.correlate:a
        jax.numpy.correlate:v jax.numpy.searchsorted:a jax.Array.searchsorted:self jax.numpy.digitize:bins
        jax.numpy.polyder:p jax.numpy.polyint:p jax.numpy.roots:p jax.numpy.polyval:p jax.numpy.polydiv:v
        jax.numpy.polymul:a1 jax.numpy.polymul:a2 jax.scipy.linalg.convolution_matrix:a jax.scipy.signal.convolve:in1
        jax.scipy.signal.convolve:in2 jax.scipy.signal.correlate:in1 jax.scipy.signal.correlate:in2
        jax.scipy.linalg.eigh_tridiagonal:d jax.scipy.stats.multivariate_normal.logpdf:x jax.numpy.insert:arr
        jax.scipy.stats.multivariate_normal.logpdf:mean jax.numpy.extract:arr""".split(),
        VECTOR,
    ),
}  # fmt: skip

PARTICULAR: dict[str, dict[str, str]] = {}
"""Arguments that the calls of one row always have."""


def particular(home: str, names: str, **arguments: str) -> None:
    for name in names.split():
        PARTICULAR.setdefault(f"jax.{home}.{name}", {}).update(arguments)


# fmt: off
particular("numpy", "cumulative_sum cumulative_prod", axis="0")
particular("numpy", "pad", mode="'constant'")
for _ufunc in "add bitwise_and bitwise_or bitwise_xor logical_and logical_or logical_xor maximum minimum".split():
    particular(f"numpy.{_ufunc}", "at reduce accumulate reduceat", a=TABLE, b="1", inplace="False", dtype="jnp.int32")
particular("numpy.multiply", "at", inplace="False", b="1.0")
particular("numpy.subtract", "at", inplace="False", b="1.0")
particular("numpy.logaddexp", "at", inplace="False", b="1.0")
particular("numpy.logaddexp2", "at", inplace="False", b="1.0")
particular("numpy.negative", "at", inplace="False")
particular("numpy.maximum", "reduce", dtype="None")
particular("numpy.minimum", "reduce", dtype="None")
particular("numpy", "choose", a=INTS, choices="[jnp.arange(3)] * 3", mode="'clip'")
particular("Array", "choose", self=INTS, choices="[jnp.arange(3)] * 3", mode="'clip'")
particular("numpy", "compress extract", size="3")
particular("Array", "compress nonzero", size="3")
particular("numpy", "fill_diagonal place put put_along_axis", inplace="False")
particular("numpy", "fill_diagonal", val="1.0")
particular("numpy", "put", a="jnp.ones(9)", ind=INTS, v=VECTOR)
particular("numpy", "put_along_axis", indices="jnp.zeros((1, 3), int)", values="1.0")
particular("numpy", "frombuffer", count="1", offset="0")
particular("numpy", "fromstring", count="1")
particular("numpy", "insert", values="1.0")
particular("numpy", "intersect1d setdiff1d setxor1d union1d unique unique_values unique_all unique_counts", size="3")
particular("numpy", "unique_inverse where nonzero flatnonzero argwhere mask_indices", size="3")
particular("numpy", "packbits", a="jnp.ones(8, bool)")
particular("numpy", "unpackbits", a="jnp.ones(3, jnp.uint8)", count="8")
particular("numpy", "ravel_multi_index", mode="'clip'", dtype="jnp.int32")
particular("numpy", "roots", strip_zeros="False")
particular("numpy", "polyder polyint", m="1")
particular("numpy", "polyint", k="None")
particular("numpy", "dsplit", ary="jnp.ones((3, 3, 3))")
particular("numpy", "einsum", subscripts="'ij->i'", operands="(jnp.eye(3),)")
particular("numpy", "take_along_axis", indices="jnp.zeros((3, 3), int)")
particular("numpy", "searchsorted digitize isin", method="'sort'")
particular("Array", "searchsorted", method="'sort'")
particular("numpy", "tril_indices triu_indices", m="3")
particular("numpy", "convolve correlate", mode="'full'")
particular("numpy", "bincount", x=INTS, length="3")
particular("numpy", "squeeze", a="jnp.ones((1, 3))")
particular("Array", "squeeze", self="jnp.ones((1, 3))")
particular("numpy", "percentile quantile nanpercentile nanquantile", method="'linear'")
particular("numpy", "sort argsort", kind="None", order="None", dtype="jnp.int32")
particular("Array", "sort argsort", kind="None", order="None")
particular("numpy", "gradient", edge_order="None")
particular("numpy", "array asarray", order="'K'")
particular("numpy.linalg", "qr", mode="'reduced'")
particular("numpy.linalg", "cond", p="2")
particular("numpy.linalg", "slogdet", method="'lu'")
particular("numpy.linalg", "tensorinv tensorsolve", a="jnp.eye(4).reshape(2, 2, 2, 2)", ind="2", axes="(0,)")
particular("numpy.linalg", "tensorsolve", b="jnp.ones((2, 2))")
particular("ops", "segment_sum segment_prod segment_max segment_min", num_segments="3")
particular("Array", "reshape", args="(9,)")
particular("Array", "transpose", args="(1, 0)")
particular("nn", "glu", x="jnp.ones((2, 4))")
particular("nn", "standardize", algorithm="'fast'")
particular("nn", "scaled_matmul", lhs=QUANTIZED, rhs=QUANTIZED, lhs_scales=SCALES, rhs_scales=SCALES)
particular("nn", "dot_product_attention", local_window_size="1", implementation="'xla'",
           **dict.fromkeys(("query", "key", "value"), "jnp.ones((1, 3, 2, 4))"))
particular("image", "resize scale_and_translate", method="'linear'")
particular("image", "scale_and_translate", spatial_dims="(0, 1)", scale="jnp.ones(2)", translation="jnp.ones(2)")
particular("scipy.special", "log_ndtr", x="1.0", series_order="3")
particular("scipy.special", "bessel_jn", z="1.0", v="2", n_iter="50")
particular("scipy.special", "comb", N="5", k="2")
particular("scipy.special", "factorial", n="5")
particular("scipy.special", "multigammaln", a="5.0")
particular("scipy.special", "sph_harm_y", n="jnp.array([1])", m="jnp.array([1])", n_max="2",
           theta="jnp.ones(1)", phi="jnp.ones(1)")
particular("scipy.signal", "convolve correlate convolve2d correlate2d fftconvolve", mode="'full'", method="'auto'")
particular("scipy.signal", "convolve2d correlate2d", boundary="'fill'")
particular("scipy.signal", "detrend", type="'linear'", bp="0")
particular("scipy.linalg", "convolution_matrix", mode="'full'")
particular("scipy.linalg", "invpascal pascal", kind="'symmetric'")
particular("scipy.linalg", "hadamard", n="4")
particular("scipy.linalg", "dft", scale="'n'", dtype="jnp.complex64")
particular("scipy.linalg", "expm", max_squarings="16")
particular("scipy.linalg", "funm", func="lambda x: x")
particular("scipy.linalg", "lu_solve", lu_and_piv="jax.scipy.linalg.lu_factor(jnp.eye(3))")
particular("scipy.linalg", "cho_solve", c_and_lower="(jnp.eye(3), True)")
particular("scipy.linalg", "solve", assume_a="'gen'")
particular("scipy.linalg", "solve_sylvester", method="'schur'")
particular("scipy.linalg", "sqrtm", blocksize="1")
particular("scipy.linalg", "polar", method="'svd'", side="'right'")
particular("scipy.linalg", "schur", output="'real'")
particular("scipy.linalg", "eigh", eigvals="None", type="1", b="None")
particular("scipy.linalg", "eigh_tridiagonal", e="jnp.ones(2)", eigvals_only="True", select="'a'")
particular("scipy.linalg", "expm_frechet", method="None")
particular("scipy.linalg", "qr", mode="'full'")
particular("scipy.linalg", "qr_multiply", c=MATRIX, mode="'right'")
particular("scipy.ndimage", "map_coordinates", coordinates="[jnp.ones(2)] * 2", order="1", mode="'constant'")
particular("scipy.optimize", "minimize", fun="lambda x: jnp.sum(x ** 2)", x0=VECTOR, method="'BFGS'")
particular("scipy.stats", "rankdata", method="'average'")
particular("scipy.stats.multivariate_normal", "logpdf", cov="jnp.eye(3)", allow_singular="None")
particular("lax", "integer_pow", y="2")
particular("lax", "split", sizes="(1, 2)")
particular("lax", "conv_general_dilated conv_general_dilated_local conv_general_dilated_patches conv_transpose",
           lhs=IMAGE, rhs=WINDOW, dimension_numbers=CONVOLVED)
particular("lax", "conv conv_with_general_padding", lhs=IMAGE, rhs=WINDOW)
particular("lax", "conv_general_dilated_local", rhs="jnp.ones((2, 8, 4, 4))")
particular("lax", "conv_general_dilated_patches", precision="None")
particular("lax", "conv_with_general_padding", padding="((0, 0), (0, 0))")
particular("lax", "fft", x="jnp.ones(3, complex)", fft_type="'FFT'", fft_lengths="(3,)")
particular("lax", "gather", start_indices="jnp.zeros((2, 1), int)", slice_sizes="(1, 3)",
           dimension_numbers="jax.lax.GatherDimensionNumbers((1,), (0,), (0,))")
particular("lax", "scatter scatter_add scatter_max scatter_min scatter_mul scatter_sub scatter_apply",
           scatter_indices="jnp.zeros((2, 1), int)",
           dimension_numbers="jax.lax.ScatterDimensionNumbers((1,), (0,), (0,))")
particular("lax", "scatter scatter_add scatter_max scatter_min scatter_mul scatter_sub", updates="jnp.ones((2, 3))")
particular("lax", "scatter_apply", func="lambda x: x", update_shape="(2, 3)")
particular("lax", "index_take", src=MATRIX, idxs="(jnp.arange(2),)", axes="(0,)")
particular("lax", "ragged_dot", rhs="jnp.ones((2, 3, 3))", group_sizes="jnp.array([1, 2])")
particular("lax", "rng_uniform", a="0.0", b="1.0")
particular("lax", "rng_bit_generator", key="jnp.zeros(4, jnp.uint32)", dtype="jnp.uint32",
           algorithm="jax.lax.RandomAlgorithm.RNG_DEFAULT")
particular("lax", "approx_max_k approx_min_k", reduction_dimension="1", recall_target="0.9",
           reduction_input_size_override="3")
particular("lax", "reduce", operands=MATRIX, dimensions="(0,)")
particular("lax", "reduce_window", padding="((0, 0), (0, 0))")
particular("lax", "squeeze", array="jnp.ones((1, 1))")
particular("lax", "tile", reps="(1, 2)")
particular("lax", "dot dot_general", dimension_numbers="(((1,), (0,)), ((), ()))")
particular("lax", "scaled_dot", lhs=QUANTIZED, rhs=QUANTIZED, dimension_numbers="(((2,), (2,)), ((0,), (0,)))")
particular("lax", "reduce_and reduce_or reduce_xor", operand=TABLE)
particular("lax", "all_to_all", split_axis="0", concat_axis="0")
particular("lax", "ppermute psend", perm="[(0, 1), (1, 2), (2, 0)]")
particular("lax", "pshuffle", perm="[1, 2, 0]")
particular("lax", "psum_scatter", scatter_dimension="0")
particular("random", "wrap_key_data", key_bits_array="jnp.zeros(2, jnp.uint32)")
particular("random", "key wrap_key_data", dtype="None")
particular("random", "gumbel categorical bernoulli", mode="'low'")
particular("random", "categorical", shape="(3,)")
particular("random", "bits", dtype="jnp.uint32")
particular("random", "randint poisson geometric", dtype="jnp.int32")
particular("random", "randint", minval="0", maxval="5")
particular("random", "triangular", left="0.0", mode="0.5", right="1.0")
particular("random", "truncated_normal", lower="0.0", upper="1.0")
particular("random", "generalized_normal geometric bernoulli", p="0.5")
particular("random", "multinomial", n="3", p=VECTOR)
particular("random", "binomial", n="5", p="0.5")
particular("random", "multivariate_normal", mean=VECTOR, cov="jnp.eye(3)", shape="(2,)", method="'svd'")
particular("random", "orthogonal", m="3", shape="(2,)")
particular("random", "dirichlet ball", shape="(2,)")
particular("random", "ball", p="2.0")
# fmt: on

NO_CALL: dict[str, str] = {
    **dict.fromkeys(
        "numpy.negative.reduce numpy.negative.accumulate numpy.negative.reduceat".split(),
        "is of binary ufuncs only",
    ),
    "numpy.trim_zeros": "raises for every array in a staged region",
    "nn.scaled_dot_general": "needs a configuration of cuDNN's block scaling",
    "lax.ragged_dot_general": "needs RaggedDotDimensionNumbers",
    "lax.ragged_all_to_all": "needs several devices",
    "lax.precv": "needs the token of a psend",
    "lax.pcast": "needs a mesh",
    "numpy.linalg.svd:subset_by_index": "is for TPU",
    "scipy.signal.detrend:overwrite_data": "is not implemented",
    **dict.fromkeys(
        [
            f"lax.{n}:axis_index_groups"
            for n in "all_gather all_to_all psum_scatter pswapaxes pmax pmean pmin psum".split()
        ],
        "is not implemented under vmap",
    ),
}
"""Rows, or parameters of rows, for which no legal call is made here, with the reason."""

OTHERWISE = {
    "jax.numpy.delete:assume_unique_indices": "is not looked at where `obj` is a number",
    "jax.random.choice:mode": "is not looked at where `replace` is True",
    "jax.lax.pbroadcast:source": "is taken by JAX 0.12",
}
"""Parameters that are not static, though a tracer raises in other calls."""


def resolve(name: str) -> Callable[..., Any]:
    """The function of a row; a method is a function of its array."""
    if name.startswith("jax.Array."):
        attribute = name.rpartition(".")[2]
        return lambda self, *args, **kwargs: getattr(self, attribute)(*args, **kwargs)
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found  # type: ignore[no-any-return]  # A public function of JAX.
    raise LookupError(name)


def text_of(row: Signature, parameter: str) -> str | None:
    """The text of a plausible argument."""
    home, root = row.name.rpartition(".")[0], ".".join(row.name.split(".")[:2])
    particular = PARTICULAR.get(row.name, {}).get(parameter)
    names = (f"{row.name}:{parameter}", f"{home}:{parameter}", f"{root}:{parameter}", parameter)
    return particular or next((ARGUMENTS[name] for name in names if name in ARGUMENTS), None)


def value_of(text: str) -> Any:
    return eval(text, {"jax": jax, "jnp": jnp})  # The texts are the constants of this file.


def arguments_of(row: Signature) -> dict[str, Any]:
    """Arguments for what the row requires, and what its calls always have."""
    always = PARTICULAR.get(row.name, {})
    texts = {p.name: text_of(row, p.name) for p in row.parameters or () if p.required or p.name in always}
    texts |= {p.name: ARGUMENTS["xi"] for p in row.parameters or () if p.name == "xi"}
    return {name: value_of(text) for name, text in texts.items() if text is not None}


def apply(row: Signature, arguments: Mapping[str, Any]) -> Any:
    """The call; what reduces over a named axis is under vmap."""
    positional: list[Any] = []
    keywords = {}
    for parameter in row.parameters or ():
        if parameter.name not in arguments:
            continue
        value = arguments[parameter.name]
        if parameter.kind == "*args":
            positional += value if isinstance(value, tuple) else (value,)
        elif parameter.kind == "/" or (parameter.kind == "" and not keywords and parameter.required):
            positional.append(value)
        else:
            keywords[parameter.name] = value
    function = resolve(row.name)
    if "axis_name" in {parameter.name for parameter in row.parameters or ()}:
        return jax.vmap(lambda _: function(*positional, **keywords), axis_name="i")(jnp.ones(3))
    return function(*positional, **keywords)


def refused(make: Callable[[Any, Any, Any], Any]) -> Exception | None:
    """What a call raises in a staged region, given a traced integer, flag and float."""
    seen: list[Exception] = []

    def traced(n: Any, flag: Any, number: Any) -> Any:
        try:
            make(n, flag, number)
        except Exception as error:
            seen.append(error)
        return n

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        jax.eval_shape(traced, INT, FLAG, FLOAT)
    return seen[0] if seen else None


def with_tracer(value: Any, n: Any, flag: Any, number: Any) -> Iterator[Any]:
    """The argument with a tracer in place of what it is, and of the first number in it."""
    if type(value) in (tuple, list) and value:
        first = next(with_tracer(value[0], n, flag, number))
        yield type(value)((first, *value[1:]))
    yield flag if type(value) is bool else number if type(value) is float else n


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_static_parameters_refuse_tracers(row: Signature) -> None:
    short = row.name.removeprefix("jax.")
    shape = data_shape(row.name)
    shaped = () if shape is None else shape.of
    problem = refused(lambda *_: apply(row, arguments_of(row)))
    assert (problem is None) is (short not in NO_CALL), f"the call without a tracer: {problem!r}"
    if problem is not None:
        return
    for parameter in row.parameters or ():
        text, static = text_of(row, parameter.name), row.does.get(parameter.name) is Does.REQUIRE_STATIC
        listed = f"{short}:{parameter.name}" in NO_CALL
        if text is None:
            assert not static or listed, f"nothing is known to pass for `{parameter.name}`"
            continue
        if not static and (value_type(text) not in (int, float, bool) or parameter.name in shaped):
            continue
        if parameter.name == length_parameter(row.name):
            continue

        def plain(*_: Any, name: str = parameter.name, text: str = text) -> Any:
            return apply(row, {**arguments_of(row), name: value_of(text)})

        problem = refused(plain)
        if static:
            assert (problem is None) is not listed, f"the call with `{parameter.name}={text}`: {problem!r}"
        if problem is not None:
            continue
        for form in range(1 + (static and value_type(text) in (tuple, list))):

            def traced(*tracers: Any, form: int = form, name: str = parameter.name, text: str = text) -> Any:
                given = list(with_tracer(value_of(text), *tracers))[form]
                return apply(row, {**arguments_of(row), name: given})

            problem = refused(traced)
            shown = f"`{parameter.name}={text}` as a tracer: {problem!r}"
            if f"{row.name}:{parameter.name}" not in OTHERWISE:
                assert static is (problem is not None), shown
            # vmap's rule for psum_scatter has no class for it (JAX 0.10).
            if static and form == 0 and type(problem) is not Exception:
                assert isinstance(problem, getattr(builtins, static_error(row.name, parameter.name))), shown


def value_type(text: str) -> type:
    kinds: list[type] = []
    refused(lambda *_: kinds.append(type(value_of(text))))
    return kinds[0]


def test_few_parameters_are_left_without_a_call() -> None:
    rows = {row.name.removeprefix("jax."): {p.name for p in row.parameters or ()} for row in ROWS}
    for entry in NO_CALL:
        name, _, parameter = entry.partition(":")
        assert name in rows
        assert not parameter or parameter in rows[name]
    assert len(NO_CALL) == 19


# Options of transformations


def step(carry: Any, x: Any) -> Any:
    return carry, x


WITH_OPTION: dict[str, Callable[..., Any]] = {
    "jax.lax.scan": lambda **options: jax.lax.scan(step, 1.0, jnp.ones(3), **options),
    "jax.lax.fori_loop": lambda **options: jax.lax.fori_loop(0, 3, lambda i, x: x, 1.0, **options),
    "jax.lax.map": lambda **options: jax.lax.map(jnp.sin, jnp.ones(4), **options),
    "jax.lax.associative_scan": lambda **options: jax.lax.associative_scan(jnp.add, jnp.ones(4), **options),
}
VALUES = {"length": 3, "unroll": 2, "batch_size": 2, "reverse": True, "argnums": 0, "has_aux": False}


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name in TRANSFORMS for option in static_options(name)]
)
def test_options_of_transformations_refuse_tracers(name: str, option: str) -> None:
    transform = resolve(name)
    call = WITH_OPTION.get(name) or (lambda **options: transform(lambda x: x**2.0, **options)(1.0))
    value = VALUES[option]
    assert refused(lambda *_: call(**{option: value})) is None
    problem = refused(lambda n, flag, number: call(**{option: flag if type(value) is bool else n}))
    assert isinstance(problem, jax.errors.ConcretizationTypeError)
    position = list(inspect.signature(transform).parameters).index(option)
    assert static_options(name)[option] == position


LENGTHS: dict[str, Callable[[Any], Any]] = {
    "jax.random.permutation": lambda x: jax.random.permutation(jax.random.key(0), x),
    "jax.random.choice": lambda a: jax.random.choice(jax.random.key(0), a),
    "jax.numpy.histogram_bin_edges": lambda bins: jnp.histogram_bin_edges(jnp.ones(5), bins),
    "jax.numpy.histogram": lambda bins: jnp.histogram(jnp.ones(5), bins),
    "jax.numpy.histogram2d": lambda bins: jnp.histogram2d(jnp.ones(5), jnp.ones(5), bins),
    "jax.numpy.histogramdd": lambda bins: jnp.histogramdd(
        jnp.ones((5, 2)), bins if jnp.ndim(bins) == 0 else [bins, bins]
    ),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_a_number_is_a_length(name: str) -> None:
    row = lookup(name)
    assert row is not None
    assert length_parameter(name) in {parameter.name for parameter in row.parameters or ()}
    call = LENGTHS[name]
    assert refused(lambda n, *_: call(jnp.arange(4) * n)) is None
    assert isinstance(refused(lambda n, *_: call(n)), jax.errors.ConcretizationTypeError)
    assert length_parameter("jax.random.categorical") is None


# Shapes that depend on data


# Of an array and of its integers.
DATA_CALLS: dict[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any] | None]] = {
    "jax.numpy.nonzero": (lambda x, i: jnp.nonzero(x), lambda x, i: jnp.nonzero(x, size=3)),
    "jax.numpy.flatnonzero": (lambda x, i: jnp.flatnonzero(x), lambda x, i: jnp.flatnonzero(x, size=3)),
    "jax.numpy.argwhere": (lambda x, i: jnp.argwhere(x), lambda x, i: jnp.argwhere(x, size=3)),
    "jax.numpy.where": (lambda x, i: jnp.where(x), lambda x, i: jnp.where(x, size=3)),
    "jax.numpy.compress": (lambda x, i: jnp.compress(x, x), lambda x, i: jnp.compress(x, x, size=3)),
    "jax.numpy.extract": (lambda x, i: jnp.extract(x, x), lambda x, i: jnp.extract(x, x, size=3)),
    "jax.numpy.unique": (lambda x, i: jnp.unique(x), lambda x, i: jnp.unique(x, size=3)),
    **{
        f"jax.numpy.unique_{name}": (
            lambda x, i, name=name: getattr(jnp, f"unique_{name}")(x),
            lambda x, i, name=name: getattr(jnp, f"unique_{name}")(x, size=3),
        )
        for name in ("values", "counts", "inverse", "all")
    },
    **{
        f"jax.numpy.{name}": (
            lambda x, i, name=name: getattr(jnp, name)(x, x),
            lambda x, i, name=name: getattr(jnp, name)(x, x, size=3),
        )
        for name in ("union1d", "intersect1d", "setdiff1d", "setxor1d")
    },
    "jax.numpy.repeat": (
        jnp.repeat,
        lambda x, i: jnp.repeat(x, i, total_repeat_length=4),
    ),
    "jax.numpy.split": (jnp.split, None),
    "jax.numpy.array_split": (jnp.array_split, None),
    "jax.numpy.bincount": (
        lambda x, i: jnp.bincount(i),
        lambda x, i: jnp.bincount(i, length=3),
    ),
    "jax.numpy.delete": (
        jnp.delete,
        lambda x, i: jnp.delete(x, i, assume_unique_indices=True),
    ),
    "jax.numpy.choose": (
        lambda x, i: jnp.choose(i, [x, x]),
        lambda x, i: jnp.choose(i, [x, x], mode="clip"),
    ),
    "jax.numpy.ravel_multi_index": (
        lambda x, i: jnp.ravel_multi_index([i] * 2, (3, 3)),
        lambda x, i: jnp.ravel_multi_index([i] * 2, (3, 3), mode="wrap"),
    ),
    "jax.numpy.mask_indices": (
        lambda x, i: jnp.mask_indices(3, jnp.triu),
        lambda x, i: jnp.mask_indices(3, jnp.triu, size=6),
    ),
    "jax.numpy.trim_zeros": (lambda x, i: jnp.trim_zeros(x), None),
    "jax.numpy.roots": (lambda x, i: jnp.roots(x), lambda x, i: jnp.roots(x, strip_zeros=False)),
    **{
        f"jax.ops.segment_{name}": (
            lambda x, i, name=name: getattr(jax.ops, f"segment_{name}")(x, i),
            lambda x, i, name=name: getattr(jax.ops, f"segment_{name}")(x, i, 3),
        )
        for name in ("sum", "prod", "max", "min")
    },
    "jax.Array.nonzero": (lambda x, i: x.nonzero(), lambda x, i: x.nonzero(size=3)),
    "jax.Array.compress": (lambda x, i: x.compress(x), lambda x, i: x.compress(x, size=3)),
    "jax.Array.repeat": (
        lambda x, i: x.repeat(i),
        lambda x, i: x.repeat(i, total_repeat_length=4),
    ),
    "jax.Array.choose": (
        lambda x, i: i.choose([x, x]),
        lambda x, i: i.choose([x, x], mode="clip"),
    ),
    "numpy.nonzero": (lambda x, i: np.nonzero(x), None),
}


@pytest.mark.parametrize("name", sorted(all_data_shapes()))
def test_shapes_that_depend_on_data(name: str) -> None:
    rule = data_shape(name)
    row = method(name.rpartition(".")[2]) if name.startswith("jax.Array.") else lookup(name)
    assert rule is not None
    assert row is not None
    parameters = {parameter.name for parameter in row.parameters or ()}
    assert {*rule.of, *rule.unless, *rule.when_absent} <= parameters
    without, cured = DATA_CALLS[name]
    assert bool(rule.unless) == (cured is not None)
    numbers, whole = jnp.array([0.0, 1.0, 1.0]), jnp.array([0, 1, 1])
    problem = refused(lambda n, *_: without(numbers * n, whole * n))
    # JAX 0.12 raises ConcretizationTypeError where 0.10 raises a subclass of it.
    promised = resolve(rule.raises)
    assert isinstance(problem, promised) or issubclass(promised, type(problem))
    if cured is not None:
        assert refused(lambda n, *_: cured(numbers * n, whole * n)) is None
    without(numbers, whole)
    constants = (numbers, whole if rule.stages else np.asarray(whole))
    assert (refused(lambda *_: without(*constants)) is not None) is rule.stages


def test_where_with_three_arguments_has_a_shape() -> None:
    rule, row = data_shape("jax.numpy.where"), lookup("jax.numpy.where")
    assert rule is not None
    assert row is not None
    mask, number = Array(Aval((3,), "bool", False)), Const(1.0)
    for arguments, applies in (([mask], True), ([mask, number, number], False)):
        bound = bind(row, arguments, {})
        assert bound is not None
        assert rule.applies(bound) is applies
