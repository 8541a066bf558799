"""The body of a scan appends to its carry."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


@jax.jit
def decode(table, start):
    def body(tokens, _):
        nxt = jnp.argmax(table[tokens[-1]])
        return jnp.concatenate([tokens, nxt[None]]), nxt

    tokens, _ = jax.lax.scan(body, start, None, length=4)  # error: JXL701
    return tokens


def run():
    return decode(jnp.eye(5), jnp.array([1], dtype=jnp.int32))
