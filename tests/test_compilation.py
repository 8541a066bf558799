"""What the rules about compilation say only where they are asked for what is possible."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from jaxlint.engine.config import Config, ConfigError
from jaxlint.engine.config_file import load_config
from jaxlint.engine.linter import lint_text

REBUILT = """
    import jax
    import jax.numpy as jnp


    def test_doubling():
        x = jnp.ones(2)
        for _ in range(3):
            x = jax.jit(lambda v: 2.0 * v)(x)


    test_doubling()
    """
ABSTRACT = """
    import abc

    import jax


    class Curve(abc.ABC):
        @jax.jit
        def double(self, x):
            return 2.0 * x
    """
COMPARED = """
    from dataclasses import dataclass
    from functools import partial

    import jax
    import jax.numpy as jnp


    @dataclass(unsafe_hash=True)
    class Config:
        power: int = 2


    @partial(jax.jit, static_argnums=1)
    def raise_to(x, config):
        return x**config.power


    config = Config()
    square = raise_to(jnp.ones(2), config)
    config.power = 3
    cube = raise_to(jnp.ones(2), config)
    """


CAPTURED = """
    import jax
    import jax.numpy as jnp

    table = jnp.ones((300, 300))


    @jax.jit
    def project(x):
        return x @ table


    result = project(jnp.ones(300))
    """


def findings(text: str, path: str = "model.py", pedantic: bool = False) -> list[tuple[int, str]]:
    result = lint_text(dedent(text), path, Config(pedantic=pedantic))
    assert result.problems == ()
    return [(finding.span.line, finding.code) for finding in result.findings]


def test_tests_compile_each_case_by_intent() -> None:
    assert findings(REBUILT) == [(9, "JXL501")]
    assert findings(REBUILT, "test_model.py") == []
    assert findings(REBUILT, "test_model.py", pedantic=True) == [(9, "JXL501")]


def test_what_derives_from_an_abstract_class_may_be_a_pytree() -> None:
    assert findings(ABSTRACT) == []
    assert findings(ABSTRACT, pedantic=True) == [(8, "JXL504")]
    assert findings(ABSTRACT.replace("(abc.ABC)", "")) == [(8, "JXL504")]


def test_a_change_of_the_key_is_missed_by_some_versions() -> None:
    assert findings(COMPARED) == []
    assert findings(COMPARED, pedantic=True) == [(21, "JXL509")]
    assert findings(COMPARED.replace("unsafe_hash=True", "eq=False")) == [(16, "JXL103")]


def test_the_size_of_constants_is_for_the_project_to_say(tmp_path: Path) -> None:
    def reported(setting: str) -> list[int]:
        file = tmp_path / "pyproject.toml"
        file.write_text(f"[tool.jaxlint]\nselect = ['JXL508']\n{setting}\n", encoding="utf-8")
        result = lint_text(dedent(CAPTURED), "model.py", load_config(file))
        return [finding.span.line for finding in result.findings]

    assert reported("") == []
    assert reported("constant-bytes = 360_001") == []
    assert reported("constant-bytes = 360_000") == [10]
    for wrong in ("-1", "true", "'1 MB'"):
        with pytest.raises(ConfigError, match="whole number of bytes"):
            reported(f"constant-bytes = {wrong}")


UNROLLED = """
    import jax
    import jax.numpy as jnp

    @jax.jit
    def relax(x):
        for _ in range(40):
            x = jnp.sin(x)
        return x

    relax(jnp.ones(3))
"""


def test_the_length_of_unrolled_loops_is_for_the_project_to_say(tmp_path: Path) -> None:
    def reported(setting: str) -> list[int]:
        file = tmp_path / "pyproject.toml"
        file.write_text(f"[tool.jaxlint]\nselect = ['JXL705']\n{setting}\n", encoding="utf-8")
        result = lint_text(dedent(UNROLLED), "model.py", load_config(file))
        return [finding.span.line for finding in result.findings]

    assert reported("") == []
    assert reported("unrolled-rounds = 41") == []
    assert reported("unrolled-rounds = 40") == [7]
    with pytest.raises(ConfigError, match="whole number of rounds"):
        reported("unrolled-rounds = -1")
