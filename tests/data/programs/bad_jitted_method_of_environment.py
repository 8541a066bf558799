"""A method of an environment class, decorated with jit."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


class Pendulum:
    max_torque = 2.0
    dt = 0.05

    def __init__(self, gravity=9.81):
        self.gravity = gravity

    @jax.jit  # error: JXL504
    def step(self, state, action):
        theta, omega = state
        u = jnp.clip(action, -self.max_torque, self.max_torque)
        omega = omega + (-3 * self.gravity / 2 * jnp.sin(theta + jnp.pi) + 3.0 * u) * self.dt
        return (theta + omega * self.dt, omega), -(theta**2 + 0.1 * omega**2)


def run():
    env = Pendulum()
    return env.step((jnp.float32(0.1), jnp.float32(0.0)), jnp.float32(0.5))
