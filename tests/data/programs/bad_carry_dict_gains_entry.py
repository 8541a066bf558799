"""The body of a loop adds an entry to the dict that it carries."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


def simulate(params, n):
    def body(i, state):
        velocity = state["v"] - params["k"] * state["x"] * 0.1
        position = state["x"] + velocity * 0.1
        return {"x": position, "v": velocity, "energy": 0.5 * velocity**2}

    return jax.lax.fori_loop(0, n, body, {"x": jnp.float32(1.0), "v": jnp.float32(0.0)})  # error: JXL701


def run():
    return simulate({"k": 2.0}, 5)
