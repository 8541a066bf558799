"""A differentiated Equinox module that iterates with lax.while_loop."""
# expect: raises ValueError
# requires: equinox
import equinox as eqx
import jax
import jax.numpy as jnp


class DEQ(eqx.Module):
    weight: jax.Array

    def __call__(self, x):
        def body(state):
            z, i = state
            return jnp.tanh(self.weight @ z + x), i + 1

        z, _ = jax.lax.while_loop(lambda s: s[1] < 20, body, (jnp.zeros_like(x), 0))  # error: JXL706
        return z


@eqx.filter_jit
def step(model, x):
    grads = eqx.filter_grad(lambda m: jnp.sum(m(x) ** 2))(model)
    return eqx.apply_updates(model, jax.tree.map(lambda g: -0.1 * g, grads))


def run():
    return step(DEQ(0.5 * jnp.eye(2)), jnp.ones(2))
