"""Smaller tables: functions that read an attribute, shapes that depend on data, names that read the world."""

from __future__ import annotations

from collections.abc import Mapping

from jaxlint.domain import dtypes
from jaxlint.domain.values import Const, External, Host, Value
from jaxlint.records import dataclass
from jaxlint.signatures.reading import is_absent
from jaxlint.signatures.signature import Arguments

_ATTRIBUTE_FUNCTIONS = {
    f"{module}.{name}": name for module in ("jax.numpy", "numpy") for name in ("shape", "ndim", "size")
} | {"jax.typeof": "aval", "jax.lax.dtype": "dtype"}


ATTRIBUTE_FUNCTIONS = frozenset(_ATTRIBUTE_FUNCTIONS)


def attribute_read_by(name: str) -> str | None:
    """The attribute of its first argument that a function returns: `shape` for `jnp.shape`; None: another."""
    return _ATTRIBUTE_FUNCTIONS.get(name)


_READS = {
    "os.environ": "reads the environment",
    "sys.argv": "reads the command line",
    "sys.stdin": "reads standard input",
}


def impure_name(name: str) -> str | None:
    """What reading a name of a library (not calling it) takes from the world: `os.environ[...]`."""
    return _READS.get(name)


@dataclass(frozen=True, slots=True)
class DataShape:
    """A function whose result's shape depends on the numbers of `of`, unless one of `unless` is given.

    JAX raises a ConcretizationTypeError in a trace (for masks a NonConcreteBooleanIndexError).
    """

    of: tuple[str, ...]
    unless: tuple[str, ...] = ()
    when_absent: tuple[str, ...] = ()
    """Only where all of these are left out: `x` and `y` of `jnp.where(condition)`."""
    stages: bool = True
    """It calculates with `of` first: a staged region makes tracers of constants as well."""
    checks: bool = False
    """The shape is known; what asks for the numbers is `mode="raise"`, the default, which checks the bounds."""
    raises: str = "jax.errors.ConcretizationTypeError"

    def applies(self, args: Arguments) -> bool:
        """Whether a call with these arguments makes a shape that depends on data."""
        if any(not is_absent(given := args.get(name)) and given != Const("raise") for name in self.unless):
            return False
        return all(is_absent(args.get(name)) for name in self.when_absent)


_SIZED = ("size",)
_DATA_SHAPES: Mapping[str, DataShape] = {
    **{f"jax.numpy.{name}": DataShape(("a",), _SIZED) for name in ("nonzero", "flatnonzero", "argwhere")},
    "jax.Array.nonzero": DataShape(("self",), _SIZED),
    # NumPy asks the array's own method, and the array for its numbers when that fails.
    "numpy.nonzero": DataShape(("a",), stages=False, raises="jax.errors.TracerArrayConversionError"),
    "jax.numpy.where": DataShape(("condition",), _SIZED, ("x", "y")),
    "jax.numpy.compress": DataShape(("condition",), _SIZED),
    "jax.numpy.extract": DataShape(("condition",), _SIZED),
    "jax.numpy.unique": DataShape(("ar",), _SIZED),
    **{
        f"jax.numpy.unique_{name}": DataShape(("x",), _SIZED)
        for name in ("values", "counts", "inverse", "all")
    },
    **{
        f"jax.numpy.{name}": DataShape(("ar1", "ar2"), _SIZED)
        for name in ("union1d", "intersect1d", "setdiff1d", "setxor1d")
    },
    "jax.numpy.repeat": DataShape(("repeats",), ("total_repeat_length",), stages=False),
    "jax.numpy.split": DataShape(("indices_or_sections",), stages=False),
    "jax.numpy.array_split": DataShape(("indices_or_sections",), stages=False),
    "jax.numpy.bincount": DataShape(("x",), ("length",)),
    "jax.numpy.delete": DataShape(("obj",), ("assume_unique_indices",), stages=False),
    "jax.numpy.choose": DataShape(("a",), ("mode",), checks=True),
    "jax.numpy.ravel_multi_index": DataShape(("multi_index",), ("mode",), checks=True),
    "jax.numpy.mask_indices": DataShape((), _SIZED),
    "jax.numpy.trim_zeros": DataShape(("filt",)),
    "jax.numpy.roots": DataShape(("p",), ("strip_zeros",)),
    **{
        f"jax.ops.segment_{name}": DataShape(("segment_ids",), ("num_segments",))
        for name in ("sum", "prod", "max", "min")
    },
    "jax.Array.compress": DataShape(("condition",), _SIZED),
    "jax.Array.repeat": DataShape(("repeats",), ("total_repeat_length",), stages=False),
    "jax.Array.choose": DataShape(("self",), ("mode",), checks=True),
}


def data_shape(name: str) -> DataShape | None:
    """Whether the shape of a function's result depends on data, and on whose."""
    return _DATA_SHAPES.get(name)


def all_data_shapes() -> Mapping[str, DataShape]:
    return _DATA_SHAPES


_LENGTHS = {
    "jax.random.permutation": "x",
    "jax.random.choice": "a",
    "jax.numpy.histogram_bin_edges": "bins",
    "jax.numpy.histogram": "bins",
    "jax.numpy.histogram2d": "bins",
    "jax.numpy.histogramdd": "bins",
}


def length_parameter(name: str) -> str | None:
    """The parameter in which a number is a length, which must be static, and an array is what it holds."""
    return _LENGTHS.get(name)


def dtype_value(dtype: str | None) -> Value:
    """What reading `x.dtype` gives: a value that `dtype=` arguments understand."""
    if dtype is None or dtype == dtypes.KEY:
        return Host("dtype")
    # `float` and its like are no dtypes of their own in JAX; `jax.dtypes.float` stands for them.
    wide = dtype in (dtypes.INT, dtypes.UINT, dtypes.FLOAT, dtypes.COMPLEX)
    return External(f"jax.dtypes.{dtype}" if wide else f"jax.numpy.{dtype}")


GIVES_STRUCTS = frozenset({"jax.eval_shape", "equinox.filter_eval_shape", "haiku.eval_shape"})
"""Transformations that give the shapes and dtypes of what the function returns (JAX 0.10, 0.12)."""

GIVES_LIKE = {
    "jax.pure_callback": 1,
    "jax.experimental.io_callback": 1,
    "jax.experimental.pure_callback": 1,
    "equinox.filter_pure_callback": -1,
}
"""What gives arrays as `result_shape_dtypes` describes them, and the position of that parameter (JAX 0.10, 0.12)."""
