"""Configuration: which rules are on, which file's table holds, and what a wrong table is told."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxlint.engine.config import Config, ConfigError, Overrides, Selection
from jaxlint.engine.config_file import Configs, check_selectors, load_config
from jaxlint.engine.patterns import matches

CODE, NAME = "JXL299", "sample-store"


def on(code: str, *selections: Selection, by_default: bool = True) -> bool:
    return Config(Path(), selections).enabled(code, by_default)


def table(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "pyproject.toml"
    file.write_text(text)
    return file


class TestSelection:
    def test_nothing_said_leaves_the_default(self) -> None:
        assert on("JXL401")
        assert not on("JXL401", by_default=False)
        assert on("JXL401", Selection())

    def test_select_replaces_the_default(self) -> None:
        assert on("JXL401", Selection(select=("JXL4",)))
        assert not on("JXL301", Selection(select=("JXL4",)))
        assert not on("JXL301", Selection(select=()))

    def test_extend_select_adds_to_it(self) -> None:
        assert on("JXL304", Selection(extend_select=("JXL304",)), by_default=False)
        assert on("JXL401", Selection(extend_select=("JXL304",)))

    def test_the_longest_selector_decides_and_ignore_wins_a_tie(self) -> None:
        assert on("JXL401", Selection(select=("JXL401",), ignore=("JXL4",)))
        assert not on("JXL402", Selection(select=("JXL401",), ignore=("JXL4",)))
        assert not on("JXL401", Selection(select=("JXL4",), ignore=("JXL401",)))
        assert not on("JXL401", Selection(select=("JXL401",), ignore=("JXL401",)))
        assert on("JXL401", Selection(select=("JXL",), ignore=("ALL",)))

    @pytest.mark.parametrize(
        ("selector", "comes_on"),
        [("JXL", False), ("JXL3", True), ("JXL30", True), ("JXL304", True), ("ALL", True)],
    )
    def test_a_rule_that_is_off_wants_more_than_the_bare_prefix(self, selector: str, comes_on: bool) -> None:
        assert on("JXL304", Selection(select=(selector,)), by_default=False) is comes_on
        assert on("JXL304", Selection(extend_select=(selector,)), by_default=False) is comes_on

    def test_the_command_line_has_the_last_word(self) -> None:
        file = Selection(select=("JXL4",), ignore=("JXL401",))
        assert not on("JXL401", file)
        assert on("JXL401", file, Selection(select=("JXL4",)))
        assert on("JXL401", file, Selection(extend_select=("JXL401",)))
        assert not on("JXL402", file, Selection(ignore=("JXL402",)))
        assert on("JXL403", file, Selection(ignore=("JXL402",)))
        assert not on("JXL403", file, Selection(select=("JXL5",)))

    @given(st.permutations(["ALL", "JXL", "JXL4", "JXL40", "JXL401"]), st.integers(0, 5))
    def test_order_within_one_place_does_not_matter(self, order: list[str], cut: int) -> None:
        here = Selection(select=tuple(order[:cut]), ignore=tuple(order[cut:]))
        sorted_here = Selection(select=tuple(sorted(order[:cut])), ignore=tuple(sorted(order[cut:])))
        for by_default in (True, False):
            assert on("JXL401", here, by_default=by_default) is on(
                "JXL401", sorted_here, by_default=by_default
            )


@pytest.mark.usefixtures("sample_rule")
class TestFile:
    def test_reads_every_key(self, tmp_path: Path) -> None:
        file = table(
            tmp_path,
            f"""
            [tool.jaxlint]
            select = ["JXL"]
            extend-select = ["{CODE}"]
            ignore = ["{NAME}"]
            exclude = ["old"]
            extend-exclude = ["generated_*.py"]
            pedantic = true
            src = ["lib"]
            [tool.jaxlint.per-file-ignores]
            "tests/*" = ["ALL"]
            [tool.jaxlint.transforms]
            "mylib.fast" = "jax.jit"
            """,
        )
        assert load_config(file) == Config(
            root=tmp_path,
            selections=(Selection(("JXL",), (CODE,), (CODE,)),),
            per_file_ignores=(("tests/*", ("ALL",)),),
            exclude=("old", "generated_*.py"),
            pedantic=True,
            transforms=(("mylib.fast", "jax.jit"),),
            src=(tmp_path / "lib",),
        )

    def test_an_empty_table_is_the_default(self, tmp_path: Path) -> None:
        file = table(tmp_path, "[tool.jaxlint]\n")
        assert load_config(file) == Config(tmp_path, (Selection(),))
        assert load_config(file).source_roots == (tmp_path, tmp_path / "src")

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ('selct = ["JXL"]', "unknown key `selct` in [tool.jaxlint] of {file}; did you mean `select`?"),
            ("zzz = 1", "unknown key `zzz` in [tool.jaxlint] of {file}"),
            ('select = "JXL"', "`select` of {file} must be a list of strings, not a string"),
            ("ignore = [1]", "`ignore` of {file} must be a list of strings, but holds a number"),
            ('pedantic = "yes"', "`pedantic` of {file} must be true or false, not a string"),
            ("pedantic = 2020-01-01", "`pedantic` of {file} must be true or false, not a date"),
            ("exclude = {}", "`exclude` of {file} must be a list of strings, not a table"),
            ("per-file-ignores = []", "`per-file-ignores` of {file} must be a table, not a list"),
            ("transforms = true", "`transforms` of {file} must be a table, not a boolean"),
            ('transforms."a.b" = 3', "`transforms.a.b` of {file} must be a string, not a number"),
            (
                'transforms."a.b" = "jit"',
                (
                    "`transforms.a.b` of {file} must give a dotted name the meaning of another, "
                    'as in "mylib.fast" = "jax.jit"; `jit` is none'
                ),
            ),
            (
                'transforms."a.b" = "jax.jitt"',
                (
                    "`transforms.a.b` of {file} names no transformation that is known: `jax.jitt`; "
                    "did you mean `jax.jit`?"
                ),
            ),
            (
                'per-file-ignores."a.py" = ["JXL"]\nselect = ["JXL000"]',
                "unknown rule `JXL000` in `select` of {file}; did you mean `",
            ),
            (
                f'per-file-ignores."a.py" = ["{CODE}", "F401"]',
                "unknown rule `F401` in `per-file-ignores.a.py` of {file}",
            ),
            ("select = [", "{file} is not valid TOML: "),
        ],
    )
    def test_says_what_is_wrong(self, tmp_path: Path, text: str, says: str) -> None:
        file = table(tmp_path, f"[tool.jaxlint]\n{text}\n")
        with pytest.raises(ConfigError) as caught:
            load_config(file)
        message = str(caught.value)
        assert message.startswith(says.format(file=file))
        assert "\n" not in message

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"[tool]\njaxlint = 3\n", "must be a table, not a number"),
            (b"[project]\nname = 'jaxlint'\n", "has no [tool.jaxlint] table"),
            (b"tool = 'jaxlint'\n", "has no [tool.jaxlint] table"),
            (b"# jaxlint \xff\n", "is not valid TOML"),
        ],
    )
    def test_a_file_without_a_table(self, tmp_path: Path, data: bytes, says: str) -> None:
        (tmp_path / "pyproject.toml").write_bytes(data)
        with pytest.raises(ConfigError, match=says.replace("[", r"\[")):
            load_config(tmp_path / "pyproject.toml")

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="cannot be read: No such file"):
            load_config(tmp_path / "none.toml")

    def test_names_become_codes(self) -> None:
        assert check_selectors([NAME, "JXL", "ALL", CODE[:4]], "here") == (CODE, "JXL", "ALL", CODE[:4])
        with pytest.raises(ConfigError, match=rf"did you mean `{NAME}`"):
            check_selectors([NAME[:-1]], "here")
        with pytest.raises(ConfigError, match=rf"did you mean `{CODE}`"):
            check_selectors([CODE.lower()], "here")


class TestWhichHolds:
    def test_the_nearest_table_above_the_file(self, tmp_path: Path) -> None:
        table(tmp_path, "[tool.jaxlint]\npedantic = true\n")
        table(tmp_path / "inner", "[tool.jaxlint]\n")
        table(tmp_path / "other", "[tool.ruff]\n")
        configs = Configs(cwd=tmp_path)
        assert configs.of(tmp_path / "a.py").pedantic
        assert not configs.of(tmp_path / "inner" / "deep" / "a.py").pedantic
        assert configs.of(tmp_path / "other" / "a.py").pedantic
        assert configs.of(tmp_path / "other" / "a.py") is configs.of(tmp_path / "a.py")

    def test_relative_paths_start_from_the_working_folder(self, tmp_path: Path) -> None:
        table(tmp_path, "[tool.jaxlint]\npedantic = true\n")
        table(tmp_path / "inner", "[tool.jaxlint]\n")
        configs = Configs(cwd=tmp_path)
        assert configs.of(Path("a.py")).pedantic
        assert not configs.of(Path("inner/a.py")).pedantic
        assert configs.of(Path("inner/../a.py")).pedantic

    def test_a_file_elsewhere_has_the_table_of_the_working_folder(self, tmp_path: Path) -> None:
        table(tmp_path / "project", "[tool.jaxlint]\npedantic = true\n")
        assert Configs(cwd=tmp_path / "project").of(tmp_path / "elsewhere" / "a.py").pedantic

    def test_a_broken_table_of_another_tool_is_not_our_business(self, tmp_path: Path) -> None:
        table(tmp_path, "[tool.ruff\n")
        assert Configs(cwd=tmp_path).of(tmp_path / "a.py") == Config(tmp_path)

    def test_an_explicit_file_and_isolation_leave_no_choice(self, tmp_path: Path) -> None:
        file = table(tmp_path / "special", "[tool.jaxlint]\npedantic = true\n")
        table(tmp_path / "inner", "[tool.jaxlint]\nselect = []\n")
        explicit = Configs(explicit=file, cwd=tmp_path)
        assert explicit.of(tmp_path / "inner" / "a.py").pedantic
        isolated = Configs(isolated=True, cwd=tmp_path)
        assert isolated.of(tmp_path / "inner" / "a.py") == Config(tmp_path)

    def test_overrides_hold_for_every_file(self, tmp_path: Path) -> None:
        table(tmp_path, '[tool.jaxlint]\npedantic = true\nextend-exclude = ["a"]\n')
        overrides = Overrides(
            Selection(select=("JXL4",)), pedantic=False, exclude=("b",), extend_exclude=("c",), noqa=False
        )
        for configs in (Configs(overrides, cwd=tmp_path), Configs(overrides, cwd=tmp_path, isolated=True)):
            config = configs.of(tmp_path / "a.py")
            assert not config.enabled("JXL301")
            assert (config.pedantic, config.exclude, config.noqa) == (False, ("b", "c"), False)
        untouched = Configs(Overrides(), cwd=tmp_path).of(tmp_path / "a.py")
        assert untouched.pedantic
        assert untouched.exclude[-1] == "a"


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "named", "not_named"),
        [
            ("a.py", ["a.py", "deep/a.py"], ["ba.py", "a.pyi"]),
            ("gen_*.py", ["gen_x.py", "deep/gen_.py"], ["agen_x.py"]),
            ("tests", ["tests", "deep/tests"], ["tests/a.py", "my_tests"]),
            ("./tests/", ["tests"], ["tests/a.py"]),
            ("tests/*", ["tests/a.py", "tests/unit/a.py"], ["tests", "src/tests/a.py"]),
            ("tests/**/a.py", ["tests/a.py", "tests/x/y/a.py"], ["tests/ba.py"]),
            ("**/tests/*.py", ["tests/a.py", "x/tests/a.py"], ["tests.py"]),
            ("?.py", ["a.py"], ["ab.py", ".py"]),
            ("[ab].py", ["a.py"], ["c.py", "[ab].py"]),
            ("[!ab].py", ["c.py"], ["a.py"]),
            ("[a-c].py", ["b.py"], ["d.py", "-.py"]),
            ("[]].py", ["].py"], ["[.py"]),
            ("[^&].py", ["a.py"], ["&.py"]),
            ("[[&&a].py", ["[.py", "&.py", "a.py"], ["].py", "b.py"]),
            ("{docs,tests}/*", ["docs/a.py", "tests/a.py"], ["src/a.py", "{docs,tests}/a.py"]),
            ("a+b.py", ["a+b.py"], ["aab.py"]),
            ("a|b", ["a|b"], ["a", "b"]),
        ],
    )
    def test_names_paths(self, tmp_path: Path, pattern: str, named: list[str], not_named: list[str]) -> None:
        assert [path for path in named if not matches(tmp_path / path, [pattern], tmp_path)] == []
        assert [path for path in not_named if matches(tmp_path / path, [pattern], tmp_path)] == []

    def test_the_root_may_hold_any_character(self, tmp_path: Path) -> None:
        root = tmp_path / "a[b]*(c)"
        assert matches(root / "x" / "a.py", ["x/*"], root)
        assert not matches(tmp_path / "aaa(c)" / "x" / "a.py", ["x/*"], root)

    def test_no_patterns_name_nothing(self, tmp_path: Path) -> None:
        assert not matches(tmp_path / "a.py", (), tmp_path)

    def test_per_file_ignores(self, tmp_path: Path) -> None:
        config = Config(
            tmp_path,
            per_file_ignores=(("tests/*", ("JXL4",)), ("a.py", ("ALL",)), ("!src/*", ("JXL501",))),
        )
        expected = {
            ("tests/b.py", "JXL401"): True,
            ("tests/b.py", "JXL301"): False,
            ("src/b.py", "JXL401"): False,
            ("src/a.py", "JXL301"): True,
            ("src/b.py", "JXL501"): False,
            ("tests/b.py", "JXL501"): True,
        }
        got = {(path, code): config.ignores(code, str(tmp_path / path)) for path, code in expected}
        assert got == expected


@pytest.mark.parametrize("length", range(4))
def test_selection_is_that_of_ruff(length: int) -> None:
    """Each layer on its own terms: the law written down once more, selector by selector."""
    selectors = ["ALL", "JXL", "JXL4", "JXL401"]
    for chosen in itertools.combinations(selectors, length):
        for ignored in itertools.chain.from_iterable(itertools.combinations(selectors, n) for n in range(3)):
            expected = False
            for selector in selectors:  # from the least specific to the most
                if selector in chosen:
                    expected = True
                if selector in ignored:
                    expected = False
            assert on("JXL401", Selection(select=chosen, ignore=ignored)) is expected, (chosen, ignored)
