"""The rest of jax.numpy and jax: functions whose shapes are not modelled, queries of dtypes and devices."""

from __future__ import annotations

from jaxlint.signatures.rows import Family
from jaxlint.signatures.signals import WITH_SHAPES
from jaxlint.signatures.signature import Conversion, Makes

_UFUNCS = (
    "add bitwise_and bitwise_or bitwise_xor logaddexp logaddexp2 logical_and logical_or logical_xor maximum "
    "minimum multiply negative subtract"
)


def _methods(name: str) -> str:
    """`add.at maximum.at ...`: one method of the ufuncs."""
    return " ".join(f"{owner}.{name}" for owner in _UFUNCS.split() if owner not in WITH_SHAPES.get(name, ()))


FAMILIES = (
    Family(
        "jax.numpy",
        f"""
        {_methods("at")}: a, indices, b=?, /, *, static inplace=?
        {_methods("reduce")}: a, static axis=?, static dtype=?, out=?, static keepdims=?, initial=?, where=?
        {_methods("accumulate")}: a, static axis=?, static dtype=?, out=?
        {_methods("outer")}: A, B, /
        {_methods("reduceat")}: a, indices, static axis=?, static dtype=?, out=?
        """,
    ),
    # Arrays whose shapes are not modelled.
    Family(
        "jax.numpy",
        """
        apply_along_axis: called func1d, static axis, arr, *args, **kwargs
        apply_over_axes: called func, a, static axes
        argpartition partition: a, static kth, static axis=?
        block: arrays
        choose: a, choices, out=?, static mode=?
        compress: condition, a, static axis=?, *, static size=?, fill_value=?, out=?
        delete: arr, obj, static axis=?, *, assume_unique_indices=?
        extract: condition, arr, *, static size=?, fill_value=?
        from_dlpack: x, /, *, device=?, copy=?
        frombuffer: buffer, dtype=?, static count=?, static offset=?
        fromfunction: called function, static shape, *, static dtype=?, **kwargs
        fromstring: string, dtype=?, static count=?, *, static sep
        insert: arr, obj, values, static axis=?
        intersect1d: ar1, ar2, static assume_unique=?, static return_indices=?, *, static size=?,
            static fill_value=?
        packbits: a, static axis=?, static bitorder=?
        piecewise: x, condlist, funclist, *args, **kw
        place: arr, mask, vals, *, static inplace=?
        poly: seq_of_zeros
        polyder: p, static m=?
        polyint: p, static m=?, k=?
        put: a, ind, v, static mode=?, *, static inplace=?
        put_along_axis: arr, indices, values, static axis, static inplace=?, *, static mode=?
        ravel_multi_index: multi_index, static dims, static mode=?, static order=?, *, static dtype=?
        roots: p, *, static strip_zeros=?
        setdiff1d setxor1d: ar1, ar2, static assume_unique=?, *, static size=?, fill_value=?
        sort_complex: a
        trim_zeros: filt, static trim=?, static axis=?
        union1d: ar1, ar2, *, static size=?, fill_value=?
        unique_values: x, /, *, static size=?, fill_value=?
        unpackbits: a, static axis=?, static count=?, static bitorder=?
        ldexp: x1, x2, /
        int2 int4 uint2 uint4 int1 uint1 float4_e2m1fn float6_e2m3fn float6_e3m2fn float8_e3m4 float8_e4m3
            float8_e4m3b11fnuz float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu: x
        """,
    ),
    Family(
        "jax.numpy",
        """
        diag_indices_from: arr
        histogram2d: x, y, bins=?, range=?, weights=?, static density=?
        histogramdd: sample, bins=?, range=?, weights=?, static density=?
        ix_: *args
        mask_indices: static n, called mask_func, static k=?, *, static size=?
        polydiv: u, v, *, static trim_leading_zeros=?
        unique_all unique_counts unique_inverse: x, /, *, static size=?, fill_value=?
        """,
        makes=Makes.ARRAYS,
    ),
    # One array or several, by the options.
    Family(
        "jax.numpy",
        """
        gradient: f, *varargs, static axis=?, static edge_order=?
        polyfit: x, y, static deg, static rcond=?, static full=?, w=?, static cov=?
        unique: ar, static return_index=?, static return_inverse=?, static return_counts=?, static axis=?, *,
            static equal_nan=?, static size=?, fill_value=?, sorted=?
        frompyfunc: func, /, nin, nout, *, identity=?
        vectorize: pyfunc, *, excluded=?, signature=?
        ufunc: func, /, nin, nout, *, name=?, nargs=?, identity=?, call=?, reduce=?, accumulate=?, at=?,
            reduceat=?
        """,
        makes=Makes.UNKNOWN,
    ),
    # Python values.
    Family("jax.numpy", "ndim: a\n size: a, static axis=?", makes=Makes.HOST, host_type="int"),
    Family("jax.numpy", "shape: a\n broadcast_shapes: *shapes", makes=Makes.HOST, host_type="tuple"),
    Family(
        "jax.numpy",
        """
        iscomplexobj isrealobj: x
        isscalar: element
        iterable: y
        isdtype: dtype, kind
        issubdtype: arg1, arg2
        can_cast: from_, to, casting=?
        """,
        makes=Makes.HOST,
        host_type="bool",
    ),
    Family(
        "jax.numpy",
        """
        result_type: *args
        promote_types: a, b
        dtype: dtype, align=?, copy=?, **kwargs
        """,
        makes=Makes.HOST,
        host_type="dtype",
    ),
    Family("jax.numpy", "finfo: dtype", makes=Makes.HOST, host_type="finfo"),
    Family("jax.numpy", "iinfo: int_type", makes=Makes.HOST, host_type="iinfo"),
    Family(
        "jax.numpy",
        "einsum_path: subscripts, /, *operands, optimize=?\n get_printoptions:",
        makes=Makes.HOST,
    ),
    Family(
        "jax.numpy",
        "array_repr: concrete arr, max_line_width=?, precision=?, suppress_small=?\n"
        "array_str: concrete a, max_line_width=?, precision=?, suppress_small=?",
        makes=Makes.HOST,
        host_type="str",
        conversion=Conversion.ARRAY,
    ),
    Family("jax.numpy", "printoptions set_printoptions: *args, **kwargs", makes=Makes.UNKNOWN),
    Family("jax.numpy", "load: file, *args, **kwargs", makes=Makes.UNKNOWN, impure="reads a file"),
    Family("jax.numpy", "fromfile fromiter: *args, **kwargs", makes=Makes.UNKNOWN),
    Family(
        "jax.numpy",
        "save: file, concrete arr, allow_pickle=?\n savez: file, concrete *args, allow_pickle=?, **kwds",
        makes=Makes.NONE,
        impure="writes a file",
    ),
    # jax.numpy.linalg and jax.scipy
    Family(
        "jax.numpy.linalg",
        """
        tensorinv: a, static ind=?
        tensorsolve: a, b, static axes=?
        """,
    ),
    # jax itself
    Family(
        "jax",
        """
        device_put: x, device=?, *, src=?, donate=?, may_alias=?
        device_get block_until_ready: x
        reshard: xs, out_shardings
        """,
        makes=Makes.SAME,
    ),
    Family("jax", "copy_to_host_async: x", makes=Makes.UNKNOWN),
    Family("jax", "typeof: x", makes=Makes.HOST, host_type="ShapedArray"),
    Family(
        "jax",
        "ShapeDtypeStruct: shape, dtype, *, sharding=?, weak_type=?, manual_axis_type=?, is_ref=?",
        makes=Makes.HOST,
        host_type="ShapeDtypeStruct",
    ),
    Family(
        "jax",
        """
        device_count host_count host_id local_device_count process_count process_index: backend=?
        """,
        makes=Makes.HOST,
        host_type="int",
    ),
    Family("jax", "default_backend:", makes=Makes.HOST, host_type="str"),
    Family(
        "jax",
        """
        devices host_ids process_indices: backend=?
        local_devices: process_index=?, backend=?, host_id=?
        """,
        makes=Makes.HOST,
        host_type="list",
    ),
    Family("jax", "make_mesh: axis_shapes, axis_names, axis_types=?, *, devices=?", makes=Makes.HOST),
    Family("jax", "named_scope: name", makes=Makes.HOST),
    Family(
        "jax.dtypes", "canonicalize_dtype: dtype, allow_extended_dtype=?", makes=Makes.HOST, host_type="dtype"
    ),
    Family("jax.dtypes", "result_type: *args, return_weak_type_flag=?", makes=Makes.HOST),
    Family("jax.dtypes", "issubdtype: a, b", makes=Makes.HOST, host_type="bool"),
    Family("jax.dtypes", "scalar_type_of: x\n itemsize_bits: dtype", makes=Makes.HOST),
    # Printed when the compiled function runs, with the numbers of each run.
    Family(
        "jax.debug",
        """
        print log: fmt=?, *args, ordered=?, partitioned=?, skip_format_check=?, _use_logging=?, **kwargs
        breakpoint: *, backend=?, filter_frames=?, num_frames=?, ordered=?, token=?, **kwargs
        inspect_array_sharding: value, *, callback
        visualize_array_sharding: arr, **kwargs
        """,
        makes=Makes.NONE,
    ),
)
