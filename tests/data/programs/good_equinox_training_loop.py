"""Equinox: static fields, filtered transformations, printing outside."""
# expect: ok
# requires: equinox, optax
import equinox as eqx
import jax
import jax.numpy as jnp
import optax


class Classifier(eqx.Module):
    layers: list
    activation: str = eqx.field(static=True)
    depth: int

    def __init__(self, key, depth=2, activation="tanh"):
        keys = jax.random.split(key, depth)
        self.layers = [eqx.nn.Linear(2, 2, key=k) for k in keys]
        self.activation, self.depth = activation, depth

    def __call__(self, x):
        for number, layer in enumerate(self.layers):
            x = layer(x)
            if number + 1 < self.depth:
                x = jnp.tanh(x) if self.activation == "tanh" else jax.nn.relu(x)
        return x


@eqx.filter_jit
def step(model, state, optimizer, x, y):
    loss, grads = eqx.filter_value_and_grad(lambda m: jnp.mean((jax.vmap(m)(x) - y) ** 2))(model)
    updates, state = optimizer.update(grads, state, eqx.filter(model, eqx.is_array))
    return eqx.apply_updates(model, updates), state, loss


def run():
    model, optimizer = Classifier(jax.random.key(0)), optax.adam(1e-2)
    state = optimizer.init(eqx.filter(model, eqx.is_array))
    losses = []
    for _ in range(3):
        model, state, loss = step(model, state, optimizer, jnp.ones((4, 2)), jnp.zeros((4, 2)))
        losses.append(loss.item())
    return losses, model.layers[0].bias
