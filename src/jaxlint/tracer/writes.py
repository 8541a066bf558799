"""Versions of writes that are of no single variable or item."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.domain.values import Object
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.records import STRUCTURE
from jaxlint.tracer.state import Version


def restructured(t: Tracer, target: Object, place: Place) -> Version:
    """The version made by a change of a container's length or keys."""
    return t.new_version((target.address, STRUCTURE), place, in_place=True)
