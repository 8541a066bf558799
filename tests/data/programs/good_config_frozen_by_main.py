"""Flags are read from the command line, once, before anything is compiled."""
# expect: ok
import dataclasses

import jax
import jax.numpy as jnp


@dataclasses.dataclass
class Flags:
    width: int = 2
    use_bias: bool = False


FLAGS = Flags()
STATE = {}


@jax.jit
def forward(x):
    y = jnp.repeat(x, FLAGS.width)
    return y + 1.0 if FLAGS.use_bias else y


def parse(arguments):
    for argument in arguments:
        name, _, value = argument.partition("=")
        setattr(FLAGS, name, type(getattr(FLAGS, name))(int(value)))


def main(arguments):
    parse(arguments)
    STATE["ready"] = True
    return forward(jnp.arange(2.0))


def run():
    return main(["width=3", "use_bias=1"])
