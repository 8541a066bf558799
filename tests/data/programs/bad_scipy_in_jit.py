"""SciPy asks for NumPy arrays."""
# expect: raises TracerArrayConversionError
# requires: scipy
import jax
import jax.numpy as jnp
from scipy.special import gammaln


@jax.jit
def poisson_logpmf(k, rate):
    return k * jnp.log(rate) - rate - gammaln(k + 1)  # error: JXL403


def run():
    return poisson_logpmf(jnp.arange(3.0), 2.0)
