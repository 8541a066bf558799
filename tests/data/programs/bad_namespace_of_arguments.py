"""Parsed command line options go straight into a jitted function."""
# expect: raises TypeError
import argparse

import jax
import jax.numpy as jnp


def parse(argv):
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--decay", type=float, default=0.9)
    return parser.parse_args(argv)


@jax.jit
def schedule(step, args):
    return args.lr * args.decay**step


def run():
    args = parse([])
    return schedule(jnp.arange(3.0), args)  # error: JXL505
