"""Names that have changed: every row against the installed JAX, and the uses that are found."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import warnings
from dataclasses import replace
from pathlib import Path

import jax
import jax.experimental.pallas
import jax.extend
import jax.interpreters.mlir
import jax.interpreters.partial_eval
import jax.interpreters.pxla
import jax.interpreters.xla
import pytest

from jaxlint.engine.config import Config
from jaxlint.engine.fixer import fix_text
from jaxlint.engine.linter import lint_text
from jaxlint.signatures.changes import LATEST, Change, changes, is_changed, read_version

INSTALLED = jax.__version_info__[:3]


def state(name: str) -> str:
    """`gone`, `warns` or `there`: what the installed JAX makes of a name.

    `wants <package>` where the name's module imports a package that JAX does not bring itself
    (`absl` of the Mosaic GPU modules, JAX 0.10).
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found: object = jax
        full = "jax"
        for part in name.split(".")[1:]:
            full = f"{full}.{part}"
            try:
                found = getattr(found, part)
            except AttributeError:
                try:
                    found = importlib.import_module(full)
                except ImportError as error:
                    own = error.name is None or error.name.split(".")[0] in {"jax", "jaxlib"}
                    return "gone" if own else f"wants {error.name}"
    return "warns" if any(issubclass(w.category, DeprecationWarning) for w in caught) else "there"


def expected(change: Change) -> str:
    if change.is_removed(INSTALLED):
        return "gone"
    return "warns" if change.is_deprecated(INSTALLED) else "there"


def test_every_row_is_what_the_installed_jax_says() -> None:
    if INSTALLED[:2] > LATEST[:2]:
        pytest.skip("this JAX is newer than the rows")
    names = [change for change in changes().values() if change.parameter is None]
    assert len(names) > 400
    states = {change: state(change.name) for change in names}
    asked = {change: found for change, found in states.items() if not found.startswith("wants ")}
    assert len(names) - len(asked) < 10
    assert {c.name: (found, expected(c)) for c, found in asked.items() if found != expected(c)} == {}


def test_parameters_are_what_the_installed_jax_says() -> None:
    for change in changes().values():
        if change.parameter is None:
            continue
        function = jax
        for part in change.name.split(".")[1:]:
            function = getattr(function, part)
        parameters = inspect.signature(function).parameters
        if change.parameter == "concrete":  # JAX 0.10 keeps it for the sake of its message
            continue
        assert (change.parameter in parameters) is not change.is_removed(INSTALLED), change
        assert change.instead is None or change.instead in parameters, change


def test_what_takes_a_place_is_there() -> None:
    instead = {c.instead for c in changes().values() if c.instead is not None and c.parameter is None}
    assert {name: state(name) for name in sorted(instead) if state(name) != "there"} == {}


def test_rows_stand_in_order_and_versions_grow() -> None:
    assert list(changes()) == sorted(changes())
    for change in changes().values():
        assert change.deprecated or change.removed, change
        assert change.removed is None or change.deprecated is None or change.deprecated <= change.removed, (
            change
        )
        assert change.fix in ("", "safe", "unsafe"), change
        assert change.instead or not change.fix, change


def test_no_deprecation_of_the_installed_jax_is_missing() -> None:
    """JAX keeps what a module deprecates in a table of the module."""
    missing = [
        f"{name}.{word}"
        for name, module in list(sys.modules.items())
        if name.split(".")[0] == "jax" and "_src" not in name and "mosaic" not in name
        for table in [value for key, value in vars(module).items() if key.endswith("_deprecations")]
        if isinstance(table, dict)
        for word in table
        if not is_changed(f"{name}.{word}")
    ]
    assert missing == []


def findings(text: str, target: str | None = None, pedantic: bool = False) -> list[tuple[int, str]]:
    config = Config(pedantic=pedantic)
    if target is not None:
        config = replace(config, target_jax=read_version(target))
    return [(f.span.line, f.code) for f in lint_text(text, "example.py", config).findings]


