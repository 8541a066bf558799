"""When two results agree."""

from __future__ import annotations

import math
from array import array

import pytest

from jaxlint.verify.compare import describe, difference, has_nan
from jaxlint.verify.observation import (
    Cause,
    Compilation,
    Ending,
    Leaf,
    LeafKind,
    Mode,
    Observation,
    Thrown,
    Tree,
    dump,
    load_observation,
)


def floats(*values: float, dtype: str = "float32", shape: tuple[int, ...] | None = None) -> Leaf:
    place = (len(values),) if shape is None else shape
    return Leaf(LeafKind.ARRAY, dtype, place, "d", array("d", values).tobytes())


def integers(*values: int, dtype: str = "int32", shape: tuple[int, ...] | None = None) -> Leaf:
    place = (len(values),) if shape is None else shape
    return Leaf(LeafKind.ARRAY, dtype, place, "q", array("q", values).tobytes())


def number(value: float) -> Leaf:
    code = "d" if isinstance(value, float) else "q"
    return Leaf(LeafKind.NUMBER, type(value).__name__, (), code, array(code, [value]).tobytes())


def text(value: str) -> Leaf:
    return Leaf(LeafKind.TEXT, "str", text=repr(value))


def tree(*leaves: Leaf) -> Tree:
    return Tree(f"({', '.join('*' * len(leaves))})", leaves)


AGREE = [
    (floats(1.0, 2.0), floats(1.00001, 2.0)),
    (floats(0.0), floats(1e-6)),
    (floats(math.nan, math.inf), floats(math.nan, math.inf)),
    (floats(1.0, dtype="bfloat16"), floats(1.02, dtype="bfloat16")),
    (number(6), integers(6, shape=())),
    (number(6), integers(6, shape=(), dtype="uint8")),
    (number(1.5), floats(1.5, shape=())),
    (integers(1, shape=(), dtype="bool"), number(True)),
    (text("a"), text("a")),
]
DISAGREE = [
    (
        floats(1.0, 2.0),
        floats(1.0, 2.1),
        "2.0999999 where|2 where 2.1 is expected, at element 1 of float32[2]",
    ),
    (floats(1.0), floats(1.01), "at element 0"),
    (floats(1.0), floats(math.nan), "1 where nan"),
    (floats(math.nan), floats(1.0), "nan where 1"),
    (floats(1e30), floats(math.inf), "where inf is expected"),
    (floats(math.inf), floats(-math.inf), "inf where -inf"),
    (floats(1.0), floats(1.0, dtype="float16"), "of float32 where"),
    (floats(1.0), floats(1.0, shape=()), "shape [1] where [] is expected"),
    (integers(16777217, shape=()), integers(16777216, shape=()), "16777217 where 16777216 is expected"),
    (number(6), floats(6.0, shape=()), "of int where 6 of float32"),
    (number(True), integers(1, shape=()), "True of bool where 1 of int32"),
    (text("a"), text("b"), "'a' where 'b' is expected"),
    (text("a"), number(1), "'a' where 1 is expected"),
]


@pytest.mark.parametrize(("a", "b"), AGREE)
def test_these_agree(a: Leaf, b: Leaf) -> None:
    assert difference(tree(a), tree(b)) is None
    assert difference(tree(b), tree(a)) is None


@pytest.mark.parametrize(("a", "b", "words"), DISAGREE)
def test_these_do_not(a: Leaf, b: Leaf, words: str) -> None:
    problem = difference(tree(a), tree(b))
    assert problem is not None
    assert any(each in problem for each in words.split("|"))
    assert difference(tree(b), tree(a)) is not None


def test_structures_are_compared_first_and_leaves_are_numbered() -> None:
    one, two = tree(number(1)), tree(number(1), number(2))
    assert "the structure" in (difference(one, two) or "")
    assert (difference(two, tree(number(1), number(3))) or "").startswith("leaf 1: ")


def test_values_can_be_left_out_of_account() -> None:
    assert difference(tree(floats(1.0)), tree(floats(9.0)), values=False) is None
    assert difference(tree(floats(1.0)), tree(floats(9.0, 9.0)), values=False) is not None


def test_nan_can_stand_for_anything_in_what_is_wanted() -> None:
    wanted = tree(floats(math.nan, 1.0))
    assert difference(tree(floats(5.0, 1.0)), wanted, nan_matches=True) is None
    assert difference(tree(floats(5.0, 2.0)), wanted, nan_matches=True) is not None
    assert difference(tree(floats(math.nan, 1.0)), tree(floats(5.0, 1.0)), nan_matches=True) is not None


def test_complex_elements_are_counted_as_one() -> None:
    def complexes(*values: float) -> Leaf:
        return Leaf(LeafKind.ARRAY, "complex64", (2,), "d", array("d", values).tobytes())

    assert difference(tree(complexes(1, 2, 3, 4)), tree(complexes(1, 2, 3, 4))) is None
    problem = difference(tree(complexes(1, 2, 3, 4)), tree(complexes(1, 2, 3, 5)))
    assert "element 1 of complex64[2]" in (problem or "")


def test_nan_is_found_among_floats_alone() -> None:
    assert has_nan(tree(number(1), floats(1.0, math.nan)))
    assert not has_nan(tree(number(1), integers(1), floats(1.0), text("nan")))


def test_a_result_is_described_in_a_few_words() -> None:
    assert (
        describe(tree(number(1), floats(1.0, 2.5), text("a"), number(2)))
        == "1, float32[2] [1 2.5], 'a' and 1 more"
    )
    assert describe(tree(integers(1, 0, dtype="bool"))) == "bool[2] [True False]"
    assert describe(tree(integers(*range(9)))) == "int32[9] [0 1 2 3 ...]"
    assert describe(Tree("None", ())) == "None"


def test_an_observation_survives_the_way_between_processes() -> None:
    observation = Observation(
        Mode.TRACED,
        Ending.RAISED,
        result=tree(floats(1.0, math.nan), text("é")),
        raised=Thrown(("a.B", "Exception"), "why", (3, 4)),
        warned=(Thrown(("UserWarning",), "hm"),),
        effects=3,
        compilations=(Compilation("f", 7, "float32[]", Cause.REDEFINED),),
        detail="d",
        seconds=0.25,
    )
    assert load_observation(dump(observation)) == observation
    bare = Observation(Mode.EAGER, Ending.TIMED_OUT)
    assert load_observation(dump(bare)) == bare


def test_a_class_goes_by_its_bare_its_qualified_and_its_bases_names() -> None:
    thrown = Thrown(("jax.errors.KeyReuseError", "jax.errors.JAXTypeError", "TypeError"), "")
    assert all(
        thrown.is_a(name)
        for name in ("KeyReuseError", "jax.errors.KeyReuseError", "TypeError", "errors.JAXTypeError")
    )
    assert not any(thrown.is_a(name) for name in ("ReuseError", "ValueError", "jax.KeyReuseError"))
