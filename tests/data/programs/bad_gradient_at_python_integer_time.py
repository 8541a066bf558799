"""The velocity of a trajectory is evaluated at an integer time."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


class Trajectory:
    def __init__(self, amplitude, frequency):
        self.amplitude = amplitude
        self.frequency = frequency

    def position(self, t):
        return self.amplitude * jnp.sin(self.frequency * t)

    def velocity(self, t):
        return jax.grad(self.position)(t)  # error: JXL805


def run():
    trajectory = Trajectory(2.0, 0.5)
    return jnp.stack([trajectory.velocity(t) for t in range(3)])
