"""What the patterns of `match` take apart."""

from __future__ import annotations

from jaxlint.domain.values import UNKNOWN, ClassValue, Const, Object, TupleValue, Value
from jaxlint.program import tree
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.dicts import key_in
from jaxlint.tracer.state import Contents, Kind


def parts_in(t: Tracer, case: tree.Case, subject: Value, values: list[Value]) -> list[Value] | None:
    """What a flat pattern of a class or of keys finds in a subject that surely matches it, part by part."""
    if case.parts is None:
        return None
    contents = t.contents(subject)
    if contents is not None and (contents.shared or contents.maybe):
        return None
    keys = values[: len(case.values)]
    found: list[Value | None]
    match subject, values[len(case.values) :]:
        case TupleValue() as record, [ClassValue() as owner] if record.class_place == owner.place:
            names = list(record.fields)
            found = [_field(record, names, place) for place, _ in case.parts]
        case Object(), [ClassValue() as owner] if contents is not None and contents.class_value == owner:
            found = [_attribute(contents, place) for place, _ in case.parts]
        case Object(), [] if contents is not None and contents.kind is Kind.DICT:
            found = [_item(contents, key) for key in keys]
        case _:
            return None
    return [each for each in found if each is not None] if None not in found else None


def _field(record: TupleValue, names: list[str], place: object) -> Value | None:
    number = names.index(place) if isinstance(place, str) and place in names else place
    return record.items[number] if isinstance(number, int) and number < len(record.items) else None


def _attribute(contents: Contents, place: object) -> Value | None:
    """Which attributes the positions mean is for `__match_args__` to say."""
    if isinstance(place, int):
        return UNKNOWN
    slot = contents.items.get(place)
    return None if slot is None else slot.value


def _item(contents: Contents, key: Value) -> Value | None:
    slot = contents.items.get(key_in(contents.items, key)) if isinstance(key, Const) else None
    return None if slot is None else slot.value
