"""`vmap` and `grad` over closures made in a loop: each call runs the Python of its own iteration."""
# expect: ok
import jax
import jax.numpy as jnp


def sensitivities(xs, orders):
    rows = []
    for order in orders:

        def monomial(x):
            return x**order

        rows.append(jax.vmap(jax.grad(monomial))(xs))
    return jnp.stack(rows)


def run():
    return sensitivities(jnp.array([1.0, 2.0]), (1.0, 2.0, 3.0))
