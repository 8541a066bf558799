"""The noisy loss and the noisy evaluation of one step use the same key."""
# expect: reuses key
import jax
import jax.numpy as jnp


def noisy_loss(params, key):
    eps = jax.random.normal(key, params.shape)
    return jnp.sum((params + 0.1 * eps) ** 2)


@jax.jit
def step(params, key):
    loss, grads = jax.value_and_grad(noisy_loss)(params, key)
    params = params - 0.1 * grads
    spread = jnp.std(params + 0.1 * jax.random.normal(key, params.shape))  # error: JXL601
    return params, loss, spread


def run():
    return step(jnp.ones(3), jax.random.key(0))
