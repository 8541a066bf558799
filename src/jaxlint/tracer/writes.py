"""Writes that are of no single variable: of objects."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Address, Object
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.records import STRUCTURE
from jaxlint.tracer.state import Contents
from jaxlint.tracer.versions import Version


def restructured(t: Tracer, target: Object, place: Place) -> Version:
    """The version made by a change of a container's length or keys."""
    return t.new_version((target.address, STRUCTURE), place, in_place=True)


def set_contents(t: Tracer, address: Address, contents: Contents) -> None:
    """Have an object hold something else, and the calls under way know of it."""
    if t.watches:
        t.watches[-1].note_write(address.frame)
    t.live.set_contents(address, contents)
