# What a generator yields one after the other, what `next(iter(xs))` takes, and what each turn of a `while` tests anew.
# refused: 24 jax.errors.TracerBoolConversionError
# refused: 25 jax.errors.ConcretizationTypeError
# refused: 27 jax.errors.TracerBoolConversionError
# refused: 33 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp


def each(items):
    for item in items:
        if item is not None:
            yield item


def halves(x):
    yield 0.5
    yield x


@jax.jit
def f(x):
    largest = max(each([x, 0.5, 2.0]))  # mended: largest = 0.5
    text = "%.2f" % sum(each([x, x]))  # mended: text = ""
    mixed = [jnp.tanh(0.5), 2.0]
    if next(iter(mixed)) > 0.0:  # mended: if True:
        x = x + next(halves(x))
    if max(each([0.5, 2.0])) > 1.0 and sum(halves(1.0)) > 1.0:
        x = x + largest
    going = True
    # The second turn asks a tracer.
    while any([going, False]):  # mended: while False:
        going = jnp.asarray(False)
    return x + len(text)


def run():
    return [f(0.5)]
