"""The loop of Flax's examples: a TrainState, a static apply function, metrics read outside."""
# expect: ok
# requires: flax, optax
import flax.linen as nn
import jax
import jax.numpy as jnp
import optax
from flax.training import train_state


class MLP(nn.Module):
    features: tuple
    dropout: float = 0.0

    @nn.compact
    def __call__(self, x, deterministic=True):
        for number, width in enumerate(self.features):
            x = nn.Dense(width, name=f"dense_{number}")(x)
            if number < len(self.features) - 1:
                x = nn.relu(x)
            if self.dropout > 0.0 and not deterministic:
                x = nn.Dropout(self.dropout, deterministic=False)(x)
        return x


@jax.jit
def train_step(state, batch):
    def loss_fn(params):
        logits = state.apply_fn({"params": params}, batch["x"])
        loss = optax.l2_loss(logits, batch["y"]).mean()
        return loss, logits

    (loss, logits), grads = jax.value_and_grad(loss_fn, has_aux=True)(state.params)
    state = state.apply_gradients(grads=grads)
    return state, {"loss": loss, "norm": optax.global_norm(grads), "max": jnp.max(logits)}


def run():
    model, batch = MLP((4, 1)), {"x": jnp.ones((2, 3)), "y": jnp.zeros((2, 1))}
    params = model.init(jax.random.key(0), batch["x"])["params"]
    state = train_state.TrainState.create(apply_fn=model.apply, params=params, tx=optax.sgd(0.1))
    history = []
    for _ in range(2):
        state, metrics = train_step(state, batch)
        history.append({name: float(value) for name, value in metrics.items()})
        if metrics["loss"] < 0.0 or state.step > 100:
            break
    return state.params, history
