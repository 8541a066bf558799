"""An Equinox layer that branches on its activations, three calls below `filter_jit`."""
# expect: raises TracerBoolConversionError
# requires: equinox
import equinox as eqx
import jax
import jax.numpy as jnp


class Norm(eqx.Module):
    scale: jax.Array
    eps: float = eqx.field(static=True)

    def __call__(self, x):
        spread = jnp.std(x)
        if spread < self.eps:  # error: JXL401
            return x
        return self.scale * x / spread


class Network(eqx.Module):
    norm: Norm
    weight: jax.Array

    def __call__(self, x):
        return self.weight @ self.norm(x)


@eqx.filter_value_and_grad
def loss(model, x, y):
    return jnp.mean((jax.vmap(model)(x) - y) ** 2)


@eqx.filter_jit
def step(model, x, y):
    value, grads = loss(model, x, y)
    return value, eqx.apply_updates(model, jax.tree.map(lambda g: -0.1 * g, grads))


def run():
    model = Network(Norm(jnp.float32(1.0), 1e-5), jnp.eye(2))
    return step(model, jnp.ones((3, 2)), jnp.zeros((3, 2)))[0]
