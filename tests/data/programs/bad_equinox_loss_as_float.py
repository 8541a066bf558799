"""The loss is turned into a Python number inside the compiled step."""
# expect: raises ConcretizationTypeError
# requires: equinox, optax
import equinox as eqx
import jax
import jax.numpy as jnp
import optax

optimizer = optax.sgd(0.1)


@eqx.filter_jit
def make_step(model, state, x, y):
    def loss_fn(model):
        return jnp.mean((jax.vmap(model)(x) - y) ** 2)

    loss, grads = eqx.filter_value_and_grad(loss_fn)(model)
    updates, state = optimizer.update(grads, state)
    return eqx.apply_updates(model, updates), state, float(loss)  # error: JXL402


def run():
    model = eqx.nn.Linear(2, 1, key=jax.random.key(0))
    state = optimizer.init(eqx.filter(model, eqx.is_array))
    return make_step(model, state, jnp.ones((4, 2)), jnp.zeros((4, 1)))[2]
