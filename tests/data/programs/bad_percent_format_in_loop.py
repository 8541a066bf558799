"""`%` formatting in the body of a fori_loop."""
# expect: raises ConcretizationTypeError
import jax

log = []


def body(i, x):
    text = "x is %.2f" % x  # error: JXL402
    return x * (1.0 + len(text) * 0.0)


def run():
    return jax.lax.fori_loop(0, 3, body, 1.0)
