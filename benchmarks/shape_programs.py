"""Forty small faulty programs, each with its mended twin: twenty without annotations, twenty with.

`FAULT` stands in each text for one expression: the faulty one, or the one that mends it. Each program has a function
`run()` that takes nothing. Faulty programs raise when they run, or return something that an annotation contradicts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """One fault and its cure."""

    name: str
    family: str
    text: str
    faulty: str
    mended: str

    def written(self, faulty: bool) -> str:
        return self.text.replace("FAULT", self.faulty if faulty else self.mended)


PLAIN_HEAD = "import jax\nimport jax.numpy as jnp\n\n\n"
ANNOTATED_HEAD = "import jax\nimport jax.numpy as jnp\nfrom jaxtyping import Array, Float, Int\n\n\n"


def _plain(name: str, family: str, body: str, faulty: str, mended: str) -> Program:
    return Program(f"plain_{name}", family, PLAIN_HEAD + body.strip("\n") + "\n", faulty, mended)


def _annotated(name: str, family: str, body: str, faulty: str, mended: str) -> Program:
    return Program(f"annotated_{name}", family, ANNOTATED_HEAD + body.strip("\n") + "\n", faulty, mended)


PROGRAMS = (
    # Mismatched dots
    _plain(
        "batch_for_one",
        "dot",
        """
def predict(w, x):
    return jnp.dot(w, x)


def run():
    w, xs = jnp.ones((20, 2)), jnp.ones((5, 2))
    return FAULT
""",
        "predict(w, xs)",
        "jax.vmap(predict, in_axes=(None, 0))(w, xs)",
    ),
    _plain(
        "forgotten_transpose",
        "dot",
        """
def layer(x, weight):
    return jax.nn.relu(x @ FAULT)


def run():
    return layer(jnp.ones((4, 3)), jnp.ones((7, 3)))
""",
        "weight",
        "weight.T",
    ),
    _plain(
        "einsum_labels",
        "dot",
        """
@jax.jit
def scores(queries, keys):
    return jnp.einsum("FAULT", queries, keys)


def run():
    return scores(jnp.ones((4, 8)), jnp.ones((8, 6)))
""",
        "qd,kd->qk",
        "qd,dk->qk",
    ),
    _plain(
        "wrong_layer_size",
        "dot",
        """
def network(params, x):
    for kernel in params:
        x = jnp.tanh(x @ kernel)
    return x


def run():
    sizes = FAULT
    params = [jnp.ones(shape) for shape in sizes]
    return network(params, jnp.ones((5, 2)))
""",
        "[(2, 8), (6, 1)]",
        "[(2, 8), (8, 1)]",
    ),
    _plain(
        "method",
        "dot",
        """
class Linear:
    def __init__(self, inputs, outputs):
        self.weight = jnp.ones((outputs, inputs))

    def __call__(self, x):
        return self.weight @ x


def run():
    layer = Linear(3, 8)
    return FAULT(jnp.ones((16, 3)))
""",
        "layer",
        "jax.vmap(layer)",
    ),
    # Wrong axes of vmap
    _plain(
        "weights_mapped",
        "vmap",
        """
def predict(w, x):
    return jnp.dot(w, x)


def run():
    w, xs = jnp.ones((20, 2)), jnp.ones((5, 2))
    return jax.vmap(predict, FAULT)(w, xs)
""",
        "in_axes=0",
        "in_axes=(None, 0)",
    ),
    _plain(
        "too_many_entries",
        "vmap",
        """
def scale(x, factor):
    return x * factor


def run():
    return jax.vmap(scale, in_axes=FAULT)(jnp.ones((5, 2)), 2.0)
""",
        "(0, None, None)",
        "(0, None)",
    ),
    _plain(
        "scalar_mapped",
        "vmap",
        """
def update(weight, gradient, rate):
    return weight - rate * gradient


def run():
    step = jax.vmap(update, in_axes=FAULT)
    return step(jnp.zeros((4, 3)), jnp.ones((4, 3)), 0.1)
