"""`in_axes` over a tuple with None: what is not mapped is a plain array, which Python may ask."""
# expect: ok
import jax
import jax.numpy as jnp


def render(camera, points, flip):
    if flip > 0:
        points = -points
    if points.ndim != 1:
        raise ValueError("one point at a time")
    return camera @ points


def run():
    camera, points = jnp.eye(3), jnp.ones((4, 3))
    one = jax.vmap(render, in_axes=(None, 0, None))(camera, points, jnp.float32(1.0))
    two = jax.vmap(lambda p: render(camera, p, -1))(points)
    return one, two
