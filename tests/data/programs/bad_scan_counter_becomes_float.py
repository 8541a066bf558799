"""The carry of a scan starts as an integer and is added to a float."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def discounted_return(rewards, gamma=0.99):
    def body(total, reward):
        total = reward + gamma * total
        return total, total

    return jax.lax.scan(body, jnp.int32(0), rewards, reverse=True)  # error: JXL701


def run():
    return discounted_return(jnp.array([1.0, 0.0, 2.0]))
