"""Branch functions defined in a loop, one for each action of a grid world."""
# expect: silent, because all branches are the last move
import jax
import jax.numpy as jnp

MOVES = {"up": (-1, 0), "down": (1, 0), "left": (0, -1), "right": (0, 1)}


class GridWorld:
    def __init__(self, size):
        self.size = size
        self.moves = []
        for name, delta in MOVES.items():

            def move(position):  # error: JXL704
                return jnp.clip(position + jnp.array(delta), 0, self.size - 1)

            self.moves.append(move)

    def step(self, position, action):
        return jax.lax.switch(action, self.moves, position)


def run():
    return GridWorld(4).step(jnp.array([2, 2]), jnp.int32(0))
