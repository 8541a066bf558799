"""The rows of the frameworks name what the frameworks have. Where one is not installed, its rows are not checked."""

from __future__ import annotations

import importlib
import importlib.util
import inspect

import pytest

from jaxlint.signatures.classes import (
    ALWAYS_STATIC_FIELDS,
    FIELD_FUNCTIONS,
    FLATTENED_DECORATORS,
    MODULE_BASES,
    MUTABLE_BY_DESIGN,
    SET_UP_BASES,
    STATIC_PYTREES,
)
from jaxlint.signatures.distribution_rows import DRAWING, WRAPPING
from jaxlint.signatures.framework_changes import (
    CARRIES_CHANGES,
    CHANGING_FUNCTIONS,
    CHANGING_LAYERS,
    CHANGING_METHODS,
    HOLDS_LAYERS,
    STREAMS,
    TAKES_APART,
    TAKES_KEYS,
)
from jaxlint.signatures.framework_needs import TAKES_UNBOUND
from jaxlint.signatures.framework_rows import (
    ALIASES,
    GIVEN_METHODS,
    INFERENCE,
    KERNELS,
    LAYERS,
    LIBRARY_PYTREES,
)
from jaxlint.signatures.optax_rows import SCHEDULED
from jaxlint.signatures.table import FRAMEWORKS, lookup
from jaxlint.signatures.transforms import TRANSFORMS

GONE = {"haiku.jit": "left Haiku before 0.0.17"}
MADE = ("haiku.layer_stack.body", "flax.struct.dataclass.replace", "chex.dataclass.replace", *STREAMS)
"""Names of our own: what a call returns, what a decorator adds, what is made when it is asked for."""

NAMES = sorted(
    {
        *LAYERS, *GIVEN_METHODS, *INFERENCE, *KERNELS, *LIBRARY_PYTREES, *ALIASES, *FIELD_FUNCTIONS,
        *ALWAYS_STATIC_FIELDS, *FLATTENED_DECORATORS, *MODULE_BASES, *MUTABLE_BY_DESIGN, *SET_UP_BASES,
        *STATIC_PYTREES, *TRANSFORMS, *DRAWING, *WRAPPING, *CHANGING_METHODS, *CHANGING_LAYERS, *TAKES_KEYS,
        *CHANGING_FUNCTIONS, *HOLDS_LAYERS, *TAKES_APART, *TAKES_UNBOUND, *CARRIES_CHANGES.values(),
    }
    - {*GONE, *MADE}
)  # fmt: skip


def found(name: str) -> object:
    """What a dotted name means; imports as far as modules go."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        module = ".".join(parts[:count])
        try:
            value: object = importlib.import_module(module)
        except ModuleNotFoundError:
            continue
        for part in parts[count:]:
            value = getattr(value, part)
        return value
    raise ModuleNotFoundError(name)


@pytest.mark.parametrize("name", [n for n in NAMES if n.partition(".")[0] in FRAMEWORKS])
def test_what_a_row_names_is_there(name: str) -> None:
    framework = name.partition(".")[0]
    if importlib.util.find_spec(framework) is None:
        pytest.skip(f"{framework} is not installed")
    assert callable(found(name))


@pytest.mark.parametrize("name", sorted(LAYERS))
def test_layers_have_a_row_for_their_call(name: str) -> None:
    assert lookup(f"{name}.__call__") is not None


@pytest.mark.parametrize("name", sorted(SCHEDULED))
def test_optimizers_take_a_schedule_first(name: str) -> None:
    pytest.importorskip("optax")
    parameters = inspect.signature(found(f"optax.{name}")).parameters  # type: ignore[arg-type]
    assert next(iter(parameters)) == SCHEDULED[name]


@pytest.mark.parametrize("name", sorted(LIBRARY_PYTREES))
def test_fields_of_library_classes_are_theirs(name: str) -> None:
    framework = name.partition(".")[0]
    if importlib.util.find_spec(framework) is None:
        pytest.skip(f"{framework} is not installed")
    leaves, static = LIBRARY_PYTREES[name]
    parameters = inspect.signature(found(name)).parameters  # type: ignore[arg-type]
    assert set(parameters) == {*leaves, *static}


@pytest.mark.parametrize("name", sorted(TAKES_KEYS))
def test_layers_draw_with_the_keys_they_are_made_with(name: str) -> None:
    nnx = pytest.importorskip("flax.nnx")
    arguments = {
        "Einsum": ("ab,bc->ac", (2, 2)),
        "Conv": (2, 2, 1),
        "ConvTranspose": (2, 2, 1),
        "Dropout": (0.5,),
        "MultiHeadAttention": (1, 2),
        "LoRA": (2, 2, 2),
    }
    short = name.rpartition(".")[2]
    rngs = nnx.Rngs(0)
    options = {"lora_rank": 2} if short == "LoRALinear" else {}
    found(name)(*arguments.get(short, (2, 2)), **options, rngs=rngs)  # type: ignore[operator]
    assert rngs.params.count[...] + rngs.dropout.count[...] if short == "Dropout" else rngs.default.count[...]
