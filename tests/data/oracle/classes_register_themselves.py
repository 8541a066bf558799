# Where a class is defined, its metaclass runs, and `__init_subclass__` of what it inherits: both may note the class.
# refused: 35 jax.errors.TracerBoolConversionError
# refused: 37 jax.errors.TracerBoolConversionError
# runs
import jax
import jax.numpy as jnp


class Registered(type):
    members = []

    def __new__(cls, name, bases, namespace):
        made = super().__new__(cls, name, bases, namespace)
        cls.members.append(made)
        return made


class Plugin:
    known = []

    def __init_subclass__(cls):
        Plugin.known.append(cls)


class Options(metaclass=Registered):
    limit = 0.5


class Extended(Options, Plugin):
    pass


@jax.jit
def f(x):
    if len(Registered.members) == 2 and x > 0.0:  # mended: if False:
        x = x * 2.0
    if len(Plugin.known) == 1 and x > 0.0:  # mended: if False:
        x = x * 2.0
    return x


def run():
    return [f(0.5)]
