"""A log density with the support masked afterwards, vmapped and differentiated."""
# expect: nan gradient
import jax
import jax.numpy as jnp


class LogNormal:
    def log_prob(self, x):
        log_x = jnp.log(x)  # error: JXL803
        inside = -0.5 * log_x**2 - log_x
        return jnp.where(x > 0.0, inside, -1e3)


def run():
    return jax.vmap(jax.grad(LogNormal().log_prob))(jnp.array([0.0, 1.0, 2.0]))