""",
        "0",
        "(0, 0, None)",
    ),
    _plain(
        "axis_out_of_range",
        "vmap",
        """
def total(x):
    return jnp.sum(x)


def run():
    return jax.vmap(total, in_axes=FAULT)(jnp.ones((5, 2)))
""",
        "2",
        "1",
    ),
    _plain(
        "out_axes",
        "vmap",
        """
def moments(x):
    return jnp.mean(x), jnp.var(x)


def run():
    return jax.vmap(moments, out_axes=FAULT)(jnp.ones((5, 2)))
""",
        "(0, 0, 0)",
        "(0, 0)",
    ),
    # Bad reshapes
    _plain(
        "wrong_size",
        "reshape",
        """
def grid(x):
    return x.reshape(FAULT)


def run():
    return grid(jnp.arange(6.0))
""",
        "(4, 2)",
        "(3, 2)",
    ),
    _plain(
        "no_divisor",
        "reshape",
        """
PIXELS = FAULT


@jax.jit
def flatten(images):
    return images.reshape(-1, PIXELS)


def run():
    return flatten(jnp.zeros((16, 28, 28)))
""",
        "32 * 32",
        "28 * 28",
    ),
    _plain(
        "split",
        "reshape",
        """
def halves(x):
    return jnp.split(x, FAULT, axis=-1)


def run():
    return halves(jnp.ones((5, 9)))
""",
        "2",
        "3",
    ),
    _plain(
        "too_many_indices",
        "reshape",
        """
def corner(row):
    return FAULT


def run():
    return jax.vmap(corner)(jnp.ones((5, 3)))
""",
        "row[0, 0]",
        "row[0]",
    ),
    _plain(
        "axis",
        "reshape",
        """
def entropy(p):
    return -jnp.sum(p * jnp.log(p), axis=FAULT)


def run():
    return entropy(jnp.full(4, 0.25))
""",
        "1",
        "0",
    ),
    # Bad broadcasts
    _plain(
        "norms",
        "broadcast",
        """
def normalise(rows):
    return rows / jnp.sum(rows, axis=1, keepdims=FAULT)


def run():
    return normalise(jnp.ones((5, 3)))
""",
        "False",
        "True",
    ),
    _plain(
        "differences",
        "broadcast",
        """
def loss(weight, series):
    predicted = weight * FAULT
    return jnp.mean((predicted - series[1:]) ** 2)


def run():
    return jax.grad(loss)(jnp.float32(0.5), jnp.arange(8.0))
""",
        "series",
        "series[:-1]",
    ),
    _plain(
        "stack",
        "broadcast",
        """
def ensemble(a, b):
    return jnp.stack([a, b])


def run():
    return ensemble(jnp.ones(3), FAULT)
""",
        "jnp.ones(4)",
        "jnp.ones(3)",
    ),
    _plain(
        "where",
        "broadcast",
        """
@jax.jit
def drop(table, keep):
    return jnp.where(FAULT, table, 0.0)


def run():
    return drop(jnp.ones((4, 6)), jnp.arange(4) > 1)
""",
        "keep",
        "keep[:, None]",
    ),
    _plain(
        "update",
        "broadcast",
        """
@jax.jit
def record(table, column):
    return table.at[FAULT].set(column)


def run():
    return record(jnp.zeros((3, 5)), jnp.ones(3))
""",
        "0",
        "(slice(None), 0)",
    ),
    # The same faults where nothing but annotations says the sizes
    _annotated(
        "batch_for_one",
        "dot",
        """
def predict(w: Float[Array, "out d"], x: Float[Array, "d"]) -> Float[Array, "out"]:
    return jnp.dot(w, x)


def evaluate(w: Float[Array, "out d"], xs: Float[Array, "batch d"]) -> Float[Array, "batch out"]:
    return FAULT


def run():
    return evaluate(jnp.ones((20, 2)), jnp.ones((5, 2)))
