"""Projects of several files: what is followed, and where a finding stands."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from jaxlint.engine import program
from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text
from jaxlint.engine.project import lint_paths

HELPER = "def set_first(row):\n    row[0] = 1.0\n    return row\n"
TRAIN = "import jax.numpy as jnp\nfrom helper import set_first\n\ny = set_first(jnp.zeros(3))\n"


def project(root: Path, files: dict[str, str]) -> list[Path]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return [root / name for name in files]


def findings(root: Path, paths: list[Path], config: Config | None = None) -> list[tuple[str, int, str]]:
    return sorted(
        (str(Path(result.path).relative_to(root)), finding.span.line, finding.code)
        for result in lint_paths(paths, config or Config(root=root))
        for finding in result.findings
    )


def test_a_project_reports_where_it_is(tmp_path: Path) -> None:
    paths = project(tmp_path, {"helper.py": HELPER, "train.py": TRAIN})
    assert findings(tmp_path, paths) == [("helper.py", 2, "JXL201")]


def test_a_project_larger_than_what_is_kept_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "LINES_AT_HAND", 1)
    monkeypatch.setattr(program, "LINES_OF_MORE", 1)
    paths = project(tmp_path, {"helper.py": HELPER, "train.py": TRAIN})
    assert findings(tmp_path, paths) == [("helper.py", 2, "JXL201")]


def test_one_file_reports_at_the_call_and_names_the_place(tmp_path: Path) -> None:
    _, train = project(tmp_path, {"helper.py": HELPER, "train.py": TRAIN})
    (finding,) = lint_text(TRAIN, str(train), Config(root=tmp_path)).findings
    assert (finding.span.line, finding.code) == (4, "JXL201")
    assert "helper.py:2" in finding.message
    assert finding.fix is None


@pytest.mark.parametrize(
    "imported",
    [
        "from pkg.helper import set_first",
        "from pkg import set_first",
        "from .helper import set_first",
        "from . import set_first",
        "import pkg.helper\nset_first = pkg.helper.set_first",
        "import pkg.helper as h\nset_first = h.set_first",
        "from pkg.helper import *",
    ],
)
@pytest.mark.parametrize("source", ["", "src/"])
def test_imports_lead_to_the_helper(tmp_path: Path, imported: str, source: str) -> None:
    files = {
        f"{source}pkg/__init__.py": "from pkg.helper import set_first\n",
        f"{source}pkg/helper.py": HELPER,
        f"{source}pkg/train.py": f"import jax.numpy as jnp\n{imported}\n\ny = set_first(jnp.zeros(3))\n",
    }
    assert findings(tmp_path, project(tmp_path, files)) == [(f"{source}pkg/helper.py", 2, "JXL201")]


def test_candidates_that_disagree_are_not_followed(tmp_path: Path) -> None:
    files = {
        "one.py": HELPER,
        "two.py": "def set_first(row):\n    return row\n",
        "train.py": "import jax.numpy as jnp\ntry:\n    from one import set_first\nexcept ImportError:\n"
        "    from two import set_first\n\ny = set_first(jnp.zeros(3))\n",
    }
    assert findings(tmp_path, project(tmp_path, files)) == []


def test_names_that_two_folders_use_are_told_apart(tmp_path: Path) -> None:
    harmless = "def set_first(row):\n    return row\n"
    files = {"a/helper.py": HELPER, "a/train.py": TRAIN, "b/helper.py": harmless, "b/train.py": TRAIN}
    assert findings(tmp_path, project(tmp_path, files)) == [("a/helper.py", 2, "JXL201")]


def test_modules_that_import_each_other(tmp_path: Path) -> None:
    files = {
        "a.py": "import jax.numpy as jnp\nimport b\n\ndef make():\n    return jnp.zeros(3)\n\nb.use()\n",
        "b.py": "import a\n\ndef use():\n    x = a.make()\n    x[0] = 1.0\n    return x\n",
    }
    assert findings(tmp_path, project(tmp_path, files)) == [("b.py", 5, "JXL201")]


def test_a_setting_rebound_from_another_module(tmp_path: Path) -> None:
    files = {
        "settings.py": "scale = 1.0\n",
        "model.py": "import jax\nimport settings\n\n@jax.jit\ndef step(x):\n    return x * settings.scale\n",
        "train.py": "import jax.numpy as jnp\nimport model\nimport settings\n\nx = jnp.ones(3)\na = model.step(x)\n"
        "settings.scale = 2.0\nb = model.step(x)\n",
    }
    assert findings(tmp_path, project(tmp_path, files)) == [("model.py", 6, "JXL101")]


def test_the_order_of_the_files_does_not_matter(tmp_path: Path) -> None:
    files = {f"m{i}/helper.py": HELPER for i in range(3)} | {f"m{i}/train.py": TRAIN for i in range(3)}
    paths = project(tmp_path, files)
    first = findings(tmp_path, paths)
    assert len(first) == 3
    for seed in range(3):
        random.Random(seed).shuffle(paths)
        assert findings(tmp_path, paths) == first


def test_a_project_names_its_own_transformations(tmp_path: Path) -> None:
    text = (
        "import jax\nfrom mylib import fast\n\n@fast\ndef f(x):\n    x[0] = x[1] * 2.0 - x\n    return -x\n"
    )
    paths = project(tmp_path, {"train.py": text})
    assert findings(tmp_path, paths) == []
    config = Config(root=tmp_path, transforms=(("mylib.fast", "jax.jit"),))
    assert findings(tmp_path, paths, config) == [("train.py", 6, "JXL201")]


@pytest.mark.parametrize("config", [("train.fast", "jax.jit"), ("tools.fast", "jax.jit")])
def test_a_function_of_the_project_stands_for_a_transformation(
    tmp_path: Path, config: tuple[str, str]
) -> None:
    """Where the configuration says so, what it does itself is not looked at."""
    fast = "def fast(function):\n    return function\n"
    body = (
        "@fast\ndef f(x):\n    y = jnp.sin(x)\n    if y[0] > 0:\n        y[0] = 1.0\n    return float(y[0])\n"
    )
    files = {
        "train.py": f"import jax.numpy as jnp\n\n{fast}\n{body}",
        "tools.py": fast,
        "main.py": f"import jax.numpy as jnp\nfrom tools import fast\n\n{body}",
    }
    paths = project(tmp_path, files)
    without = findings(tmp_path, paths)
    assert {code for _, _, code in without} == {"JXL201"}
    file = "train.py" if config[0] == "train.fast" else "main.py"
    found = findings(tmp_path, paths, Config(root=tmp_path, transforms=(config,)))
    assert {code for path, _, code in found if path == file} == {"JXL201", "JXL401", "JXL402"}
    assert [one for one in found if one[0] != file] == [one for one in without if one[0] != file]


def test_named_transformations_take_options_and_are_called(tmp_path: Path) -> None:
    text = (
        "import functools\nfrom tools import fast\n\n@fast(static_argnames='n')\ndef f(x, n):\n"
        "    if n > 2:\n        return x\n    return float(x)\n\n"
        "def g(x):\n    return int(x)\n\nquick = fast(g)\n\n"
        "@functools.partial(fast, static_argnums=1)\ndef h(x, n):\n    return x if n else bool(x)\n"
    )
    tools = "import jax\n\ndef fast(function=None, **options):\n    return library(jax.jit)(function, **options)\n"
    paths = project(tmp_path, {"train.py": text, "tools.py": tools})
    assert findings(tmp_path, paths) == []
    config = Config(root=tmp_path, transforms=(("tools.fast", "jax.jit"),))
    assert findings(tmp_path, paths, config) == [
        ("train.py", 8, "JXL402"),
        ("train.py", 11, "JXL402"),
        ("train.py", 17, "JXL402"),
    ]


def test_one_file_sees_what_another_leaves_stale(tmp_path: Path) -> None:
    files = {
        "settings.py": "scale = 1.0\n",
        "model.py": "import jax\nimport settings\n\n@jax.jit\ndef step(x):\n    return x * settings.scale\n",
        "train.py": "import jax.numpy as jnp\nimport model\nimport settings\n\nx = jnp.ones(3)\na = model.step(x)\n"
        "settings.scale = 2.0\nb = model.step(x)\n",
    }
    train = project(tmp_path, files)[-1]
    (finding,) = lint_text(files["train.py"], str(train), Config(root=tmp_path)).findings
    assert finding.code == "JXL101"
    assert finding.span.line in (6, 8)
    assert "model.py:6" in finding.message
    assert str(tmp_path / "model.py") in {note.path for note in finding.notes}


def test_candidates_that_agree_are_followed(tmp_path: Path) -> None:
    text = (
        "try:\n    import jax.numpy as jnp\nexcept ImportError:\n    import jax.numpy as jnp\n"
        "import os\nif os.environ.get('FAST'):\n    from helper import set_first\nelse:\n"
        "    from helper import set_first\n\ny = set_first(jnp.zeros(3))\n"
    )
    paths = project(tmp_path, {"helper.py": HELPER, "train.py": text})
    assert findings(tmp_path, paths) == [("helper.py", 2, "JXL201")]


def test_relative_and_absolute_paths_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/helper.py": HELPER,
        "pkg/train.py": TRAIN.replace("helper", "pkg.helper"),
    }
    paths = project(tmp_path, files)
    absolute = findings(tmp_path, paths)
    assert absolute == [("pkg/helper.py", 2, "JXL201")]
    monkeypatch.chdir(tmp_path)
    config = Config(root=tmp_path)
    relative = [
        (result.path, finding.span.line, finding.code)
        for result in lint_paths([Path(name) for name in files], config)
        for finding in result.findings
    ]
    assert relative == absolute
    (one,) = lint_text(files["pkg/train.py"], "pkg/train.py", config).findings
    (other,) = lint_text(files["pkg/train.py"], str(tmp_path / "pkg/train.py"), config).findings
    assert (one.span, one.code) == (other.span, other.code)


def test_a_module_costs_no_other_its_findings(tmp_path: Path) -> None:
    """Work is bounded for each module on its own: one that is too much to follow takes nothing from the next."""
    endless = "import jax.numpy as jnp\nx, y, n = jnp.zeros(3), jnp.zeros(3), int(input())\n" + "".join(
        "".join("    " * k + f"for i{k} in range(n):\n" for k in range(10))
        + "    " * 10
        + "x = x.at[i0].set(y[0])\n"
        for _ in range(50)
    )
    files = {f"a{i}.py": endless for i in range(3)} | {"helper.py": HELPER, "train.py": TRAIN}
    assert findings(tmp_path, project(tmp_path, files)) == [("helper.py", 2, "JXL201")]


def test_a_package_passes_on_what_it_imports_from_itself(tmp_path: Path) -> None:
    files = {
        "app/__init__.py": "from .core import *\nfrom . import tools as kit\n",
        "app/core/__init__.py": "from app.core.arrays import set_first as set_first\n__all__ = ['set_first']\n",
        "app/core/arrays.py": HELPER,
        "app/tools.py": "import app\n\ndef twice(row):\n    return app.set_first(app.set_first(row))\n",
        "main.py": "import jax.numpy as jnp\nimport app\n\ny = app.kit.twice(jnp.zeros(3))\n",
    }
    paths = project(tmp_path, files)
    assert findings(tmp_path, paths) == [("app/core/arrays.py", 2, "JXL201")]
    (finding,) = lint_text(files["main.py"], str(paths[-1]), Config(root=tmp_path)).findings
    assert (finding.span.line, finding.code) == (4, "JXL201")


def test_sources_of_a_library_are_its_own_project_alone(tmp_path: Path) -> None:
    """Linted beside the library, a project finds what it finds without."""
    use = "import jax.numpy as jnp\nfrom jax import numpy\n\nx = jnp.zeros(3)\nx[0] = 1.0\nnumpy.zeros(3)[0] = 1.0\n"
    files = {
        "jax-0.10.2/jax/__init__.py": "",
        "jax-0.10.2/jax/numpy/__init__.py": "def zeros(n):\n    return [0.0] * n\n",
        "jax-0.10.2/tests/train.py": use,
        "model-1.0/train.py": use,
    }
    paths = project(tmp_path, files)
    assert findings(tmp_path, paths) == [
        ("model-1.0/train.py", 5, "JXL201"),
        ("model-1.0/train.py", 6, "JXL201"),
    ]
