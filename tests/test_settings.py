"""When JAX reads its settings, as JAX itself says."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import pytest

from jaxlint.signatures.settings import (
    IMPORTS_JAX,
    OPTIONS_READ_AT_START,
    READ_ON_IMPORT,
    REFUSED_LATER,
    starts_backend,
)

LATE = """
import os, jax, jax.numpy
options = jax.config._value_holders
before = {name: options[name.lower()].value for name in NAMES}
os.environ.update(dict.fromkeys(NAMES, "1"))
jax.numpy.zeros(1)
assert before == {name: options[name.lower()].value for name in NAMES}
"""


def _run(program: str) -> None:
    environment = {**os.environ, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr


def test_variables_are_options_and_are_not_read_again() -> None:
    _run(LATE.replace("NAMES", repr(sorted(READ_ON_IMPORT))))


@pytest.mark.parametrize("name", sorted(OPTIONS_READ_AT_START))
def test_options_that_are_refused_when_a_backend_runs(name: str) -> None:
    setting = f"import jax; jax.devices(); jax.config.update({name!r}, {4 if 'num' in name else 'cpu'!r})"
    done = subprocess.run([sys.executable, "-c", setting], capture_output=True, text=True, check=False)
    refused = "before backends are initialized" in done.stderr
    assert refused == (name in REFUSED_LATER), done.stderr


@pytest.mark.parametrize("name", sorted(IMPORTS_JAX))
def test_libraries_import_jax(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        pytest.skip("not installed")
    _run(f"import sys, {name}; assert 'jax' in sys.modules")


def test_arrays_need_a_backend_and_questions_about_types_do_not() -> None:
    assert starts_backend("jax.numpy.zeros")
    assert starts_backend("jax.random.key")
    assert starts_backend("jax.devices")
    assert not starts_backend("jax.numpy.dtype")
    assert not starts_backend("jax.numpy.finfo")
    assert not starts_backend("jax.jit")
