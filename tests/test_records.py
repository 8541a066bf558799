"""Records are dataclasses to everybody: compared, hashed, shown, matched and replaced by their fields."""

from __future__ import annotations

import copy
import pickle
from dataclasses import field, fields, replace

import pytest

from jaxlint.records import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 0
    note: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Named(Point):
    name: str = "origin"


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """Each is itself only."""

    x: int


@dataclass(slots=True)
class Tally:
    count: int = 0


@dataclass(slots=True)
class Basket:
    things: list[str] = field(default_factory=list)
    owner: str = field(default="nobody", kw_only=True)
    size: int = 0

    def __post_init__(self) -> None:
        self.size += len(self.things)


@dataclass(frozen=True, slots=True, order=True)
class Version:
    major: int
    minor: int

    def __hash__(self) -> int:
        return 7

    def __repr__(self) -> str:
        return f"{self.major}.{self.minor}"


def test_frozen_records_are_equal_and_hashed_by_their_fields() -> None:
    assert Point(1, 2) == Point(1, 2, "elsewhere")
    assert hash(Point(1, 2)) == hash(Point(1, 2, "elsewhere"))
    assert Point(1, 2) != Point(1, 3)
    assert Point(1) != Named(1)
    assert len({Named(1), Named(1, name="a"), Named(1)}) == 2


def test_records_without_equality_are_themselves_only() -> None:
    one = Thing(1)
    assert {one: True}[one]
    assert one != Thing(1)


def test_records_that_change_have_no_hash() -> None:
    tally = Tally()
    tally.count += 1
    assert tally == Tally(1)
    with pytest.raises(TypeError, match="unhashable"):
        hash(tally)


def test_what_a_record_is_made_of_may_be_left_out_named_and_completed() -> None:
    assert Basket().things == []
    assert Basket().things is not Basket().things
    basket = Basket(["apple"], 2, owner="Ada")
    assert (basket.things, basket.owner, basket.size) == (["apple"], "Ada", 3)
    with pytest.raises(TypeError, match=r"Basket\.__init__\(\) takes from 1 to 3 positional"):
        Basket([], 1, "Ada")  # type: ignore[call-arg, misc]


def test_methods_are_compiled_when_they_are_first_called() -> None:
    @dataclass(frozen=True, slots=True)
    class Fresh:
        x: int

    before = Fresh.__init__
    assert Fresh(1) == Fresh(1)
    assert Fresh.__init__ is not before
    assert Fresh.__init__.__qualname__ == f"{Fresh.__qualname__}.__init__"
    assert Fresh.__init__.__code__.co_varnames == ("self", "x")


def test_methods_of_the_class_itself_stay() -> None:
    assert hash(Version(1, 2)) == 7
    assert repr(Version(1, 2)) == "1.2"
    assert Version(1, 2) < Version(1, 3)


def test_records_are_shown_replaced_matched_copied_and_pickled() -> None:
    point = Named(1, 2, "here", "corner")
    assert repr(point) == "Named(x=1, y=2, name='corner')"
    assert replace(point, y=5) == Named(1, 5, "here", "corner")
    assert [f.name for f in fields(point)] == ["x", "y", "note", "name"]
    match point:
        case Named(x, y, name=name):
            assert (x, y, name) == (1, 2, "corner")
    assert copy.copy(point) == point == pickle.loads(pickle.dumps(point))


def test_records_have_slots_and_nothing_else() -> None:
    assert not hasattr(Point(1), "__dict__")
