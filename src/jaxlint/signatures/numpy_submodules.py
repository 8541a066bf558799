"""numpy.linalg, numpy.fft and numpy.random, and what of NumPy stores into arrays or files."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.signatures.numpy_shapes import as_in_jax, drawn, drawn_sizes
from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Makes, ShapeRule

DRAWS = "draws from NumPy's global generator"


def _same(name: str) -> ShapeRule:
    return as_in_jax(f"linalg.{name}")


def _draws(rows: str, *names: str) -> Family:
    return Family("numpy.random", rows, drawn(*names), Makes.NUMPY, impure=DRAWS)


_DRAWN = (
    ("normal gumbel laplace logistic: concrete loc=?, concrete scale=?, static size=?", ("loc", "scale")),
    ("uniform: concrete low=?, concrete high=?, static size=?", ("low", "high")),
    ("exponential rayleigh: concrete scale=?, static size=?", ("scale",)),
    ("lognormal: concrete mean=?, concrete sigma=?, static size=?", ("mean", "sigma")),
    ("poisson: concrete lam=?, static size=?", ("lam",)),
    ("binomial negative_binomial: concrete n, concrete p, static size=?", ("n", "p")),
    ("beta: concrete a, concrete b, static size=?", ("a", "b")),
    ("pareto power weibull zipf: concrete a, static size=?", ("a",)),
    ("chisquare standard_t: concrete df, static size=?", ("df",)),
    ("gamma: concrete shape, concrete scale=?, static size=?", ("shape", "scale")),
    ("standard_gamma: concrete shape, static size=?", ("shape",)),
    ("geometric logseries: concrete p, static size=?", ("p",)),
)
"""Draws with parameters, and the parameters whose shapes make that of the result."""

_OTHERS = """
    dirichlet: concrete alpha, static size=?
    f: concrete dfnum, concrete dfden, static size=?
    hypergeometric: concrete ngood, concrete nbad, concrete nsample, static size=?
    multinomial: concrete n, concrete pvals, static size=?
    multivariate_normal: concrete mean, concrete cov, static size=?, check_valid=?, tol=?
    noncentral_chisquare: concrete df, concrete nonc, static size=?
    noncentral_f: concrete dfnum, concrete dfden, concrete nonc, static size=?
    triangular: concrete left, concrete mode, concrete right, static size=?
    vonmises: concrete mu, concrete kappa, static size=?
    wald: concrete mean, concrete scale, static size=?
