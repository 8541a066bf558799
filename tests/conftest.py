"""Fixtures that several tests share, and the order of the files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

# The same examples in every run: a change is judged by what it does. `--hypothesis-profile=explore` looks for new ones.
settings.register_profile("repeatable", derandomize=True, database=None)
settings.register_profile("explore")
settings.load_profile("repeatable")

# Tests change the engine under the same programs; `test_cache.py` is about what is kept.
os.environ["JAXLINT_NO_CACHE"] = "1"

LONGEST = """
    test_fixtures_run test_matrix test_fixtures test_oracle test_signatures test_verify test_robustness test_key_oracle
    test_fix_concrete test_fixes test_lattice
""".split()
"""Files that take longest, which come first: the processes that share the files then end at the same time."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write golden files anew; then read the diff")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


@pytest.fixture(scope="module", autouse=True)
def forget_what_is_traced() -> Iterator[None]:
    """JAX keeps traces and executables of every function: gigabytes, by the end of the tests."""
    yield
    if (jax := sys.modules.get("jax")) is not None:
        jax.clear_caches()


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written and not compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def sample_rule() -> Iterator[type[Any]]:
    """A rule that is off by default, JXL299 sample-store: reports what JXL201 does, with an unsafe fix."""
    from jaxlint.rules import Rule, all_rules
    from jaxlint.text.edits import Applicability, Edit, Fix
    from jaxlint.text.findings import Finding
    from jaxlint.tracer.events import ItemStore
    from jaxlint.tracer.view import View

    class SampleStore(Rule[ItemStore]):
        code = "JXL299"
        name = "sample-store"
        summary = "A store, for the tests of what is off by default"
        watches = (ItemStore,)
        on_by_default = False

        def check(self, event: ItemStore, view: View) -> Iterator[Finding]:
            span = view.span_in(view.module(event.place), event.statement)
            fix = Fix("leave the store out", (Edit(span, "pass"),), Applicability.UNSAFE)
            yield Finding(self.code, "a store", span, fix=fix)

    all_rules.cache_clear()
    yield SampleStore
    del Rule.registry[SampleStore.code]
    all_rules.cache_clear()
