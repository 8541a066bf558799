"""The compiled version of a method, made in the class body."""
# expect: raises TypeError
import jax
import jax.numpy as jnp


class KalmanFilter:
    def __init__(self, transition, noise):
        self.transition = transition
        self.noise = noise

    def _predict(self, mean, cov):
        return self.transition @ mean, self.transition @ cov @ self.transition.T + self.noise

    predict = jax.jit(_predict)  # error: JXL504


def run():
    kf = KalmanFilter(jnp.eye(2), 0.1 * jnp.eye(2))
    return kf.predict(jnp.ones(2), jnp.eye(2))
