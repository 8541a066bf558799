"""SciPy's functions that have a twin in jax.scipy: they convert their arguments, which raises on a tracer."""

from __future__ import annotations

from jaxlint.signatures.rows import Family
from jaxlint.signatures.signature import Makes

_ARGUMENTS = "concrete *args, **kwargs"

FAMILIES = (
    Family(
        "scipy.special",
        f"""
        beta betainc betaln boxcox boxcox1p comb dawsn digamma entr erf erfc erfcx erfinv exp1 expi expit expn
            factorial gamma gammainc gammaincc gammaln gammasgn hyp1f1 hyp2f1 i0 i0e i1 i1e kl_div log_ndtr
            log_softmax loggamma logit logsumexp multigammaln ndtr ndtri owens_t poch polygamma rel_entr softmax
            spence wofz xlog1py xlogy zeta: {_ARGUMENTS}
        """,
        makes=Makes.NUMPY,
    ),
    Family("scipy.special", f"fresnel sici: {_ARGUMENTS}", makes=Makes.NUMPYS),
    Family(
        "scipy.linalg",
        f"""
        block_diag cholesky circulant companion det expm fiedler fiedler_companion hankel hilbert inv leslie solve
            solve_sylvester solve_triangular sqrtm toeplitz: {_ARGUMENTS}
        """,
        makes=Makes.NUMPY,
    ),
    # One array or several, by the options.
    Family(
        "scipy.linalg",
        f"cho_factor eigh eigh_tridiagonal hessenberg lu lu_factor polar qr schur svd: {_ARGUMENTS}",
        makes=Makes.UNKNOWN,
    ),
)
