"""What the oracle's child computes in NumPy is what XLA computes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from jaxlint.verify.child.stepwise import evaluate

VEC = np.array([0.5, -1.5, 2.0], np.float32)
MAT = np.array([[0.5, -1.0, 2.0], [3.0, 0.25, -0.5]], np.float32)
INTS = np.array([7, -7, 3], np.int32)
MASK = np.array([True, False, True])
HOLES = np.array([0.5, np.nan, -np.inf, 3e9], np.float32)
KEY = jax.random.key(3)

FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "elementwise": (lambda x: [jnp.sin(x), jnp.exp(x), jax.nn.sigmoid(x), lax.rsqrt(abs(x)), x**3, x**-2], (VEC,)),
    "special": (lambda x: [lax.erf(x), lax.erf_inv(x / 3), lax.lgamma(abs(x)), lax.digamma(abs(x))], (VEC,)),
    "rounding": (lambda x: [jnp.round(x), lax.round(x), jnp.floor(x), jnp.sign(x), jnp.trunc(x)], (VEC,)),
    "division": (lambda x: [lax.div(x, jnp.int32(2)), lax.rem(x, jnp.int32(2)), x // 2, x % 2, divmod(x, -2)], (INTS,)),
    "division by zero": (lambda x: [lax.div(x, jnp.int32(0)), lax.rem(x, jnp.int32(0))], (INTS,)),
    "powers": (lambda x, n: [jnp.power(abs(x), 0.5), x**n, n**2], (VEC, INTS)),
    "to integers": (lambda x: [x.astype(jnp.int32), x.astype(jnp.uint8), x.astype(bool)], (HOLES,)),
    "order": (lambda x: [jnp.sort(x), jnp.argsort(x), jnp.argmax(x), jnp.max(x), jnp.maximum(x, 0.0)], (HOLES,)),
    "search": (lambda x: jnp.searchsorted(jnp.sort(x), x), (VEC,)),
    "bits": (lambda n: [n << 2, n >> 1, lax.shift_right_logical(n, jnp.int32(1)), ~n, n ^ 3, n << 40], (INTS,)),
    "choice": (lambda m, x: [jnp.where(m, x, 0.0), lax.select_n(jnp.arange(3), x, -x, x * 2)], (MASK, VEC)),
    "bounds": (lambda x: [jnp.clip(x, -1.0, 1.0), lax.clamp(0.0, x, 1.0)], (VEC,)),
    "shapes": (lambda m: [m.T, m.reshape(3, 2), m[None].squeeze(0), jnp.broadcast_to(m, (2, 2, 3)), m[::-1]], (MAT,)),
    "parts": (lambda m: [m[:, 1:], m[1], m[:, ::2], jnp.split(m, 3, 1), jnp.unstack(m)], (MAT,)),
    "joining": (lambda m: [jnp.concatenate([m, m], 1), jnp.stack([m, m], 1), jnp.tile(m, (2, 1))], (MAT,)),
    "padding": (lambda x: [jnp.pad(x, (1, 2)), lax.pad(x, 0.5, [(-1, 2, 1)]), lax.pad(x, 0.5, [(1, -1, 0)])], (VEC,)),
    "creation": (lambda: [jnp.arange(3), jnp.eye(2), jnp.linspace(0.0, 1.0, 3), lax.iota(jnp.int32, 3)], ()),
    "products": (lambda m, x: [m @ x, m.T @ m, jnp.einsum("ij,kj->ik", m, m), jax.vmap(jnp.dot)(m, m)], (MAT, VEC)),
    "reductions": (lambda m: [m.sum(), m.prod(0), m.max(1), m.min(), m.mean(), (m > 0).any(), (m > 0).all(0)], (MAT,)),
    "of nothing": (lambda x: [x[:0].sum(), jnp.max(x[:0], initial=-1.0), jnp.prod(x[3:])], (VEC,)),
    "running": (lambda x: [jnp.cumsum(x), jnp.cumprod(x), lax.cummax(x), lax.cumsum(x, reverse=True)], (VEC,)),
    "taking": (lambda x, i: [x[i], x[i[0]], jnp.take(x, i), jnp.take(x, i, mode="clip")], (VEC, INTS)),
    "taking rows": (lambda m, i: [m[:, i], m[i % 2], m[i % 2, i], jax.vmap(lambda r: r[i])(m)], (MAT, INTS)),
    "batched taking": (lambda m, i: jax.vmap(lambda r, j: r[j])(m, i[:2] % 3), (MAT, INTS)),
    "along": (lambda m: jnp.take_along_axis(m, jnp.argsort(m, 1), 1), (MAT,)),
    "windows": (lambda x, i: [lax.dynamic_slice(x, (i[0],), (2,)), lax.dynamic_update_slice(x, x[:2], (i[1],))],
                (VEC, INTS)),
    "updates": (lambda x, i: [x.at[i].add(1.0), x.at[i % 3].set(2.0), x.at[1:].multiply(3.0), x.at[i[0]].max(1.0)],
                (VEC, INTS)),
    "updates of rows": (lambda m, i: [m.at[:, i % 3].min(0.0), m.at[i[:1] % 2].set(7.0),
                                      jax.vmap(lambda r, j: r.at[j].add(1.0))(m, i[:2] % 3)], (MAT, INTS)),
    "clipped updates": (lambda x, i: [x.at[i].add(1.0, mode="clip"), x.at[i].set(1.0, mode="drop")], (VEC, INTS)),
    "gradients": (jax.grad(lambda x: jnp.max(x) * x[1] + jnp.where(x > 0, x, 0.0).sum() + jnp.sort(x)[0]), (VEC,)),
    "loops": (lambda x: [lax.scan(lambda c, y: (c + y, (c, y)), 0.0, x, reverse=True),
                         lax.scan(lambda c, y: (c, y), 0.0, x[:0]),
                         lax.fori_loop(0, 3, lambda i, c: c * x[i], 1.0),
                         lax.while_loop(lambda c: c[0] < 3, lambda c: (c[0] + 1, c[1] + x), (0, x))], (VEC,)),
    "gradient of a loop": (jax.grad(lambda x: lax.scan(lambda c, y: (c * y, None), 1.0, x)[0]), (VEC,)),
    "branches": (lambda x: [lax.cond(x[0] > 1, jnp.sin, jnp.cos, x), lax.switch(7, [jnp.sin, jnp.cos], x)], (VEC,)),
    "nested": (lambda x: [jax.jit(jnp.sin)(x), jax.checkpoint(jnp.sin)(x), jax.nn.relu(x), jax.nn.softmax(x)], (VEC,)),
    "callbacks": (lambda x: jax.pure_callback(np.cumsum, x, x), (VEC,)),
    "random": (lambda: [jax.random.normal(KEY, (3,)), jax.random.randint(jax.random.split(KEY)[1], (2,), 0, 9),
                        jax.random.permutation(jax.random.fold_in(KEY, 1), 5), jax.random.key_data(KEY)], ()),
    "random rows": (lambda: jax.vmap(partial(jax.random.uniform, shape=(2,)))(jax.random.split(KEY, 3)), ()),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_numpy_gives_what_xla_gives(name: str) -> None:
    function, arguments = FUNCTIONS[name]
    given = [jnp.asarray(each) for each in arguments]
    meant = jax.tree.leaves(jax.jit(function)(*given))
    found = evaluate(jax.make_jaxpr(function)(*given), [np.asarray(each) for each in given])
    assert len(found) == len(meant)
    for ours, theirs in zip(found, meant, strict=True):
        assert (np.shape(ours), ours.dtype) == (np.shape(theirs), theirs.dtype)
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
