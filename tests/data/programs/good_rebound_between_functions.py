"""A name is NumPy's in one function and JAX's in another, and changes sides within a third."""
# expect: ok
import jax
import jax.numpy as jnp
import numpy as np


def on_host(n):
    grid = np.zeros(n)
    grid[1:-1] = 1.0
    return grid


def on_device(n):
    grid = jnp.zeros(n)
    grid = grid.at[1:-1].set(1.0)
    return grid


def there_and_back(n):
    grid = on_device(n)
    grid = np.array(grid)
    grid[0] = 5.0
    total = grid.sum()
    grid = jnp.asarray(grid)
    grid = grid.at[-1].add(total)
    for value in range(2):
        grid = np.array(jax.jit(jnp.negative)(grid))
        grid[0] += value
    return grid


def run():
    return on_host(4), on_device(4), there_and_back(4)
