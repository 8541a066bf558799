"""Array code that is handed its namespace: with NumPy it writes, with JAX it does not get there."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


def boundary(xp, grid, value):
    if xp is np:
        grid = grid.copy()
        grid[0] = value
        return grid
    return grid.at[0].set(value)


def smooth(xp, grid):
    grid = boundary(xp, grid, 0.0)
    return 0.5 * (grid + xp.roll(grid, 1))


def run():
    on_host = smooth(np, np.ones(4, dtype=np.float32))
    on_device = jax.jit(lambda grid: smooth(jnp, grid))(jnp.ones(4))
    return on_host, on_device
