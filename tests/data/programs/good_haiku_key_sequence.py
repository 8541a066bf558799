"""A sequence of keys gives another one each time."""
# requires: haiku
import haiku as hk
import jax
import jax.numpy as jnp


def forward(x):
    x = hk.Linear(3)(x)
    x = x + 0.1 * jax.random.normal(hk.next_rng_key(), x.shape)
    return hk.dropout(hk.next_rng_key(), 0.5, x)


def run():
    rng = hk.PRNGSequence(jax.random.key(0))
    x = jax.random.normal(next(rng), (2, 4))
    net = hk.transform(forward)
    params = net.init(next(rng), x)
    first, second = rng.take(2)
    drawn = [jax.random.uniform(next(rng)) for _ in range(3)]
    return net.apply(params, next(rng), x), jax.random.normal(first) + jax.random.normal(second), jnp.stack(drawn)
