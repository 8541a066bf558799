"""Agreement with `jax.debug_key_reuse` on generated programs that deal in random keys."""

from __future__ import annotations

import ast
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jaxlint.verify.oracle.key_prelude import PRELUDE
from jaxlint.verify.oracle.key_reuse import Run, Said, ask_jax, ask_jaxlint, disagreement, examine
from jaxlint.verify.oracle.keys import key_program

GENERATED = 200
REUSE = f"{PRELUDE}\ndef run(flag):\n    k = random.key(0)\n    random.bits(k)\n    return random.bits(k)\n"
CLEAN = f"{PRELUDE}\ndef run(flag):\n    k = random.key(0)\n    return random.bits(k)\n"
LAST = REUSE.count("\n")


def test_jaxlint_says_what_the_checker_of_jax_says() -> None:
    found = list(examine([f"suite:{index}" for index in range(GENERATED)]))
    problems = [f"seed {seed}: {problem}\n{text}" for seed, text, _, problem in found if problem is not None]
    assert "\n".join(problems) == ""
    refused = sum(any(run.refused is not None for run in runs) for _, _, runs, _ in found)
    assert GENERATED // 6 < refused < GENERATED * 5 // 6, "programs of one kind show little"


@settings(max_examples=25, deadline=None)
@given(st.integers())
def test_generated_programs_can_be_parsed_and_repeated(seed: int) -> None:
    text = key_program(Random(seed))
    assert key_program(Random(seed)) == text
    ast.parse(text)
    ask_jaxlint(text)


def test_both_are_asked() -> None:
    reused, clean = ask_jax([REUSE, CLEAN])
    assert [run.refused for run in reused] == [LAST]
    assert [run.refused for run in clean] == [None]
    assert ask_jaxlint(REUSE) == Said((LAST,), ())
    assert ask_jaxlint(CLEAN) == Said((), ())


@pytest.mark.parametrize(
    ("refused", "said"),
    [
        (5, Said((), ())),
        (5, Said((), (5,))),
        (5, Said((6,), ())),
        (None, Said((5,), ())),
        (None, Said((), (5,))),
    ],
)
def test_each_way_to_disagree_is_noticed(refused: int | None, said: Said) -> None:
    runs = [Run(refused, frozenset(range(1, 9)))] * 2
    assert disagreement(runs, said) is not None


def test_what_is_agreed_on_is_no_disagreement() -> None:
    assert disagreement([Run(5, frozenset({4, 5}))] * 2, Said((5, 7), ())) is None
    assert disagreement([Run(5, frozenset({4, 5})), Run(None, frozenset({4}))], Said((5,), ())) is None
    assert disagreement([Run(None, frozenset({4}))] * 2, Said((), ())) is None
