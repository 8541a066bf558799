"""`x.at[mask].set` is refused as well."""
# expect: raises NonConcreteBooleanIndexError
import jax
import jax.numpy as jnp


def drop_outliers(row):
    return row.at[jnp.abs(row) > 2.0].set(0.0)  # error: JXL406


def run():
    return jax.vmap(drop_outliers)(jnp.array([[1.0, 3.0], [0.5, -4.0]]))
