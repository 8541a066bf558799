"""The state that a simulation donates is logged after the step."""
# expect: raises RuntimeError
import jax
import jax.numpy as jnp


class Simulation:
    def __init__(self, state):
        self.state = state
        self._step = jax.jit(lambda s: 0.9 * s, donate_argnums=0)

    def run(self, n):
        log = []
        for _ in range(n):
            state = self._step(self.state)
            log.append(float(self.state.mean()))  # error: JXL802
            self.state = state
        return log


def run():
    return jnp.array(Simulation(jnp.ones(4)).run(2))
