"""`min` with a key compares tracers."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


class Plan:
    def __init__(self, controls, target):
        self.controls = controls
        self.target = target

    def cost(self, start):
        return jnp.abs(start + jnp.sum(self.controls) - self.target)


PLANS = [Plan(jnp.ones(2), 1.0), Plan(-jnp.ones(2), 1.0)]


@jax.jit
def best(start):
    chosen = min(PLANS, key=lambda plan: plan.cost(start))  # error: JXL401
    return chosen.controls


def run():
    return best(0.5)
