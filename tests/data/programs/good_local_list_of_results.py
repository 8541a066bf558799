"""Lists, dicts and attributes of objects made inside the trace are local to it."""
# expect: ok
import jax
import jax.numpy as jnp


class Collector:
    def __init__(self):
        self.items, self.total = [], 0.0

    def add(self, name, value):
        self.items.append((name, value))
        self.total += value
        return self

    def as_dict(self):
        return dict(self.items)


@jax.jit
def losses(x):
    found = Collector()
    for power in (1, 2, 3):
        found.add(f"p{power}", jnp.mean(x**power))
    extra = {}
    extra["max"] = jnp.max(x)
    extra.setdefault("min", jnp.min(x))
    return {**found.as_dict(), **extra, "total": found.total}


def run():
    return losses(jnp.arange(3.0))