""",
        "predict(w, xs)",
        "jax.vmap(predict, in_axes=(None, 0))(w, xs)",
    ),
    _annotated(
        "forgotten_transpose",
        "dot",
        """
def layer(x: Float[Array, "batch 3"], weight: Float[Array, "7 3"]) -> Float[Array, "batch 7"]:
    return x @ FAULT


def run():
    return layer(jnp.ones((4, 3)), jnp.ones((7, 3)))
""",
        "weight",
        "weight.T",
    ),
    _annotated(
        "einsum_labels",
        "dot",
        """
def scores(queries: Float[Array, "4 8"], keys: Float[Array, "8 6"]) -> Float[Array, "4 6"]:
    return jnp.einsum("FAULT", queries, keys)


def run():
    return scores(jnp.ones((4, 8)), jnp.ones((8, 6)))
""",
        "qd,kd->qk",
        "qd,dk->qk",
    ),
    _annotated(
        "wrong_layer_size",
        "dot",
        """
def encode(x: Float[Array, "batch 2"]) -> Float[Array, "batch 8"]:
    return x @ jnp.ones((2, 8))


def decode(z: Float[Array, "batch FAULT"]) -> Float[Array, "batch 1"]:
    return z @ jnp.ones((FAULT, 1))


def network(x: Float[Array, "batch 2"]) -> Float[Array, "batch 1"]:
    return decode(encode(x))


def run():
    return network(jnp.ones((5, 2)))
""",
        "6",
        "8",
    ),
    _annotated(
        "product_of_names",
        "dot",
        """
def energy(coupling: Float[Array, "n n"], states: Float[Array, "batch n"]) -> Float[Array, "batch batch"]:
    return FAULT


def run():
    return energy(jnp.ones((3, 3)), jnp.ones((5, 3)))
""",
        "states @ coupling @ states",
        "states @ coupling @ states.T",
    ),
    _annotated(
        "weights_mapped",
        "vmap",
        """
def predict(w: Float[Array, "20 2"], x: Float[Array, "2"]) -> Float[Array, "20"]:
    return jnp.dot(w, x)


def evaluate(w: Float[Array, "20 2"], xs: Float[Array, "5 2"]) -> Float[Array, "5 20"]:
    return jax.vmap(predict, FAULT)(w, xs)


def run():
    return evaluate(jnp.ones((20, 2)), jnp.ones((5, 2)))
""",
        "in_axes=0",
        "in_axes=(None, 0)",
    ),
    _annotated(
        "too_many_entries",
        "vmap",
        """
def scale(x: Float[Array, "d"], factor: float) -> Float[Array, "d"]:
    return x * factor


def scaled(xs: Float[Array, "batch d"]) -> Float[Array, "batch d"]:
    return jax.vmap(scale, in_axes=FAULT)(xs, 2.0)


def run():
    return scaled(jnp.ones((5, 2)))
""",
        "(0, None, None)",
        "(0, None)",
    ),
    _annotated(
        "scalar_mapped",
        "vmap",
        """
def shift(x: Float[Array, "d"], by: Float[Array, ""]) -> Float[Array, "d"]:
    return x - by


def shifted(xs: Float[Array, "batch d"], by: Float[Array, ""]) -> Float[Array, "batch d"]:
    return jax.vmap(shift, in_axes=FAULT)(xs, by)


def run():
    return shifted(jnp.ones((4, 3)), jnp.float32(1.0))
""",
        "0",
        "(0, None)",
    ),
    _annotated(
        "axis_out_of_range",
        "vmap",
        """
def total(x: Float[Array, "n"]) -> Float[Array, ""]:
    return jnp.sum(x)


def totals(xs: Float[Array, "batch n"]) -> Float[Array, "n"]:
    return jax.vmap(total, in_axes=FAULT)(xs)


def run():
    return totals(jnp.ones((5, 2)))
""",
        "2",
        "1",
    ),
    _annotated(
        "out_axes",
        "vmap",
        """
