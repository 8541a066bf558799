"""Every fixture, run on JAX: what jaxlint says of it, what it does, and what its fix does agree."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from jaxlint.verify.fixtures import Fixture, discover
from jaxlint.verify.verdict import Verdict

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = discover([ROOT / "fixtures"])

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("jax") is None,
    reason="jax is not installed: pip install 'flake8-jaxlint[verify]'",
)


def _name(fixture: Fixture) -> str:
    return f"{fixture.group}/{fixture.path.name}"


@pytest.fixture(scope="module")
def verdicts(request: pytest.FixtureRequest) -> dict[Path, Verdict]:
    """The verdicts on the fixtures whose tests are to run, in one go: children share what they compile."""
    from jaxlint.verify.command import default_jobs
    from jaxlint.verify.engine import EngineAnalyser
    from jaxlint.verify.session import verify

    chosen = [
        item.callspec.params["fixture"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and item.originalname == test_findings_and_behaviour_agree.__name__
    ]
    verification = verify(chosen, EngineAnalyser(), jobs=default_jobs(), seconds=180.0)
    return {verdict.fixture.path: verdict for verdict in verification.verdicts}


@pytest.mark.parametrize("fixture", FIXTURES, ids=_name)
def test_findings_and_behaviour_agree(fixture: Fixture, verdicts: dict[Path, Verdict]) -> None:
    verdict = verdicts[fixture.path]
    assert verdict.agrees, "\n".join(
        (f"{_name(fixture)} (expected: {verdict.expected})", *verdict.disagreements)
    )
    if verdict.skipped is not None:
        pytest.skip(f"its findings agree, but it is not run: it {verdict.skipped}")
