"""The loop of an experiment at module level: `noise_scale` is the loop's variable, the forward pass reads it."""
# expect: differs
import jax
import jax.numpy as jnp
import numpy as np

inputs = jnp.asarray(np.linspace(-1.0, 1.0, 5), dtype=jnp.float32)


def perturb(x):
    return x + noise_scale * jnp.cos(3.0 * x)  # error: JXL101


@jax.jit
def forward(x):
    return jnp.tanh(perturb(x)).sum()


scores = {}
for noise_scale in [0.0, 0.5, 2.0]:
    scores[noise_scale] = forward(inputs)


def run():
    return scores
