"""The batch size is an argument of the jitted sampler."""
# expect: raises TypeError "Shapes must be 1D sequences"
import jax


@jax.jit
def sample(key, n):
    return jax.random.normal(key, (n, 2))  # error: JXL405


def run():
    return sample(jax.random.key(0), 4)
