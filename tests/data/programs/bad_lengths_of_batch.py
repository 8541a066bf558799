"""The longest sequence of a batch decides the shape of a mask."""
# expect: raises TypeError "Shapes must be 1D sequences"
import jax
import jax.numpy as jnp


def attention_mask(lengths):
    longest = jnp.max(lengths)
    base = jnp.zeros((lengths.shape[0], longest))  # error: JXL405
    return base + (jnp.arange(base.shape[1]) < lengths[:, None])


class Encoder:
    def __init__(self, embed):
        self.embed = embed

    def __call__(self, tokens, lengths):
        return self.embed[tokens] * attention_mask(lengths)[..., None]


def run():
    encoder = Encoder(jnp.ones((5, 2)))
    return jax.jit(encoder)(jnp.zeros((2, 3), int), jnp.array([2, 3]))
