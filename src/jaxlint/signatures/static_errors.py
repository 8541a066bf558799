"""What JAX raises for a tracer where an argument must be static (JAX 0.10, 0.12).

A function that JAX itself jits with the argument static refuses to hash the tracer: ValueError. Others meet it on the
way, as a shape, an axis or a flag: TypeError, mostly one of its subclasses in `jax.errors`.
"""

from __future__ import annotations

_HASHED = frozenset(
    """
    UPLO algorithm antialias assume_a assume_unique axis axis1 axis2 axisa axisb axisc bias bitorder calc_q
    check_finite compute_expm compute_uv cov ddof decimals deg descending dtype edge_order eigvals eigvals_only
    endpoint equal_nan fft_lengths fft_type fill_value full full_matrices hermitian implementation increasing
    index_dtype indexing inplace invert keepdims kind kth lower max_squarings method mode n_iter nan_policy
    new_dtype new_shape norm offset ord order output overwrite_a overwrite_b overwrite_input p padding permute_l
    pivoting precision preferred_element_type promote_integers rcond retstep return_indices returned right
    rowvar scale select side stable start symmetrize_input trans unit_diagonal unroll upper upper_triangular v
    wrap_negative_indices
    """.split()
)
"""Parameters that are hashed, but for the functions below."""

_OTHERWISE: dict[str, frozenset[str]] = {
    "N": frozenset("numpy.vander".split()),
    "algorithm": frozenset("lax.rng_bit_generator".split()),
    "allow_negative_indices": frozenset("lax.dynamic_index_in_dim lax.dynamic_update_index_in_dim".split()),
    "antialias": frozenset("image.scale_and_translate".split()),
    "assume_unique": frozenset("numpy.setdiff1d".split()),
    "axes": frozenset("numpy.rot90".split()),
    "axis": frozenset(
        """
        Array.all Array.any Array.argmax Array.argmin Array.compress Array.max Array.mean Array.min Array.prod
        Array.ptp Array.repeat Array.squeeze Array.std Array.sum Array.take Array.var lax.all_gather lax.argmax
        lax.argmin lax.cumlogsumexp lax.cummax lax.cummin lax.cumprod lax.cumsum lax.dynamic_slice_in_dim
        lax.dynamic_update_slice_in_dim lax.index_in_dim lax.pswapaxes lax.slice_in_dim lax.split lax.stack
        lax.top_k lax.unstack nn.logsumexp nn.softmax numpy.all numpy.amax numpy.amin numpy.any
        numpy.apply_along_axis numpy.argmax numpy.argmin numpy.array_split numpy.average numpy.compress
        numpy.concat numpy.concatenate numpy.cumulative_prod numpy.cumulative_sum numpy.delete numpy.expand_dims
        numpy.fft.fft numpy.fft.hfft numpy.fft.ifft numpy.fft.ihfft numpy.fft.irfft numpy.fft.rfft numpy.flip
        numpy.geomspace numpy.insert numpy.linalg.cross numpy.linalg.vecdot numpy.linalg.vector_norm
        numpy.linspace numpy.logspace numpy.max numpy.mean numpy.min numpy.nanargmax numpy.nanargmin numpy.prod
        numpy.ptp numpy.repeat numpy.roll numpy.size numpy.split numpy.squeeze numpy.stack numpy.std numpy.sum
        numpy.take numpy.unique numpy.var numpy.vecdot random.categorical random.choice random.permutation
        scipy.fft.dct scipy.fft.idct scipy.signal.detrend scipy.special.logsumexp scipy.special.softmax
        """.split()
    ),
    "count": frozenset("numpy.unpackbits".split()),
    "dtype": frozenset(
        "lax.empty numpy.fft.fftfreq numpy.fft.rfftfreq random.key random.wrap_key_data".split()
    ),
    "equal_nan": frozenset("numpy.array_equal".split()),
    "indices_are_sorted": frozenset("Array.take numpy.take".split()),
    "inplace": frozenset("numpy.fill_diagonal numpy.place numpy.put".split()),
    "k": frozenset("numpy.mask_indices numpy.rot90 numpy.tril numpy.triu".split()),
    "keepdims": frozenset(
        """
        Array.argmax Array.argmin lax.index_in_dim numpy.argmax numpy.argmin numpy.nanargmax numpy.nanargmin
        """.split()
    ),
    "m": frozenset("numpy.polyder numpy.polyint".split()),
    "method": frozenset("random.multivariate_normal".split()),
    "mode": frozenset("numpy.pad".split()),
    "n": frozenset(
        """
        numpy.diff numpy.linalg.matrix_power scipy.linalg.convolution_matrix scipy.linalg.dft
        scipy.linalg.hadamard scipy.linalg.helmert scipy.linalg.hilbert scipy.linalg.invhilbert
        scipy.linalg.invpascal scipy.linalg.pascal
        """.split()
    ),
    "offset": frozenset("numpy.frombuffer".split()),
    "ord": frozenset("numpy.linalg.vector_norm".split()),
    "padding": frozenset("lax.reduce_window".split()),
    "pivoting": frozenset("scipy.linalg.qr_multiply".split()),
    "preferred_element_type": frozenset("lax.ragged_dot".split()),
    "size": frozenset("numpy.intersect1d numpy.setxor1d".split()),
    "start": frozenset("numpy.arange".split()),
    "type": frozenset("scipy.linalg.eigh scipy.signal.detrend".split()),
    "unique_indices": frozenset("Array.take numpy.take".split()),
    "unroll": frozenset("random.multinomial".split()),
}
"""By parameter, the functions (without `jax.`) that are not like the most."""

_OTHERS = {
    "jax.image.scale_and_translate:method": "AssertionError",
    "jax.numpy.array:order": "NotImplementedError",
    "jax.numpy.asarray:order": "NotImplementedError",
    "jax.scipy.optimize.minimize:method": "AttributeError",
    "jax.scipy.signal.convolve2d:boundary": "NotImplementedError",
    "jax.scipy.signal.correlate2d:boundary": "NotImplementedError",
    "jax.scipy.signal.detrend:overwrite_data": "NotImplementedError",
    "jax.scipy.stats.multivariate_normal.logpdf:allow_singular": "NotImplementedError",
}


def static_error(function: str, parameter: str) -> str:
    """What a tracer raises as this argument of a library function."""
    if not function.startswith("jax."):
        return "TypeError"
    other = _OTHERS.get(f"{function}:{parameter}")
    unlike = function.removeprefix("jax.") in _OTHERWISE.get(parameter, ())
    return other or ("ValueError" if (parameter in _HASHED) is not unlike else "TypeError")
