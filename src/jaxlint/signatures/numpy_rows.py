"""NumPy: what its functions do with arrays of JAX, and the shapes of what they make.

Most convert their arguments, which raises on a tracer; some call the argument's own method; some look at shapes only.
"""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.signatures.numpy_shapes import (
    as_in_jax,
    broadcasting,
    contiguous,
    converted,
    created,
    delegated,
    einsum,
    repeated_shape,
    scalar_type,
)
from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Makes

_UFUNC = "mutated out=?, *, concrete where=?, casting=?, order=?, dtype=?, subok=?, signature=?"
_GUFUNC = "mutated out=?, *, axes=?, axis=?, keepdims=?, casting=?, order=?, dtype=?, subok=?, signature=?"
_REDUCTION = "static axis=?, mutated out=?, static keepdims=?"
_TYPED = "static axis=?, dtype=?, mutated out=?"

_UNARY = (
    "abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh "
    "bitwise_count bitwise_invert bitwise_not cbrt ceil conj conjugate cos cosh deg2rad degrees exp exp2 "
    "expm1 fabs floor invert isfinite isinf isnan log log10 log1p log2 logical_not negative positive "
    "rad2deg radians reciprocal rint sign signbit sin sinh spacing sqrt square tan tanh trunc"
)
_BINARY = (
    "add arctan2 atan2 bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor copysign "
    "divide equal float_power floor_divide fmax fmin fmod gcd greater greater_equal heaviside hypot lcm "
    "ldexp left_shift less less_equal logaddexp logaddexp2 logical_and logical_or logical_xor maximum "
    "minimum mod multiply nextafter not_equal pow power remainder right_shift subtract true_divide"
)


def _methods(name: str) -> str:
    """`add.at maximum.at ...`: one method of the ufuncs; `at` is there for those of one operand too."""
    owners = f"{_UNARY} {_BINARY}" if name == "at" else _BINARY
    return " ".join(f"{owner}.{name}" for owner in owners.split())


