# A property of a named tuple is calculated from its fields.
# refused: 19 jax.errors.TracerBoolConversionError
# runs
from typing import NamedTuple

import jax


class Point(NamedTuple):
    mass: float

    @property
    def energy(self):
        return 0.5 * self.mass


@jax.checkpoint
def f(point):
    if (e := point.energy) > 0.5:  # mended: if (e := 0.5) > 0.0:
        return e
    return point.mass


def run():
    return [f(Point(2.0))]
