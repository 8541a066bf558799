# A callable instance is what JAX keeps the trace for; its attributes are constants of the trace.
# runs
import jax


class Model:
    def __init__(self, gain):
        self.gain = gain

    def __call__(self, x, double=False):
        if double:
            return x * self.gain * 2.0
        return x * self.gain


model = Model(0.5)
g = jax.jit(model, static_argnames="double")
twice = jax.jit(jax.jit(model, static_argnums=1), static_argnames="double")


def run():
    results = [g(1.0), g(1.0, double=True)]
    results.append(twice(1.0, True))
    model.gain = 1.5
    results.append(g(1.0))
    return results