def test_the_target_version_decides() -> None:
    text = "import jax\n\n\ndef f(x):\n    return jax.tree_map(abs, x)\n"
    assert findings(text, "0.4.25") == []
    assert findings(text, "0.5") == [(5, "JXL902")]
    assert findings(text, "0.6") == [(5, "JXL901")]
    assert findings(text) == [(5, "JXL901")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from jax import tree_map\n", "from jax.tree import map as tree_map\n"),
        ("from jax.numpy import product, sin\n", "from jax.numpy import prod as product, sin\n"),
        (
            "from jax import jit, tree_map as m  # both\n",
            "from jax import jit  # both\nfrom jax.tree import map as m\n",
        ),
        (
            "from jax import (\n    tree_map,\n    jit,\n)\n",
            "from jax import (\n    jit,\n)\nfrom jax.tree import map as tree_map\n",
        ),
        ("from jax.config import config\n", "from jax import config\n"),
        ("import jax.experimental.stax as stax\n", "import jax.example_libraries.stax as stax\n"),
        ("from jax.experimental.stax import Dense\n", "from jax.example_libraries.stax import Dense\n"),
        ("import jax.numpy as np\ny = np.product(1)\n", "import jax.numpy as np\ny = np.prod(1)\n"),
        (
            "from jax import numpy\ny = numpy.clip(1, a_min=0)\n",
            "from jax import numpy\ny = numpy.clip(1, min=0)\n",
        ),
        (
            "import jax\ny = jax.experimental.PartitionSpec\n",
            "import jax\nfrom jax.sharding import PartitionSpec\ny = PartitionSpec\n",
        ),
    ],
)
def test_a_rename_keeps_what_the_file_calls_it(before: str, after: str) -> None:
    fixed = fix_text(before, "example.py")
    assert fixed.after == after
    assert fixed.remaining == ()


@pytest.mark.parametrize(
    "text",
    [
        "from jax import (\n    tree_map,  # on trees\n    jit,\n)\n",
        "from jax import jit, tree_map; x = 1\n",
        "import jax.experimental.stax\n",
        "from jax.experimental import maps\n",
    ],
)
def test_what_no_edit_mends_is_reported_and_left(text: str) -> None:
    fixed = fix_text(text, "example.py")
    assert fixed.after == text
    assert [f.code for f in fixed.remaining] == ["JXL901"]


def test_an_unread_annotation_is_pedantic() -> None:
    text = "from __future__ import annotations\nimport jax\n\n\ndef f(key: jax.random.KeyArray): ...\n"
    assert findings(text) == []
    assert findings(text, pedantic=True) == [(5, "JXL901")]


def test_uses_stand_anywhere() -> None:
    text = """\
import jax
import jax.numpy as jnp


@jax.tree_util.Partial
def f(x=jnp.NINF, *, y: jax.random.KeyArray = None):
    class A(jax.core.Token):
        z = [jnp.product(i) for i in x if jnp.alltrue(i)]

    async def g():
        async with jax.spmd_mode("a") as b:
            return lambda: {jax.tree_leaves: f"{jnp.trapz(b)}"}

    match x:
        case jax.core.Jaxpr():
            return (jax
                .tree_map)
    return A, g


if __name__ == "__main__":
    f(jax.tree_structure)
"""
    assert [line for line, _ in findings(text)] == [6, 6, 7, 8, 8, 11, 12, 12, 15, 16, 22]


def test_guards_of_many_kinds() -> None:
    text = """\
import contextlib

import jax
from packaging import version

HAS_TREE_MAP = hasattr(jax, "tree_map")
if version.parse(jax.__version__) < version.parse("0.5"):
    leaves = jax.tree_leaves
else:
    leaves = jax.tree.leaves
f = HAS_TREE_MAP and jax.tree_map
with contextlib.suppress(AttributeError):
    g = jax.tree_flatten


def h(x):
    if not HAS_TREE_MAP:
        raise NotImplementedError
    return jax.tree_map(f, x)


def k(x):
    assert jax.__version__ < "0.6"
    return jax.tree_map(f, x)
"""
    assert findings(text) == []


def test_every_deprecation_of_the_installed_jax_has_a_row() -> None:
    if INSTALLED[:2] > LATEST[:2]:
        pytest.skip("this JAX is newer than the rows")
    script = Path(__file__).resolve().parents[1] / "scripts" / "changes.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[1:]) == (0, []), done.stderr
    assert ", 0 to mend" in done.stdout
