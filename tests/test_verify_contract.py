"""The comments of a fixture, read."""

from __future__ import annotations

import pytest

from jaxlint.verify.contract import ContractError, TimingClaim, Unchecked, read_contract
from jaxlint.verify.expectations import (
    Differs,
    Effects,
    Expectation,
    Leaks,
    NanGradient,
    Ok,
    Raises,
    Retraces,
    ReusesKey,
    Silent,
    Warns,
    ZeroGradient,
)
from jaxlint.verify.requirements import parse_requirement
from jaxlint.verify.variation import Argument, Variation, parse_variation

RUN = "\n\ndef run():\n    return 0\n"


def contract_of(*lines: str) -> object:
    return read_contract('"""A program."""\n' + "\n".join(lines) + RUN)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("ok", Ok()),
        ("raises TypeError", Raises("TypeError")),
        (
            'raises jax.errors.KeyReuseError "already consumed"',
            Raises("jax.errors.KeyReuseError", "already consumed"),
        ),
        ('raises Exception "text"', Raises("Exception", "text")),
        ("warns UserWarning", Warns("UserWarning")),
        ("differs", Differs()),
        ("effects 1 of 3", Effects(1, 3)),
        ("retraces", Retraces()),
        ("reuses key", ReusesKey()),
        ("leaks", Leaks()),
        ("nan gradient", NanGradient()),
        ("zero gradient", ZeroGradient()),
        ("silent, because nothing shows", Silent("nothing shows")),
    ],
)
def test_every_expectation_is_read_and_printed_as_written(words: str, meaning: Expectation) -> None:
    contract = read_contract(f"# expect: {words}{RUN}")
    assert contract.expectations == (meaning,)
    assert contract.declared
    assert str(meaning) == words


def test_a_fixture_without_expectation_is_ok_and_says_that_nothing_was_declared() -> None:
    contract = read_contract(RUN)
    assert contract.expectations == (Ok(),)
    assert not contract.declared


def test_several_expectations_stand_side_by_side() -> None:
    contract = read_contract(f"# expect: leaks\n# expect: effects 1 of 2{RUN}")
    assert contract.expectations == (Leaks(), Effects(1, 2))


def test_marks_are_read_wherever_a_line_ends_in_one() -> None:
    text = (
        'a = "# error: JXL999"\nb = 1  # error: JXL401\nc = [  # error: JXL101, JXL102  # noqa: E501\n]' + RUN
    )
    assert read_contract(text).marks == {(2, "JXL401"), (3, "JXL101"), (3, "JXL102")}


def test_a_directive_goes_on_after_two_spaces() -> None:
    contract = read_contract(f"# expect: silent, because it takes\n#   two lines\n# a remark{RUN}")
    assert contract.expectations == (Silent("it takes two lines"),)


def test_directives_end_where_the_program_begins() -> None:
    contract = read_contract('"""Doc."""\n# expect: leaks\nimport jax\n# expect: retraces' + RUN)
    assert contract.expectations == (Leaks(),)


def test_the_first_statement_may_be_decorated() -> None:
    contract = read_contract("# expect: leaks\n@d\n# expect: retraces\ndef run():\n    return 0\n")
    assert contract.expectations == (Leaks(),)


def test_the_other_directives() -> None:
    contract = read_contract(
        "# fixed: differs, because the draws are new\n"
        "# vary: f(float32[n, 3], key[], step=int32[] in -1..5, axis=int in 0..1)\n"
        "# time: eager, jitted\n"
        "# time: slow > 1.5 * fast\n"
        "# time: slow > fast\n"
        "# requires: jax >= 0.11, flax\n"
        "# unchecked: leaks, because the checker is wrong here\n"
        "# todo: a missed alarm" + RUN
    )
    assert contract.fixed_differs == "the draws are new"
    assert contract.variations == (
        Variation(
            "f",
            (
                Argument("float32", ("n", 3)),
                Argument("key", ()),
                Argument("int32", (), "step", -1.0, 5.0),
                Argument("int", None, "axis", 0.0, 1.0),
            ),
        ),
    )
    assert contract.timings == (
        TimingClaim("eager", "jitted"),
        TimingClaim("slow", "fast", 1.5),
        TimingClaim("slow", "fast", 1.0),
    )
    assert [str(each) for each in contract.requirements] == ["jax >= 0.11", "flax"]
    assert contract.unchecked == {Unchecked.LEAKS}
    assert contract.todo == "a missed alarm"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# expect: explodes" + RUN, "line 1: `expect: explodes` is none of: ok; raises"),
        ("# expect: raises" + RUN, "is none of"),
        ("# expect: raises Exception" + RUN, "holds of any failure"),
        ("# expect: ok\n# expect: leaks" + RUN, "stands beside another"),
        ("# expects: leaks" + RUN, "there is no `# expects:`; `# expect:` is meant"),
        ("# requries: flax" + RUN, "`# requires:` is meant"),
        ("# requires: flax or so" + RUN, "neither a module"),
        ("# fixed: because" + RUN, "`fixed: differs, because REASON`"),
        ("# vary: f" + RUN, "is not FUNCTION(ARGUMENT, ...)"),
        ("# vary: f()" + RUN, "no arguments to vary"),
        ("# vary: f(f32[])" + RUN, "`f32` before brackets is none of"),
        ("# vary: f(float32)" + RUN, "`float32` without brackets is none of"),
        ("# vary: f(float32[3n])" + RUN, "a dimension is a number or a name"),
        ("# vary: f(int32[] in 3..1)" + RUN, "the range is empty"),
        ("# vary: f(bool[] in 0..1)" + RUN, "has no range"),
        ("# vary: f(float32[n] ~ 3)" + RUN, "is not [NAME=]DTYPE[DIMENSIONS]"),
        ("# time: eager" + RUN, "neither `SLOW, FAST` nor"),
        ("# unchecked: luck, because" + RUN, "with WHAT one of: eager"),
        ("x = 1  # error: E501, oops" + RUN, "is not `# error: CODE, ...`"),
        ("x = 1", "has no function `run()`"),
        ("def run(x):\n    return x", "`run()` takes arguments"),
        ("def run(:", "is not a program of this Python"),
    ],
)
def test_a_fault_is_told_to_the_author(text: str, fault: str) -> None:
    with pytest.raises(ContractError) as caught:
        read_contract(text)
    assert fault in str(caught.value)


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ContractError) as caught:
        read_contract("# expect: luck\n# time: x")
    assert str(caught.value).count("; ") >= 2


def test_a_variation_is_printed_as_written() -> None:
    words = "f(float32[n,3], step=int32[] in 0..5, key[], axis=int in 0..1)"
    assert str(parse_variation(words)) == words


@pytest.mark.parametrize(
    ("requirement", "met"),
    [
        ("pytest", True),
        ("pytest >= 8", True),
        ("pytest < 8.0", False),
        ("pytest >= 1000", False),
        ("no_such_module", False),
        ("no_such_module >= 1", False),
        ("cpu", True),
        ("gpu", False),
    ],
)
def test_requirements(requirement: str, met: bool) -> None:
    assert parse_requirement(requirement).is_met("cpu") is met
