"""`dataclasses.replace` and `_replace` make new states."""
# expect: ok
import dataclasses

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class Ball:
    height: jax.Array
    speed: jax.Array

    def moved(self, dt):
        return dataclasses.replace(self, height=self.height + dt * self.speed)


@jax.jit
def simulate(ball):
    for _ in range(3):
        ball = ball.moved(0.1)
    return ball


def run():
    return simulate(Ball(jnp.float32(1.0), jnp.float32(-1.0)))
