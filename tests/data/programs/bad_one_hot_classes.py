"""The number of classes from the labels."""
# expect: raises ConcretizationTypeError
import jax
import jax.numpy as jnp


@jax.jit
def counts(labels):
    classes = labels.max() + 1
    return jax.nn.one_hot(labels, classes).sum(axis=0)  # error: JXL405


def run():
    return counts(jnp.array([0, 2, 1]))