"""
"""Draws whose shape is not told from their parameters."""

_STATE = "advances a NumPy generator"
_GENERATORS = {
    "numpy.random.Generator": """
        integers: self, concrete low, concrete high=?, static size=?, dtype=?, endpoint=?
        permuted multivariate_hypergeometric: ?
    """,
    "numpy.random.RandomState": "randint: self, concrete low, concrete high=?, static size=?, dtype=?",
}
"""The two classes of generators, with the draws that only one has."""


def _generator_rows() -> Iterator[Family]:
    """Methods of generators: rows named `numpy.random.Generator.normal`, with `self` first."""
    for owner, own in _GENERATORS.items():
        yield Family(
            owner,
            "random standard_normal standard_exponential standard_cauchy: self, size=?, *args, **kwargs",
            drawn(),
            Makes.NUMPY,
            impure=_STATE,
        )
        for spec, names in (*_DRAWN, *((line.strip(), ()) for line in _OTHERS.strip().splitlines())):
            shape = drawn(*names) if names else None
            yield Family(owner, spec.replace(": ", ": self, ", 1), shape, Makes.NUMPY, impure=_STATE)
        yield Family(owner, own, None, Makes.NUMPY, impure=_STATE)
        yield Family(
            owner,
            """
            choice: self, concrete a, static size=?, replace=?, concrete p=?, axis=?, shuffle=?
            permutation: self, concrete x, axis=?
            bytes: ?
            """,
            None,
            Makes.NUMPY,
            impure=_STATE,
        )
        yield Family(owner, "shuffle: self, mutated x, axis=?", None, Makes.NONE, impure=_STATE)
    yield Family(
        "numpy.random.RandomState", "rand randn: self, *args", drawn_sizes, Makes.NUMPY, impure=_STATE
    )
    yield Family(
        "numpy.random.RandomState", "random_sample: self, size=?", drawn(), Makes.NUMPY, impure=_STATE
    )
    yield Family("numpy.random.RandomState", "seed: self, *args", None, Makes.NONE, impure=_STATE)
    yield Family("numpy.random.Generator", "spawn: self, n_children", None, Makes.HOST, impure=_STATE)


FAMILIES = (
    *_generator_rows(),
    Family(
        "numpy.linalg",
        "norm: concrete x, ord=?, static axis=?, static keepdims=?",
        _same("norm"),
        Makes.NUMPY,
    ),
    Family("numpy.linalg", "inv: concrete a", _same("inv"), Makes.NUMPY),
    Family("numpy.linalg", "det: concrete a", _same("det"), Makes.NUMPY),
    Family("numpy.linalg", "solve: concrete a, concrete b", _same("solve"), Makes.NUMPY),
    Family("numpy.linalg", "cholesky: concrete a, /, *, upper=?", _same("cholesky"), Makes.NUMPY),
    Family("numpy.linalg", "eigvalsh: concrete a, UPLO=?", _same("eigvalsh"), Makes.NUMPY),
    Family("numpy.linalg", "eigh: concrete a, UPLO=?", _same("eigh"), Makes.NUMPYS),
    Family("numpy.linalg", "qr: concrete a, mode=?", _same("qr"), Makes.NUMPYS),
    Family(
        "numpy.linalg",
        "svd: concrete a, full_matrices=?, compute_uv=?, hermitian=?",
        _same("svd"),
        Makes.NUMPYS,
    ),
    Family("numpy.linalg", "matmul: concrete x1, concrete x2, /", _same("matmul"), Makes.NUMPY),
    Family("numpy.linalg", "outer: concrete x1, concrete x2, /", _same("outer"), Makes.NUMPY),
    Family(
        "numpy.linalg",
        "tensordot: concrete x1, concrete x2, /, *, static axes=?",
        _same("tensordot"),
        Makes.NUMPY,
    ),
    Family(
        "numpy.linalg",
        """
        cond: concrete x, p=?
        cross vecdot: concrete x1, concrete x2, /, *, static axis=?
        diagonal: concrete x, /, *, static offset=?
        eigvals: concrete a
        matrix_norm: concrete x, /, *, static keepdims=?, ord=?
        matrix_power: concrete a, static n
        matrix_rank: concrete A, tol=?, hermitian=?, *, rtol=?
        matrix_transpose svdvals: concrete x, /
        multi_dot: concrete arrays, *, mutated out=?
        pinv: concrete a, rcond=?, hermitian=?, *, rtol=?
        tensorinv: concrete a, ind=?
        tensorsolve: concrete a, concrete b, static axes=?
        trace: concrete x, /, *, static offset=?, dtype=?
        vector_norm: concrete x, /, *, static axis=?, static keepdims=?, ord=?
        """,
        makes=Makes.NUMPY,
    ),
    Family(
        "numpy.linalg",
        """
        eig slogdet: concrete a
        lstsq: concrete a, concrete b, rcond=?
        """,
        makes=Makes.NUMPYS,
    ),
    Family(
        "numpy.fft",
        """
        fft hfft ifft ihfft irfft rfft: concrete a, static n=?, static axis=?, norm=?, mutated out=?
        fft2 fftn ifft2 ifftn irfft2 irfftn rfft2 rfftn: concrete a, static s=?, static axes=?, norm=?,
            mutated out=?
        fftshift ifftshift: concrete x, static axes=?
        fftfreq rfftfreq: static n, d=?, device=?
        """,
        makes=Makes.NUMPY,
    ),
    # Draws
    _draws("random random_sample standard_cauchy standard_exponential standard_normal: static size=?"),
    Family("numpy.random", "rand randn: static *args", drawn_sizes, Makes.NUMPY, impure=DRAWS),
    *(_draws(spec, *names) for spec, names in _DRAWN),
    _draws("randint: concrete low, concrete high=?, static size=?, dtype=?", "low", "high"),
    Family("numpy.random", _OTHERS, makes=Makes.NUMPY, impure=DRAWS),
    Family(
        "numpy.random",
        """
        bytes: static length
        choice: concrete a, static size=?, replace=?, concrete p=?
        permutation: concrete x
        random_integers: concrete low, concrete high=?, static size=?
        ranf sample: *args, **kwargs
        """,
        makes=Makes.NUMPY,
        impure=DRAWS,
    ),
    Family("numpy.random", "shuffle: mutated x", makes=Makes.NONE, impure=DRAWS),
    Family("numpy.random", "seed: seed=?", makes=Makes.NONE, impure="seeds NumPy's global generator"),
    Family(
        "numpy.random",
        "set_state: state\n get_state: legacy=?",
        makes=Makes.UNKNOWN,
        impure="shares the state of NumPy's global generator",
    ),
    # A generator without a seed starts from the operating system's entropy.
    Family("numpy.random", "default_rng: seed=?", makes=Makes.HOST, host_type="Generator"),
    Family("numpy.random", "RandomState: seed=?", makes=Makes.HOST, host_type="RandomState"),
    Family(
        "numpy.random", "SeedSequence PCG64 MT19937 Philox SFC64 PCG64DXSM Generator: ?", makes=Makes.HOST
    ),
    # Stores.
    Family(
        "numpy",
        """
        copyto: mutated dst, concrete src, casting=?, concrete where=?
        put: mutated a, concrete ind, concrete v, mode=?
        place: mutated arr, concrete mask, concrete vals
        putmask: mutated a, /, concrete mask, concrete values
        fill_diagonal: mutated a, concrete val, wrap=?
        put_along_axis: mutated arr, concrete indices, concrete values, static axis
        """,
        makes=Makes.NONE,
    ),
    # Files.
    Family("numpy", "load loadtxt genfromtxt fromfile memmap: ?", makes=Makes.UNKNOWN, impure="reads a file"),
    Family(
        "numpy",
        """
        save: file, concrete arr, allow_pickle=?
        savetxt: fname, concrete X, fmt=?, delimiter=?, newline=?, header=?, footer=?, comments=?, encoding=?
        savez savez_compressed: file, concrete *args, allow_pickle=?, **kwds
        """,
        makes=Makes.NONE,
        impure="writes a file",
    ),
    # Tests. `assert_equal` and `assert_almost_equal` ask for what hangs on what they are given.
    Family(
        "numpy.testing",
        """
        assert_allclose: concrete actual, concrete desired, rtol=?, atol=?, equal_nan=?, err_msg=?, verbose=?, *,
            strict=?
        assert_array_equal: concrete actual, concrete desired, err_msg=?, verbose=?, *, strict=?
        assert_equal: actual, desired, err_msg=?, verbose=?, *, strict=?
        assert_array_almost_equal: concrete actual, concrete desired, decimal=?, err_msg=?, verbose=?
        assert_almost_equal: actual, desired, decimal=?, err_msg=?, verbose=?
        assert_array_less: concrete x, concrete y, err_msg=?, verbose=?, *, strict=?
        """,
        makes=Makes.NONE,
    ),
)
