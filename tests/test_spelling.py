"""How a fix spells a library's name: as the file does, and with an import where it lacks one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields

import pytest

from jaxlint.fixes.imports import spell
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import apply_edits


def marked(module: Module) -> int:
    """The node named `HERE`."""

    def walk(node: object) -> Iterator[int]:
        if isinstance(node, tree.Name) and node.id == "HERE":
            yield node.at
        elif isinstance(node, tuple):
            for part in node:
                yield from walk(part)
        elif isinstance(node, tree.Node):
            for field in fields(node):
                yield from walk(getattr(node, field.name))

    numbers = range(len(module.index.statements))
    return next(at for number in numbers for at in walk(module.open(number)))


def spelled(text: str, name: str) -> tuple[str, str] | None:
    """How `name` is written at `HERE`, and the whole text after that."""
    module = Module("m", "m.py", text, ast.parse(text))
    found = spell(module, name, marked(module))
    if found is None:
        return None
    after = apply_edits(text, found.edits)
    ast.parse(after)
    return found.text, after


@pytest.mark.parametrize(
    ("text", "name", "spelling"),
    [
        ("import jax\nHERE", "jax.vmap", "jax.vmap"),
        ("import jax\nHERE", "jax.numpy.add", "jax.numpy.add"),
        ("import jax\nimport jax.numpy as jnp\nHERE", "jax.numpy.add", "jnp.add"),
        ("import jax.numpy\nHERE", "jax.numpy.add", "jax.numpy.add"),
        ("import jax.numpy\nHERE", "jax.vmap", "jax.vmap"),
        ("from jax import numpy as jn\nHERE", "jax.numpy.add", "jn.add"),
        ("from jax.numpy import add as plus\nimport jax.numpy as jnp\nHERE", "jax.numpy.add", "plus"),
        ("import jax as j\nHERE", "jax.lax.scan", "j.lax.scan"),
        (
            "try:\n    import jax.numpy as jnp\nexcept ImportError:\n    jnp = None\nHERE",
            "jax.numpy.add",
            "jnp.add",
        ),
        ("with open(f) as g:\n    import jax\nHERE", "jax.vmap", "jax.vmap"),
        ("def f():\n    import jax\n    HERE", "jax.vmap", "jax.vmap"),
        ("def f():\n    HERE\nimport jax", "jax.vmap", "jax.vmap"),
        ("import jax\nclass C:\n    jax = 1\n    def m(self):\n        HERE", "jax.vmap", "jax.vmap"),
        ("import jax\ndef f():\n    global jax\n    HERE", "jax.vmap", "jax.vmap"),
    ],
)
def test_an_import_that_is_there_is_used(text: str, name: str, spelling: str) -> None:
    assert spelled(text, name) == (spelling, text)


@pytest.mark.parametrize(
    ("text", "name", "spelling", "after"),
    [
        ("from jax import jit\nHERE", "jax.vmap", "vmap", "from jax import jit, vmap\nHERE"),
        ("from jax import jit, pmap\nHERE", "jax.lax", "lax", "from jax import jit, lax, pmap\nHERE"),
        ("from jax import pmap, jit\nHERE", "jax.vmap", "vmap", "from jax import pmap, jit, vmap\nHERE"),
        ("from jax import (jit)\nHERE", "jax.vmap", "vmap", "from jax import (jit, vmap)\nHERE"),
        (
            "from jax import (\n    grad,  # slope\n    jit,\n)\nHERE",
            "jax.hessian",
            "hessian",
            "from jax import (\n    grad,  # slope\n    hessian,\n    jit,\n)\nHERE",
        ),
        (
            "from jax import (\r\n    jit,\r\n)\r\nHERE",
            "jax.vmap",
            "vmap",
            "from jax import (\r\n    jit,\r\n    vmap,\r\n)\r\nHERE",
        ),
        ("from jax import jit as j\nHERE", "jax.vmap", "vmap", "from jax import jit as j, vmap\nHERE"),
        (
            "from jax import \\\n    jit\nHERE",
            "jax.vmap",
            "vmap",
            "from jax import \\\n    jit, vmap\nHERE",
        ),
    ],
)
def test_an_import_of_its_neighbours_is_extended(text: str, name: str, spelling: str, after: str) -> None:
    assert spelled(text, name) == (spelling, after)


@pytest.mark.parametrize(
    ("text", "spelling", "after"),
    [
        ("HERE", "jnp.add", "import jax.numpy as jnp\nHERE"),
        ("import os\nHERE", "jnp.add", "import os\nimport jax.numpy as jnp\nHERE"),
        (
            "import os\n\nfrom . import m\nHERE",
            "jnp.add",
            "import os\nimport jax.numpy as jnp\n\nfrom . import m\nHERE",
        ),
        ("from . import m\nHERE", "jnp.add", "from . import m\nimport jax.numpy as jnp\nHERE"),
        (
            "from jax.nn import relu\nimport os\nHERE",
            "jnp.add",
            "from jax.nn import relu\nimport jax.numpy as jnp\nimport os\nHERE",
        ),
        ('"""Doc."""\nHERE', "jnp.add", '"""Doc."""\nimport jax.numpy as jnp\nHERE'),
        (
            "#!/bin/python\n# licence\nHERE",
            "jnp.add",
            "#!/bin/python\n# licence\nimport jax.numpy as jnp\nHERE",
        ),
        (
            "from __future__ import annotations\nHERE",
            "jnp.add",
            "from __future__ import annotations\nimport jax.numpy as jnp\nHERE",
        ),
        (
            "if TYPE_CHECKING:\n    import jax.numpy as jnp\nHERE",
            "jnp.add",
            "import jax.numpy as jnp\nif TYPE_CHECKING:\n    import jax.numpy as jnp\nHERE",
        ),
        ("import os; x = 1\nHERE", "jnp.add", "import os; x = 1\nimport jax.numpy as jnp\nHERE"),
        (
            "import os\ndef f(): HERE\nimport sys",
            "jnp.add",
            "import os\nimport jax.numpy as jnp\ndef f(): HERE\nimport sys",
        ),
        ("import os\r\nHERE\r\n", "jnp.add", "import os\r\nimport jax.numpy as jnp\r\nHERE\r\n"),
        ("def f(): HERE\nimport os", "jnp.add", "def f(): HERE\nimport os\nimport jax.numpy as jnp"),
        ("jnp = 1\nHERE", "jax.numpy.add", "import jax\njnp = 1\nHERE"),
        ("def f(jnp):\n    HERE", "jax.numpy.add", "import jax\ndef f(jnp):\n    HERE"),
        ("import jax\ndef f(jax): HERE", "jnp.add", "import jax\nimport jax.numpy as jnp\ndef f(jax): HERE"),
        ("from m import *\njnp.x\nHERE", "jax.numpy.add", "from m import *\nimport jax\njnp.x\nHERE"),
        (
            "if m:\n    import jax.numpy as jnp\nHERE",
            "jnp.add",
            "import jax.numpy as jnp\nif m:\n    import jax.numpy as jnp\nHERE",
        ),
        (
            "def f():\n    import jax.numpy as jnp\ndef g():\n    HERE",
            "jnp.add",
            "import jax.numpy as jnp\ndef f():\n    import jax.numpy as jnp\ndef g():\n    HERE",
        ),
        (
            "def f():\n    HERE\n    import jax.numpy as jnp",
            "jax.numpy.add",
            "import jax\ndef f():\n    HERE\n    import jax.numpy as jnp",
        ),
        (
            "from jax.numpy import sum\ndef f(add):\n    HERE",
            "jnp.add",
            "from jax.numpy import sum\nimport jax.numpy as jnp\ndef f(add):\n    HERE",
        ),
    ],
)
def test_an_import_is_added_where_imports_stand(text: str, spelling: str, after: str) -> None:
    assert spelled(text, "jax.numpy.add") == (spelling, after)


@pytest.mark.parametrize(
    "text",
    [
        "jnp = jax = 1\nHERE",
        "def f(jnp, jax):\n    HERE",
        "jnp = lambda jax: HERE",
        "[HERE for jnp in jax]\njax = 1",
        "from . import jax, jnp\nHERE",
        "def f():\n    def g(jnp, jax):\n        def h():\n            HERE",
        "try:\n    import numpy as jnp\nexcept ImportError:\n    import jax.numpy as jnp\njax = 0\nHERE",
        "def f():\n    global jnp\n    jnp = 1\njax = 1\nHERE",
    ],
)
def test_a_name_that_means_something_else_is_left_alone(text: str) -> None:
    assert spelled(text, "jax.numpy.add") is None


def test_a_builtin_is_not_hidden() -> None:
    text = "from jax.numpy import ones\nHERE"
    assert spelled(text, "jax.numpy.abs") == (
        "jnp.abs",
        "from jax.numpy import ones\nimport jax.numpy as jnp\nHERE",
    )


def test_a_module_under_another_name_is_not_mistaken() -> None:
    text = "import jax.numpy as np\nHERE"
    assert spelled(text, "numpy.array") == ("numpy.array", "import jax.numpy as np\nimport numpy\nHERE")
