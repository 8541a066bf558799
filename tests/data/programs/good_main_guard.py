"""What `__main__` rebinds is rebound before it calls, and not at all when the module is imported."""
# expect: ok
import jax
import jax.numpy as jnp

verbose = False
steps = 2


@jax.jit
def integrate(x):
    for _ in range(steps):
        x = x + 0.1 * jnp.cos(x)
    return x


def main():
    result = integrate(jnp.zeros(3))
    if verbose:
        print(result)
    return result


if __name__ == "__main__":
    verbose = True
    steps = 10
    main()


def run():
    return main(), main()
