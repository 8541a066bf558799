"""A closure that vmap maps; the weight comes from the mapped argument."""
# expect: raises TracerBoolConversionError
import jax
import jax.numpy as jnp


def make_scorer(threshold):
    def score(example):
        weight = example["weight"]
        if weight < threshold:  # error: JXL401
            return 0.0
        return weight * example["value"].sum()

    return score


def run():
    batch = {"weight": jnp.array([0.1, 0.9]), "value": jnp.ones((2, 3))}
    return jax.vmap(make_scorer(0.5))(batch)
