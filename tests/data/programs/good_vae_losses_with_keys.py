"""A VAE draws one latent for each example, and its loss is compiled once for training and once for evaluation."""
import jax
import jax.numpy as jnp


def encode(params, x):
    return x @ params["enc"], -1.0


def loss(params, key, x):
    mean, logvar = encode(params, x)
    z = mean + jnp.exp(0.5 * logvar) * jax.random.normal(key, mean.shape)
    return jnp.mean((z @ params["dec"] - x) ** 2)


@jax.jit
def train_step(params, key, batch):
    key, sub = jax.random.split(key)
    keys = jax.random.split(sub, batch.shape[0])
    value, grads = jax.value_and_grad(lambda p: jnp.mean(jax.vmap(loss, (None, 0, 0))(p, keys, batch)))(params)
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, grads), key, value


def run():
    key = jax.random.key(0)
    enc_key, dec_key, key = jax.random.split(key, 3)
    params = {"enc": jax.random.normal(enc_key, (3, 2)), "dec": jax.random.normal(dec_key, (2, 3))}
    losses = []
    for batch in (jnp.ones((2, 3)), jnp.zeros((2, 3))):
        params, key, value = train_step(params, key, batch)
        losses.append(value)
    return losses, jax.random.bits(key)
