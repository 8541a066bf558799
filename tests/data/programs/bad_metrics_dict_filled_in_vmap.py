"""A vmapped function files its diagnostics in a dict of the caller."""
# expect: raises UnexpectedTracerError
import jax
import jax.numpy as jnp


def evaluate(w, xs):
    metrics = {}

    def score(x):
        logits = w @ x
        metrics["confidence"] = jax.nn.softmax(logits).max()  # error: JXL105
        return jnp.argmax(logits)

    predictions = jax.vmap(score)(xs)
    return predictions, jnp.mean(metrics["confidence"])  # error: JXL801


def run():
    return evaluate(jnp.eye(3), jnp.ones((4, 3)))
