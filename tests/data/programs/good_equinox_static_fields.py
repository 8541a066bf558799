"""filter_jit leaves Python values as they are."""
# expect: ok
# requires: equinox
import equinox as eqx
import jax
import jax.numpy as jnp


class Layer(eqx.Module):
    w: jax.Array
    activation: str = eqx.field(static=True)

    def __call__(self, x, scale=1):
        x = self.w @ x
        if self.activation == "relu":
            x = jax.nn.relu(x)
        if scale > 1:
            x = x * scale
        return x


@eqx.filter_jit
def forward(layer, x, scale):
    return layer(x, scale)


def run():
    return forward(Layer(jnp.eye(2), "relu"), jnp.ones(2), 2)
