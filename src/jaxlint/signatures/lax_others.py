"""The functions of jax.lax, jax.scipy, jax.nn and jax.image whose shapes are not modelled; collectives."""

from __future__ import annotations

from jaxlint.domain.avals import Aval
from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Makes

_COLLECTIVE = "static axis_name, *, static axis_index_groups=?"
_SOLVER = "static overwrite_a=?, static check_finite=?"

FAMILIES = (
    Family(
        "jax.scipy.special",
        """
        bernoulli: static n
        bessel_jn: z, *, static v, static n_iter=?
        comb: N, k, *, static repetition=?
        polygamma: n, x
        hyp1f1: a, b, x
        hyp2f1: a, b, c, x
        owens_t: h, a
        wofz: z
        sph_harm_y: n, m, theta, phi, diff_n=?, static n_max=?
        zeta: x, q=?
        """,
    ),
    Family(
        "jax.scipy.linalg",
        """
        fiedler fiedler_companion: a
        convolution_matrix: a, static n, static mode=?
        funm: A, called func, static disp=?
        hadamard: static n, static dtype=?
        hankel: c, r=?
        helmert: static n, static full=?
        solve_sylvester: A, B, C, *, static method=?, tol=?
        """,
    ),
    Family(
        "jax.scipy.linalg",
        """
        cho_factor: a, static lower=?, overwrite_a=?, check_finite=?
        rsf2csf: T, Z, check_finite=?
        schur: a, static output=?
        """,
        makes=Makes.ARRAYS,
    ),
    # One array or several, by the options.
    Family(
        "jax.scipy.linalg",
        f"""
        eigh: a, b=?, static lower=?, static eigvals_only=?, overwrite_a=?, overwrite_b=?,
            turbo=?, static eigvals=?, static type=?, check_finite=?
        eigh_tridiagonal: d, e, *, static eigvals_only=?, static select=?, select_range=?, tol=?, key=?
        expm_frechet: A, E, *, static method=?, static compute_expm=?
        hessenberg: a, *, static calc_q=?, {_SOLVER}
        lu: a, static permute_l=?, {_SOLVER}
        qr: a, overwrite_a=?, lwork=?, static mode=?, static pivoting=?, check_finite=?
        qr_multiply: a, c, static mode=?, static pivoting=?, static conjugate=?, overwrite_a=?,
            overwrite_c=?
        svd: a, static full_matrices=?, static compute_uv=?, overwrite_a=?, check_finite=?,
            lapack_driver=?
        """,
        makes=Makes.UNKNOWN,
    ),
    Family(
        "jax.scipy.signal",
        """
        convolve2d correlate2d: in1, in2, static mode=?, static boundary=?, fillvalue=?, static precision=?
        detrend: data, static axis=?, static type=?, static bp=?, static overwrite_data=?
        """,
    ),
    Family(
        "jax.scipy.signal",
        """
        csd: x, y, fs=?, window=?, nperseg=?, noverlap=?, nfft=?, detrend=?, return_onesided=?, scaling=?,
            axis=?, average=?
        istft: Zxx, fs=?, window=?, nperseg=?, noverlap=?, nfft=?, input_onesided=?, boundary=?, time_axis=?,
            freq_axis=?
        stft: x, fs=?, window=?, nperseg=?, noverlap=?, nfft=?, detrend=?, return_onesided=?, boundary=?,
            padded=?, axis=?
        welch: x, fs=?, window=?, nperseg=?, noverlap=?, nfft=?, detrend=?, return_onesided=?, scaling=?,
            axis=?, average=?
        """,
        makes=Makes.ARRAYS,
    ),
    Family("jax.scipy.fft", "dctn idctn: x, static type=?, static s=?, static axes=?, static norm=?"),
    Family("jax.scipy.ndimage", "map_coordinates: input, coordinates, static order, static mode=?, cval=?"),
    Family("jax.scipy.cluster.vq", "vq: obs, code_book, check_finite=?", makes=Makes.ARRAYS),
    Family(
        "jax.scipy.optimize",
        "minimize: called fun, x0, args=?, *, static method, tol=?, options=?",
        makes=Makes.UNKNOWN,
    ),
    Family(
        "jax.scipy.stats",
        """
        rankdata: a, static method=?, *, static axis=?, static nan_policy=?
        sem: a, static axis=?, ddof=?, static nan_policy=?, *, static keepdims=?
        dirichlet.logpdf dirichlet.pdf: x, alpha
        multinomial.logpmf multinomial.pmf: x, n, p
        """,
    ),
    Family(
        "jax.scipy.stats",
        "mode: a, static axis=?, static nan_policy=?, static keepdims=?",
        makes=Makes.ARRAYS,
    ),
    # jax.nn and jax.image
    Family(
        "jax.nn",
        """
        scaled_dot_general: lhs, rhs, static dimension_numbers, static preferred_element_type=?, configs=?,
            implementation=?
        scaled_matmul: lhs, rhs, lhs_scales, rhs_scales, static preferred_element_type=?
        """,
    ),
    Family("jax.nn", "get_scaled_dot_general_config: mode, global_scale=?", makes=Makes.UNKNOWN),
    Family(
        "jax.nn.initializers",
        """
        constant: value, dtype=?
        delta_orthogonal orthogonal: scale=?, column_axis=?, dtype=?
        glorot_normal glorot_uniform he_normal he_uniform kaiming_normal kaiming_uniform lecun_normal
            lecun_uniform xavier_normal xavier_uniform: in_axis=?, out_axis=?, batch_axis=?, dtype=?
        normal: stddev=?, dtype=?
        truncated_normal: stddev=?, dtype=?, lower=?, upper=?
        uniform: scale=?, dtype=?
        variance_scaling: scale, mode, distribution, in_axis=?, out_axis=?, batch_axis=?, dtype=?
        """,
        makes=Makes.HOST,
        host_type="function",
    ),
    Family(
        "jax.image",
        """
        scale_and_translate: image, static shape, static spatial_dims, scale, translation, static method,
            static antialias=?, static precision=?
        """,
    ),
    # jax.lax
    Family(
        "jax.lax",
        """
        abs: x
        conj: x
        pow: x, y
        broadcast_like: arr, like_arr
        conv_general_dilated_local: lhs, rhs, static window_strides, static padding, static filter_shape,
            static lhs_dilation=?, static rhs_dilation=?, static dimension_numbers=?, static precision=?
        conv_general_dilated_patches: lhs, static filter_shape, static window_strides, static padding,
            static lhs_dilation=?, static rhs_dilation=?, static dimension_numbers=?, static precision=?,
            static preferred_element_type=?
        conv_transpose: lhs, rhs, static strides, static padding, static rhs_dilation=?,
            static dimension_numbers=?, static transpose_kernel=?, static precision=?,
            static preferred_element_type=?, static use_consistent_padding=?
        conv_with_general_padding: lhs, rhs, static window_strides, static padding, static lhs_dilation,
            static rhs_dilation, static precision=?, static preferred_element_type=?
        empty: static shape, static dtype, *, out_sharding=?
        fft: x, static fft_type, static fft_lengths
        full_like: x, fill_value, dtype=?, static shape=?, sharding=?
        gather: operand, start_indices, static dimension_numbers, static slice_sizes, *,
            static unique_indices=?,
            static indices_are_sorted=?, static mode=?, fill_value=?
        index_take: src, idxs, static axes
        ragged_dot: lhs, rhs, group_sizes, static precision=?, static preferred_element_type=?,
            group_offset=?,
            out_sharding=?
        ragged_dot_general: lhs, rhs, group_sizes, static ragged_dot_dimension_numbers, static precision=?,
            static preferred_element_type=?, group_offset=?, out_sharding=?
        random_gamma_grad: *args
        rng_uniform: a, b, static shape
        scaled_dot: lhs, rhs, *, lhs_scale=?, rhs_scale=?, static dimension_numbers=?,
            static preferred_element_type=?
        scatter scatter_add scatter_max scatter_min scatter_mul scatter_sub: operand, scatter_indices,
            updates,
            static dimension_numbers, *, static indices_are_sorted=?, static unique_indices=?, static mode=?
        scatter_apply: operand, scatter_indices, called func, static dimension_numbers, *,
            static update_shape=?, static indices_are_sorted=?, static unique_indices=?, static mode=?
        shape_as_value: shape
        stack: operands, static axis=?
        """,
    ),
    Family("jax.lax", "axis_index: static axis_name", lambda args: Aval((), "int32", False)),
    Family(
        "jax.lax",
        """
        approx_max_k approx_min_k: operand, static k, static reduction_dimension=?, static recall_target=?,
            static reduction_input_size_override=?, static aggregate_to_topk=?
        rng_bit_generator: key, static shape, static dtype=?, static algorithm=?, *, out_sharding=?
        sort_key_val: keys, values, static dimension=?, static is_stable=?
        """,
        makes=Makes.ARRAYS,
    ),
    Family(
        "jax.lax",
        """
        all_gather: x, static axis_name, *, static axis_index_groups=?, static axis=?, static tiled=?, to=?
        all_to_all: x, static axis_name, static split_axis, static concat_axis, *, static axis_index_groups=?,
            static tiled=?
        psum_scatter: x, static axis_name, *, static scatter_dimension=?, static axis_index_groups=?,
            static tiled=?
        pswapaxes: x, static axis_name, static axis, *, static axis_index_groups=?
        reduce: operands, init_values, called computation, static dimensions, out_sharding=?
        reduce_window: operand, init_value, called computation, static window_dimensions,
            static window_strides=?, static padding=?, static base_dilation=?, static window_dilation=?
        precv: token, static out_shape, static axis_name, static perm
        ragged_all_to_all: operand, output, input_offsets, send_sizes, output_offsets, recv_sizes, *,
            static axis_name, static axis_index_groups=?
        after_all: *operands
        create_token: _=?
        stage: x, /
        composite: decomposition, name, version=?
        custom_linear_solve: called matvec, b, called solve, called transpose_solve=?, symmetric=?, has_aux=?
        custom_root: called f, initial_guess, called solve, called tangent_solve, has_aux=?
        platform_dependent: *args, default=?, **per_platform
        dce_sink: val, *, prevent_mlir_dce=?
        """,
        makes=Makes.UNKNOWN,
    ),
    Family(
        "jax.lax",
        f"""
        stop_gradient: x
        pmax pmean pmin psum: x, {_COLLECTIVE}
        ppermute psend: x, static axis_name, perm
        pshuffle: x, static axis_name, static perm
        pbroadcast: x, static axis_name, source
        pcast: x, static axis_name, *, static to
        optimization_barrier: operand, /
        with_sharding_constraint: x, shardings
        """,
        makes=Makes.SAME,
    ),
    Family(
        "jax.lax",
        """
        broadcast_shapes: *shapes
        conv_general_permutations: dimension_numbers
        conv_general_shape_tuple conv_transpose_shape_tuple: lhs_shape, rhs_shape, window_strides, padding,
            dimension_numbers
        conv_shape_tuple: lhs_shape, rhs_shape, strides, pads, batch_group_count=?
        padtype_to_pads: in_shape, window_shape, window_strides, padding
        reduce_window_shape_tuple: operand_shape, window_dimensions, window_strides, padding, base_dilation=?,
            window_dilation=?
        """,
        makes=Makes.HOST,
        host_type="tuple",
    ),
    Family("jax.lax", "axis_size: static axis_name", makes=Makes.HOST, host_type="int"),
    Family("jax.lax", "dtype: x", makes=Makes.HOST, host_type="dtype"),
    Family(
        "jax.lax",
        """
        conv_dimension_numbers: lhs_shape, rhs_shape, dimension_numbers
        ConvDimensionNumbers: lhs_spec, rhs_spec, out_spec
        DotAlgorithm DotAlgorithmPreset GatherDimensionNumbers RaggedDotDimensionNumbers
            ScatterDimensionNumbers Precision Tolerance AccuracyMode FftType GatherScatterMode RandomAlgorithm
            RoundingMethod ConvGeneralDilatedDimensionNumbers DotDimensionNumbers PrecisionLike: ?
        """,
        makes=Makes.HOST,
    ),
)
