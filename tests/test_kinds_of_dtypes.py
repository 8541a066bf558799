"""What `issubdtype` is taken to answer, against JAX."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from jaxlint.domain import dtypes
from jaxlint.domain.values import DType, External
from jaxlint.signatures.kinds import _BELOW, dtype_kind, kinds_below

BY_NAME = {name: jnp.dtype(name) for name in dtypes._KINDS if hasattr(jnp, name) and name != "bool"}
BY_NAME |= {"bool": jnp.dtype(bool), dtypes.KEY: jax.random.key(0).dtype}


@pytest.mark.parametrize("home", ["jax.numpy", "numpy"])
@pytest.mark.parametrize("name", _BELOW)
def test_kinds_are_below_what_jax_says(home: str, name: str) -> None:
    above = getattr(jnp if home == "jax.numpy" else np, name)
    kinds = kinds_below(External(f"{home}.{name}"))
    assert kinds is not None
    for dtype, real in BY_NAME.items():
        said = dtype_kind(DType(dtype)) in kinds
        assert said == jnp.issubdtype(real, above) == jax.dtypes.issubdtype(real, above), dtype


def test_keys_are_of_a_kind_of_their_own() -> None:
    kinds = kinds_below(External("jax.dtypes.prng_key"))
    assert kinds is not None
    for dtype, real in BY_NAME.items():
        assert (dtype_kind(DType(dtype)) in kinds) == jnp.issubdtype(real, jax.dtypes.prng_key)


def test_what_is_not_known_has_no_kind() -> None:
    assert dtype_kind(External("numpy.dtype")) is None
    assert kinds_below(External("jax.numpy.float32")) is None
