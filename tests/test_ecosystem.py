"""The script that lints real projects: what counts, what came and went, what only one front end says."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "scripts" / "ecosystem.py"


@pytest.fixture
def ecosystem() -> Iterator[ModuleType]:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("ecosystem_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture
def toy(ecosystem: ModuleType) -> ModuleType:
    """The script with two findings and a report of them at hand."""
    ecosystem.first = ecosystem.Found("toy/a.py", 3, 5, "JXL201", "`x[0] = 1` writes")
    ecosystem.second = ecosystem.Found("toy/b.py", 7, 1, "JXL101", "`n` is read once")
    ecosystem.report = ecosystem.Report("toy", "1.0", 2, 500, 0.5, (ecosystem.first, ecosystem.second))
    return ecosystem


def test_releases_are_pinned_once_each(ecosystem: ModuleType) -> None:
    names = [release.name for release in ecosystem.RELEASES]
    assert len(set(names)) == len(names)
    assert {"optax", "flax", "equinox", "brax", "numpyro", "chex", "diffrax", "blackjax", "jax"} <= set(names)
    assert all(re.fullmatch(r"[0-9a-f]{64}", release.sha256) for release in ecosystem.RELEASES)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("toy/tests/model.py", True),
        ("test/model.py", True),
        ("toy/test_model.py", True),
        ("toy/model_test.py", True),
        ("conftest.py", True),
        ("toy/testing.py", False),
        ("toy/latest.py", False),
        ("toy/contest/model.py", False),
    ],
)
def test_what_is_a_test(ecosystem: ModuleType, path: str, expected: bool) -> None:
    assert ecosystem.is_test(Path(path)) is expected


def test_tests_count_when_asked_for(ecosystem: ModuleType, tmp_path: Path) -> None:
    for name in ("model.py", "model_test.py"):
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    assert ecosystem.sources(tmp_path, tests=False) == [Path("model.py")]
    assert ecosystem.sources(tmp_path, tests=True) == [Path("model.py"), Path("model_test.py")]


def test_reading_jaxlints_json(toy: ModuleType, tmp_path: Path) -> None:
    def row(code: str) -> dict[str, object]:
        place = {"row": 3, "column": 5}
        return {"filename": str(tmp_path / "toy/a.py"), "location": place, "code": code, "message": "m"}

    findings, problems = toy.read_json(json.dumps([row("JXL201"), row("JXL003")]), tmp_path)
    assert [str(item) for item in findings] == ["toy/a.py:3:5: JXL201 m"]
    assert [str(item) for item in problems] == ["toy/a.py:3:5: JXL003 m"]


def test_a_saved_result_is_read_back(toy: ModuleType, tmp_path: Path) -> None:
    toy.save([toy.report], tmp_path / "new" / "folder")
    assert toy.load(tmp_path / "new" / "folder" / "ecosystem.json") == {"toy": toy.report}


def test_the_table_counts(toy: ModuleType) -> None:
    rows = toy.table([toy.report]).splitlines()
    assert "| toy | 1.0 | 2 | 500 | 0.5 | 2 | 4.000 | JXL201 1, JXL101 1 |" in rows
    assert "| JXL101 | 1 | toy |" in rows


def test_every_finding_stands_in_the_list(toy: ModuleType) -> None:
    assert toy.concise([toy.report]).splitlines() == [f"toy-1.0/{toy.first}", f"toy-1.0/{toy.second}"]


def test_what_came_and_went(toy: ModuleType) -> None:
    before = toy.replace(toy.report, findings=(toy.first,))
    after = toy.replace(toy.report, findings=(toy.second,))
    assert toy.difference({"toy": before}, [after]) == [f"- toy {toy.first}", f"+ toy {toy.second}"]
    assert toy.difference({"toy": after}, [after]) == []


def test_a_second_finding_in_the_same_place_is_a_difference(toy: ModuleType) -> None:
    once, twice = (toy.replace(toy.report, findings=(toy.first,) * count) for count in (1, 2))
    assert toy.difference({"toy": once}, [twice]) == [f"+ toy {toy.first}"]


def test_front_ends_that_disagree(toy: ModuleType) -> None:
    assert toy.disagreement(toy.report, [toy.second, toy.first]) == []
    alone = toy.disagreement(toy.replace(toy.report, findings=(toy.first,)), [toy.second])
    assert alone == [f"jaxlint alone: toy {toy.first}", f"flake8 alone: toy {toy.second}"]


def test_a_helper_in_another_file_is_one_finding_under_two_places(toy: ModuleType) -> None:
    at_the_call = toy.Found("toy/c.py", 9, 1, "JXL201", "`x[0] = 1` writes (in a.py:3)")
    of_another = toy.Found("toy/c.py", 9, 1, "JXL201", "`y[0] = 1` writes (in a.py:3)")
    assert toy.disagreement(toy.report, [at_the_call, toy.second]) == []
    assert toy.disagreement(toy.report, [of_another, toy.second]) == [
        f"jaxlint alone: toy {toy.first}",
        f"flake8 alone: toy {of_another}",
    ]


def test_codes_choose(toy: ModuleType) -> None:
    assert toy.only(toy.report, ["JXL2"]).findings == (toy.first,)
    assert toy.only(toy.report, []) == toy.report


def test_an_unknown_project_is_refused(toy: ModuleType) -> None:
    with pytest.raises(toy.EcosystemError, match="not pinned: torch"):
        toy.chosen_releases("optax,torch")
    assert [release.name for release in toy.chosen_releases("optax, chex")] == ["optax", "chex"]


def test_an_archive_with_another_digest_is_refused(toy: ModuleType, tmp_path: Path) -> None:
    release = toy.Release("toy", "1.0", "0" * 64)
    (tmp_path / "sdists").mkdir()
    (tmp_path / "sdists" / "toy-1.0.tar.gz").write_bytes(b"not it")
    with pytest.raises(toy.EcosystemError, match="is pinned"):
        toy.fetch(release, tmp_path)
