"""A print through the host callback that was experimental."""
# expect: raises ImportError
import jax
import jax.numpy as jnp
from jax.experimental import host_callback as hcb  # error: JXL901


@jax.jit
def step(x):
    hcb.id_print(x)
    return 2 * x


def run():
    return step(jnp.ones(2))