# The rule of the function of the same name in jax.numpy.
_CONVERTING = """
    append: concrete arr, concrete values, static axis=?
    average: concrete a, static axis=?, concrete weights=?, returned=?, *, static keepdims=?
    column_stack dstack: concrete tup
    concat concatenate: concrete arrays, /, static axis=?, mutated out=?, *, dtype=?, casting=?
    convolve correlate: concrete a, concrete v, mode=?
    count_nonzero: concrete a, static axis=?, *, static keepdims=?
    cross: concrete a, concrete b, static axisa=?, static axisb=?, static axisc=?, static axis=?
    diag diagflat: concrete v, static k=?
    diagonal: concrete a, static offset=?, static axis1=?, static axis2=?
    diff: concrete a, static n=?, static axis=?, concrete prepend=?, concrete append=?
    digitize: concrete x, concrete bins, right=?
    dot outer: concrete a, concrete b, mutated out=?
    expand_dims: concrete a, static axis
    fliplr flipud: concrete m
    hstack vstack: concrete tup, *, dtype=?, casting=?
    inner vdot: concrete a, concrete b, /
    isclose: concrete a, concrete b, concrete rtol=?, concrete atol=?, equal_nan=?
    isin: concrete element, concrete test_elements, assume_unique=?, invert=?, *, kind=?
    kron: concrete a, concrete b
    matrix_transpose: concrete x, /
    median nanmedian: concrete a, static axis=?, mutated out=?, overwrite_input=?, static keepdims=?
    nanargmax nanargmin: concrete a, static axis=?, mutated out=?, *, static keepdims=?
    nancumprod nancumsum: concrete a, static axis=?, dtype=?, mutated out=?
    nanmax nanmin: concrete a, static axis=?, mutated out=?, static keepdims=?, concrete initial=?,
        concrete where=?
    nanmean: concrete a, static axis=?, dtype=?, mutated out=?, static keepdims=?, *, concrete where=?
    nanprod nansum: concrete a, static axis=?, dtype=?, mutated out=?, static keepdims=?, concrete initial=?,
        concrete where=?
    nanstd nanvar: concrete a, static axis=?, dtype=?, mutated out=?, ddof=?, static keepdims=?, *,
        concrete where=?, concrete mean=?, correction=?
    nanpercentile nanquantile percentile quantile: concrete a, concrete q, static axis=?, mutated out=?,
        overwrite_input=?, method=?, static keepdims=?, *, concrete weights=?
    pad: concrete array, static pad_width, mode=?, **kwargs
    ptp: concrete a, static axis=?, mutated out=?, static keepdims=?
    ravel: concrete a, order=?
    resize: concrete a, static new_shape
    roll: concrete a, concrete shift, static axis=?
    rot90: concrete m, static k=?, static axes=?
    sort: concrete a, static axis=?, kind=?, order=?, *, stable=?
    stack: concrete arrays, static axis=?, mutated out=?, *, dtype=?, casting=?
    tensordot: concrete a, concrete b, static axes=?
    tile: concrete A, static reps
    trace: concrete a, static offset=?, static axis1=?, static axis2=?, dtype=?, mutated out=?
    tril triu: concrete m, static k=?
    atleast_1d atleast_2d atleast_3d: concrete *arys
    broadcast_to: concrete array, static shape, subok=?
    vander: concrete x, static N=?, increasing=?
    where: concrete condition, concrete x=?, concrete y=?, /
"""
_CONVERTING_TO_SEVERAL = """
    meshgrid: concrete *xi, copy=?, sparse=?, indexing=?
    broadcast_arrays: concrete *args, subok=?
"""
_SHAPED_FROM_SHAPE = """
    tril_indices_from triu_indices_from: arr, static k=?
    tril_indices triu_indices: static n, static k=?, static m=?
    diag_indices: static n, static ndim=?
"""
_CREATING = """
    zeros ones empty: static shape, dtype=?, order=?, *, device=?, like=?
    full: static shape, concrete fill_value, dtype=?, order=?, *, device=?, like=?
    eye: static N, static M=?, static k=?, dtype=?, order=?, *, device=?, like=?
    identity: static n, dtype=?, *, like=?
    linspace: concrete start, concrete stop, static num=?, endpoint=?, static retstep=?, dtype=?,
        static axis=?, *,
        device=?
    logspace: concrete start, concrete stop, static num=?, endpoint=?, concrete base=?, dtype=?, static axis=?
    geomspace: concrete start, concrete stop, static num=?, endpoint=?, dtype=?, static axis=?
    zeros_like ones_like: concrete a, dtype=?, order=?, subok=?, static shape=?, *, device=?
    empty_like: concrete prototype, /, dtype=?, order=?, subok=?, static shape=?, *, device=?
    full_like: concrete a, concrete fill_value, dtype=?, order=?, subok=?, static shape=?, *, device=?
    indices: static dimensions, dtype=?, sparse=?
    hanning hamming bartlett blackman: concrete M
    kaiser: concrete M, concrete beta
"""
_DELEGATING = f"""
    all any: a, {_REDUCTION}, *, where=?
    amax amin max min: a, {_REDUCTION}, initial=?, where=?
    argmax argmin: a, static axis=?, mutated out=?, *, static keepdims=?
    argsort: a, static axis=?, kind=?, order=?, *, stable=?
    around round: a, static decimals=?, mutated out=?
    cumprod cumsum: a, {_TYPED}
    flip: m, static axis=?
    imag real: val
    mean: a, {_TYPED}, static keepdims=?, *, where=?
    permute_dims transpose: a, static axes=?
    prod sum: a, {_TYPED}, static keepdims=?, initial=?, where=?
    squeeze: a, static axis=?
    std var: a, {_TYPED}, ddof=?, static keepdims=?, *, where=?, mean=?, correction=?
    moveaxis: a, static source, static destination
    swapaxes: a, static axis1, static axis2
    reshape: a, static shape, order=?, *, copy=?
    repeat: a, static repeats, static axis=?
    searchsorted: a, v, side=?, sorter=?
"""
_DELEGATING_TO_SEVERAL = """
    unstack: x, /, *, static axis=?
    split array_split: ary, static indices_or_sections, static axis=?
    hsplit vsplit dsplit: ary, static indices_or_sections
"""


