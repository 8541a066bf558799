"""The attribute that the compiled step reads changes, and the step is compiled anew for it."""
# expect: ok
# unchecked: compilations, because the step is compiled anew for a new rate
import jax
import jax.numpy as jnp


class Trainer:
    def __init__(self, rate):
        self.rate = rate
        self.history = []
        self._compile()

    def _compile(self):
        rate = self.rate

        def step(w, g):
            return w - rate * g

        self.step = jax.jit(step)

    def set_rate(self, rate):
        self.rate = rate
        self._compile()

    def fit(self, w, epochs):
        for epoch in range(epochs):
            w = self.step(w, jnp.ones(2))
            self.history.append(epoch)
        return w


def run():
    trainer = Trainer(0.1)
    w = trainer.fit(jnp.ones(2), 2)
    trainer.set_rate(0.01)
    return trainer.fit(w, 1), trainer.history
