"""Traced values that cross files: what a helper is reported for, by which calls, and whatever way it is imported."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text
from jaxlint.engine.project import lint_paths
from jaxlint.text.findings import Finding

CLIP = "def clip(x, limit):\n    if x > limit:\n        return limit\n    return x\n"
STEP = "import jax\n{imported}\n\n@jax.jit\ndef step(x):\n    return {name}(x, 1.0)\n"


def write(root: Path, files: dict[str, str]) -> list[Path]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [root / name for name in files]


def found(root: Path, paths: list[Path]) -> dict[tuple[str, int, str], Finding]:
    return {
        (str(Path(result.path).relative_to(root)), finding.span.line, finding.code): finding
        for result in lint_paths(paths, Config(root=root))
        for finding in result.findings
    }


LAYOUTS = {
    "package": {"pkg/__init__.py": "", "pkg/ops.py": CLIP},
    "facade": {
        "pkg/__init__.py": "from pkg._src.ops import clip\n",
        "pkg/_src/__init__.py": "",
        "pkg/_src/ops.py": CLIP,
    },
    "relative facade": {
        "pkg/__init__.py": "from ._src import clip\n",
        "pkg/_src/__init__.py": "from .ops import *\n",
        "pkg/_src/ops.py": CLIP,
    },
    "namespace": {"pkg/ops.py": CLIP},
    "cycle": {"pkg/__init__.py": "", "pkg/ops.py": f"import pkg.train\n{CLIP}"},
}
IMPORTS = {
    "package": [
        "from pkg.ops import clip",
        "import pkg.ops as o\nclip = o.clip",
        "from pkg import ops\nclip = ops.clip",
    ],
    "facade": ["from pkg import clip", "import pkg\nclip = pkg.clip", "from . import clip"],
    "relative facade": ["from pkg import clip", "from pkg import clip as c\nclip = c"],
    "namespace": ["from pkg.ops import clip", "from .ops import clip"],
    "cycle": ["from pkg.ops import clip", "from . import ops\nclip = lambda x, n: ops.clip(x, n)"],
}


@pytest.mark.parametrize("source", ["", "src/"])
@pytest.mark.parametrize(
    ("layout", "imported"), [(layout, imported) for layout, every in IMPORTS.items() for imported in every]
)
def test_a_helper_is_reported_where_it_branches(
    tmp_path: Path, layout: str, imported: str, source: str
) -> None:
    files = {f"{source}{name}": text for name, text in LAYOUTS[layout].items()}
    files[f"{source}pkg/train.py"] = STEP.format(imported=imported, name="clip")
    results = found(tmp_path, write(tmp_path, files))
    (ops,) = [name for name, text in files.items() if "def clip" in text]
    line = 3 if layout == "cycle" else 2
    assert list(results) == [(ops, line, "JXL401")]


def test_a_helper_that_gets_numbers_is_left_alone(tmp_path: Path) -> None:
    train = "import jax\nfrom ops import clip\n\n@jax.jit\ndef step(x):\n    return x * clip(x.shape[0], 4)\n"
    assert not found(tmp_path, write(tmp_path, {"ops.py": CLIP, "train.py": train}))


def test_one_bad_call_suffices_and_is_the_one_that_is_shown(tmp_path: Path) -> None:
    train = (
        "import jax\nfrom ops import clip\n\nlimit = clip(3, 4)\n\n"
        "@jax.jit\ndef step(x):\n    return clip(x, limit) + clip(x.ndim, 2)\n"
    )
    ((place, finding),) = found(tmp_path, write(tmp_path, {"ops.py": CLIP, "train.py": train})).items()
    assert place == ("ops.py", 2, "JXL401")
    assert "`x` is an argument of `step`, which `jax.jit` traces" in finding.message
    assert any(note.path is not None and note.path.endswith("train.py") for note in finding.notes)


def test_a_helper_is_reported_once_by_its_shortest_chain(tmp_path: Path) -> None:
    middle = (
        "from ops import clip\n\ndef outer(x):\n    return inner(x)\n\ndef inner(x):\n    return clip(x, 1)\n"
    )
    train = (
        "import jax\nfrom middle import outer\nfrom ops import clip\n\n"
        "@jax.jit\ndef long(x):\n    return outer(x)\n\n@jax.jit\ndef short(x):\n    return clip(x, 1)\n"
    )
    paths = write(tmp_path, {"ops.py": CLIP, "middle.py": middle, "train.py": train})
    ((place, finding),) = found(tmp_path, paths).items()
    assert place == ("ops.py", 2, "JXL401")
    assert "`short`" in finding.message
    assert len(finding.notes) == 2


def test_the_chain_of_calls_is_in_the_notes(tmp_path: Path) -> None:
    middle = "from ops import clip\n\ndef normalise(x):\n    return clip(x, 1)\n"
    train = "import jax\nfrom middle import normalise\n\n@jax.jit\ndef step(x):\n    return normalise(x)\n"
    paths = write(tmp_path, {"ops.py": CLIP, "middle.py": middle, "train.py": train})
    (finding,) = found(tmp_path, paths).values()
    shown = [(Path(note.path or "ops.py").name, note.span.line) for note in finding.notes]
    assert shown == [("train.py", 5), ("train.py", 6), ("middle.py", 4)]


def test_one_file_reports_the_call_that_leads_to_a_branch_elsewhere(tmp_path: Path) -> None:
    train = STEP.format(imported="from ops import clip", name="clip")
    _, path = write(tmp_path, {"ops.py": CLIP, "train.py": train})
    (finding,) = lint_text(train, str(path), Config(root=tmp_path)).findings
    assert (finding.span.line, finding.code) == (6, "JXL401")
    assert "ops.py:2" in finding.message


def test_the_order_of_files_changes_nothing(tmp_path: Path) -> None:
    files = {
        "a.py": STEP.format(imported="from ops import clip", name="clip"),
        "ops.py": CLIP + "\ndef number(x):\n    return float(x)\n",
        "b.py": "import jax\nimport ops\nfrom a import step\n\nbatched = jax.vmap(ops.number)\n",
        "c.py": "import jax\nfrom b import batched\n\n@jax.jit\ndef both(x):\n    return batched(x)\n",
    }
    paths = write(tmp_path, files)
    expected = found(tmp_path, paths)
    assert {(name, line) for name, line, _ in expected} == {("ops.py", 2), ("ops.py", 7)}
    for order in random.Random(1).sample(list(itertools.permutations(paths)), 8):
        assert found(tmp_path, list(order)) == expected


def test_roots_stand_in_any_file(tmp_path: Path) -> None:
    files = {
        "model.py": "import jax.numpy as jnp\n\ndef loss(w, x):\n    assert jnp.all(x > 0)\n    return w * x\n",
        "tests/test_model.py": "import jax\nfrom model import loss\n\ndef test_loss():\n    jax.jit(loss)(1.0, 2.0)\n",
    }
    assert list(found(tmp_path, write(tmp_path, files))) == [("model.py", 4, "JXL401")]


def test_what_imports_a_module_does_not_pay_for_its_top_level(tmp_path: Path) -> None:
    """At the end of a chain of imports a module still sets its flag."""
    loops = "".join(
        f"for i in range(20):\n    table.append((i * {n} + 1) % 7 - (i + {n}) // 3)\n" for n in range(12)
    )
    put = """
LAZY = not table

def put(x):
    y = jnp.zeros(3)
    if LAZY:
        y[0] = x
        return y
    return y.at[0].set(x)
"""
    modules = {
        f"pkg/m{n}.py": "import jax.numpy as jnp\n"
        f"from pkg.m{n + 1} import put as other\n\ntable = [other]\n{loops}{put}"
        for n in range(5)
    }
    modules |= {"pkg/__init__.py": "", "pkg/m5.py": "def put(x):\n    return x\n"}
    assert found(tmp_path, write(tmp_path, modules)) == {}