_SCALAR_TYPES = """
    bool bool_ byte double float16 float32 float64 half int16 int32 int64 int8 int_ intc intp long
        longdouble longlong
    short single ubyte uint uint16 uint32 uint64 uint8 uintc uintp ulong ulonglong ushort
"""
_COMPLEX_TYPES = "cdouble clongdouble complex128 complex64 csingle"


def _mirrored() -> Iterator[Family]:
    """One family per name, each with the rule made of the function of that name in jax.numpy."""
    for text, make, makes in (
        (_CONVERTING, as_in_jax, Makes.NUMPY),
        (_CONVERTING_TO_SEVERAL, as_in_jax, Makes.NUMPYS),
        (_SHAPED_FROM_SHAPE, as_in_jax, Makes.NUMPYS),
        (_CREATING, created, Makes.NUMPY),
        (_DELEGATING, delegated, Makes.DELEGATES),
        (_DELEGATING_TO_SEVERAL, delegated, Makes.DELEGATES),
    ):
        for name, spec in Family("numpy", text).lines():
            yield Family("numpy", f"{name}: {spec}", make(name), makes)


FAMILIES = (
    *_mirrored(),
    Family("numpy", f"{_UNARY}: concrete x, /, {_UFUNC}", broadcasting("x"), Makes.NUMPY),
    Family(
        "numpy", f"{_BINARY}: concrete x1, concrete x2, /, {_UFUNC}", broadcasting("x1", "x2"), Makes.NUMPY
    ),
    Family("numpy", f"{_methods('at')}: mutated a, concrete indices, concrete b=?, /", None, Makes.NONE),
    Family(
        "numpy",
        f"""
        {_methods("reduce")}: concrete array, /, static axis=?, dtype=?, mutated out=?, **kwargs
        {_methods("accumulate")}: concrete array, /, static axis=?, dtype=?, mutated out=?
        {_methods("reduceat")}: concrete array, /, concrete indices, static axis=?, dtype=?, mutated out=?
        {_methods("outer")}: concrete A, concrete B, /, **kwargs
        """,
        None,
        Makes.NUMPY,
    ),
    Family(
        "numpy",
        f"matmul: concrete x1, concrete x2, /, {_GUFUNC}",
        as_in_jax("matmul", x1="a", x2="b"),
        Makes.NUMPY,
    ),
    Family("numpy", f"matvec vecdot vecmat: concrete x1, concrete x2, /, {_GUFUNC}", None, Makes.NUMPY),
    Family("numpy", f"divmod: concrete x1, concrete x2, /, {_UFUNC}", None, Makes.NUMPYS),
    Family("numpy", f"frexp modf: concrete x, /, {_UFUNC}", repeated_shape("x", 2), Makes.NUMPYS),
    Family(
        "numpy",
        "clip: concrete a, concrete a_min=?, concrete a_max=?, mutated out=?, *, concrete min=?,"
        " concrete max=?, **kwargs",
        as_in_jax("clip", a="arr", a_min="min", a_max="max"),
        Makes.NUMPY,
    ),
    Family(
        "numpy",
        """
        nan_to_num: concrete x, copy=?, concrete nan=?, concrete posinf=?, concrete neginf=?
        i0 iscomplex sinc: concrete x
        fix isneginf isposinf: concrete x, mutated out=?
        """,
        repeated_shape("x"),
        Makes.NUMPY,
    ),
    Family("numpy", "angle: concrete z, deg=?", repeated_shape("z"), Makes.NUMPY),
    Family("numpy", "isreal: x", repeated_shape("x"), Makes.DELEGATES),
    Family("numpy", "row_stack: concrete tup, *, dtype=?, casting=?", as_in_jax("vstack"), Makes.NUMPY),
    Family(
        "numpy",
        """
        asarray asanyarray: concrete a, dtype=?, order=?, *, device=?, copy=?, like=?
        asarray_chkfinite: concrete a, dtype=?, order=?
        require: concrete a, dtype=?, requirements=?, *, like=?
        copy: concrete a, order=?, subok=?
        """,
        converted("a"),
        Makes.NUMPY,
    ),
    Family(
        "numpy",
        "array: concrete object, dtype=?, *, copy=?, order=?, subok=?, ndmin=?, ndmax=?, like=?",
        converted("object"),
        Makes.NUMPY,
    ),
    Family(
        "numpy",
        "arange: concrete start_or_stop, /, concrete stop=?, concrete step=?, *, dtype=?, device=?, like=?",
        created("arange", start_or_stop="start"),
        Makes.NUMPY,
    ),
    # Results whose shapes are not modelled, or depend on the numbers.
    Family(
        "numpy",
        """
        tri: static N, static M=?, static k=?, dtype=?, *, like=?
        allclose: concrete a, concrete b, concrete rtol=?, concrete atol=?, equal_nan=?
        argpartition partition: concrete a, static kth, static axis=?, kind=?, order=?
        argwhere flatnonzero sort_complex: concrete a
        asmatrix: concrete data, dtype=?
        bincount: concrete x, /, concrete weights=?, minlength=?
        block: concrete arrays
        compress: concrete condition, concrete a, static axis=?, mutated out=?
        corrcoef: concrete x, concrete y=?, rowvar=?, *, dtype=?
        cov: concrete m, concrete y=?, rowvar=?, bias=?, ddof=?, concrete fweights=?, concrete aweights=?,
            *, dtype=?
        cumulative_prod cumulative_sum: concrete x, /, *, static axis=?, dtype=?, mutated out=?,
            include_initial=?
        delete: concrete arr, concrete obj, static axis=?
        ediff1d: concrete ary, concrete to_end=?, concrete to_begin=?
        extract: concrete condition, concrete arr
        histogram_bin_edges: concrete a, bins=?, range=?, concrete weights=?
        insert: concrete arr, concrete obj, concrete values, static axis=?
        interp: concrete x, concrete xp, concrete fp, concrete left=?, concrete right=?, period=?
        intersect1d: concrete ar1, concrete ar2, assume_unique=?, return_indices=?
        lexsort: concrete keys, static axis=?
        packbits: concrete a, /, static axis=?, bitorder=?
        poly: concrete seq_of_zeros
        polyadd polymul polysub: concrete a1, concrete a2
        polyder: concrete p, static m=?
        polyfit: concrete x, concrete y, static deg, rcond=?, full=?, concrete w=?, cov=?
        polyint: concrete p, static m=?, k=?
        polyval: concrete p, concrete x
        ravel_multi_index: concrete multi_index, static dims, mode=?, order=?
        real_if_close: concrete a, tol=?
        roots: concrete p
        select: concrete condlist, concrete choicelist, concrete default=?
        setdiff1d setxor1d: concrete ar1, concrete ar2, assume_unique=?
        trapezoid: concrete y, concrete x=?, concrete dx=?, static axis=?
        trim_zeros: concrete filt, trim=?, static axis=?
        union1d: concrete ar1, concrete ar2
        unique_values: concrete x
        unpackbits: concrete a, /, static axis=?, count=?, bitorder=?
        unwrap: concrete p, discont=?, static axis=?, *, period=?
        piecewise: concrete x, concrete condlist, funclist, *args, **kw
        apply_along_axis: called func1d, static axis, concrete arr, *args, **kwargs
        apply_over_axes: called func, concrete a, static axes
        fromiter: iter, dtype, count=?, *, like=?
        frombuffer: buffer, dtype=?, count=?, offset=?, *, like=?
        fromstring: ?
        fromfunction: called function, static shape, *, dtype=?, like=?, **kwargs
        """,
        makes=Makes.NUMPY,
    ),
    Family(
        "numpy",
        """
        diag_indices_from: arr
        nonzero: a
        histogram: concrete a, bins=?, range=?, density=?, concrete weights=?
        histogram2d: concrete x, concrete y, bins=?, range=?, density=?, concrete weights=?
        histogramdd: concrete sample, bins=?, range=?, density=?, concrete weights=?
        ix_: concrete *args
        polydiv: concrete u, concrete v
        unique_all unique_counts unique_inverse: concrete x
        unravel_index: concrete indices, static shape, order=?
        mask_indices: static n, called mask_func, static k=?
        """,
        makes=Makes.NUMPYS,
    ),
    Family(
        "numpy",
        """
        gradient: concrete f, concrete *varargs, static axis=?, edge_order=?
        unique: concrete ar, return_index=?, return_inverse=?, return_counts=?, static axis=?, *,
            equal_nan=?, sorted=?
        vectorize: pyfunc=?, otypes=?, doc=?, excluded=?, cache=?, signature=?
        frompyfunc: func, /, nin, nout, **kwargs
        """,
        makes=Makes.UNKNOWN,
    ),
    # These call the argument's own method, which JAX's arrays lack or refuse in this form.
    Family(
        "numpy",
        """
        choose: a, choices, mutated out=?, mode=?
        rollaxis: a, static axis, static start=?
        take: a, indices, static axis=?, mutated out=?, mode=?
        take_along_axis: arr, indices, static axis=?
        """,
        makes=Makes.DELEGATES,
    ),
    # Shapes and dtypes only.
    Family("numpy", "ndim: a\n size: a, static axis=?", makes=Makes.HOST, host_type="int"),
    Family("numpy", "shape: a\n broadcast_shapes: static *args", makes=Makes.HOST, host_type="tuple"),
    Family(
        "numpy",
        """
        result_type: *arrays_and_dtypes
        promote_types: type1, type2, /
        dtype: dtype, align=?, copy=?, **kwargs
        """,
        makes=Makes.HOST,
        host_type="dtype",
    ),
    Family("numpy", "finfo: dtype", makes=Makes.HOST, host_type="finfo"),
    Family("numpy", "iinfo: int_type", makes=Makes.HOST, host_type="iinfo"),
    Family(
        "numpy",
        """
        can_cast: from_, to, casting=?
        issubdtype: arg1, arg2
        isdtype: dtype, kind
        iscomplexobj isrealobj: x
        isscalar: element
        iterable: y
        array_equal: swallowed a1, swallowed a2, equal_nan=?
        array_equiv: swallowed a1, swallowed a2
        """,
        makes=Makes.HOST,
        host_type="bool",
    ),
    Family(
        "numpy",
        "may_share_memory shares_memory: concrete a, concrete b, /, max_work=?",
        makes=Makes.HOST,
        host_type="bool",
    ),
    Family("numpy", "min_scalar_type: concrete a, /", makes=Makes.HOST, host_type="dtype"),
    Family(
        "numpy", "common_type: *arrays\n einsum_path: *operands, optimize=?, einsum_call=?", makes=Makes.HOST
    ),
    Family(
        "numpy",
        """
        array2string: concrete a, max_line_width=?, precision=?, suppress_small=?, separator=?, prefix=?, *,
            formatter=?, threshold=?, edgeitems=?, sign=?, floatmode=?, suffix=?, legacy=?
        array_repr: concrete arr, max_line_width=?, precision=?, suppress_small=?
        array_str: concrete a, max_line_width=?, precision=?, suppress_small=?
        """,
        makes=Makes.HOST,
        host_type="str",
    ),
    Family(
        "numpy", "ascontiguousarray asfortranarray: concrete a, dtype=?, *, like=?", contiguous, Makes.NUMPY
    ),
    Family("numpy", "einsum: concrete *operands, mutated out=?, optimize=?, **kwargs", einsum, Makes.NUMPY),
    Family("numpy", f"isnat: concrete x, /, {_UFUNC}", None, Makes.NUMPY),
    *(
        Family("numpy", f"{name}: concrete value=?, /", scalar_type(name, "value"), Makes.NUMPY)
        for name in _SCALAR_TYPES.split()
    ),
    *(
        Family("numpy", f"{name}: concrete real=?, imag=?, /", scalar_type(name, "real"), Makes.NUMPY)
        for name in _COMPLEX_TYPES.split()
    ),
)