def score(w: Float[Array, "d"], x: Float[Array, "d"]) -> Float[Array, ""]:
    return jnp.vdot(w, x)


def scores(w: Float[Array, "d"], xs: Float[Array, "batch d"]) -> Float[Array, "batch"]:
    return jax.vmap(score, in_axes=(None, 0), out_axes=FAULT)(w, xs)


def run():
    return scores(jnp.ones(4), jnp.ones((6, 4)))
""",
        "1",
        "0",
    ),
    _annotated(
        "wrong_size",
        "reshape",
        """
def grid(x: Float[Array, "6"]) -> Float[Array, "3 2"]:
    return x.reshape(FAULT)


def run():
    return grid(jnp.arange(6.0))
""",
        "(4, 2)",
        "(3, 2)",
    ),
    _annotated(
        "flattened",
        "reshape",
        """
def flatten(images: Float[Array, "batch 28 28"]) -> Float[Array, "batch 784"]:
    return jnp.reshape(images, FAULT)


def run():
    return flatten(jnp.zeros((16, 28, 28)))
""",
        "(images.shape[0], 1024)",
        "(images.shape[0], 784)",
    ),
    _annotated(
        "joined",
        "reshape",
        """
def doubled(x: Float[Array, "batch d"]) -> Float[Array, "batch 2*d"]:
    return jnp.concatenate([x, x], axis=FAULT)


def run():
    return doubled(jnp.ones((5, 3)))
""",
        "2",
        "1",
    ),
    _annotated(
        "too_many_indices",
        "reshape",
        """
def first(row: Float[Array, "n"]) -> Float[Array, ""]:
    return FAULT


def run():
    return first(jnp.ones(5))
""",
        "row[0, 0]",
        "row[0]",
    ),
    _annotated(
        "kept_axis",
        "reshape",
        """
def row_norms(table: Float[Array, "rows columns"]) -> Float[Array, "rows"]:
    return jnp.sqrt(jnp.sum(table**2, axis=1, keepdims=FAULT))


def run():
    return row_norms(jnp.ones((5, 3)))
""",
        "True",
        "False",
    ),
    _annotated(
        "norms",
        "broadcast",
        """
def normalise(rows: Float[Array, "5 3"]) -> Float[Array, "5 3"]:
    return rows / jnp.sum(rows, axis=1, keepdims=FAULT)


def run():
    return normalise(jnp.ones((5, 3)))
""",
        "False",
        "True",
    ),
    _annotated(
        "differences",
        "broadcast",
        """
def steps(series: Float[Array, "8"]) -> Float[Array, "7"]:
    return series[1:] - FAULT


def run():
    return steps(jnp.arange(8.0))
""",
        "series",
        "series[:-1]",
    ),
    _annotated(
        "sizes_of_names",
        "broadcast",
        """
def pad(x: Float[Array, "n"]) -> Float[Array, "n+1"]:
    return jnp.concatenate([x, jnp.zeros(1)])


def smoothed(x: Float[Array, "n"]) -> Float[Array, "n"]:
    return x + FAULT


def run():
    return smoothed(jnp.ones(4))
""",
        "pad(x)",
        "pad(x)[1:]",
    ),
    _annotated(
        "where",
        "broadcast",
        """
def drop(table: Float[Array, "4 6"], keep: Int[Array, "4"]) -> Float[Array, "4 6"]:
    return jnp.where(FAULT > 0, table, 0.0)


def run():
    return drop(jnp.ones((4, 6)), jnp.arange(4))
""",
        "keep",
        "keep[:, None]",
    ),
    _annotated(
        "update",
        "broadcast",
        """
def record(table: Float[Array, "3 5"], column: Float[Array, "3"]) -> Float[Array, "3 5"]:
    return table.at[FAULT].set(column)


def run():
    return record(jnp.zeros((3, 5)), jnp.ones(3))
""",
        "0",
        "(slice(None), 0)",
    ),
)
