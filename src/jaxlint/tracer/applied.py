"""Modules and functions of a framework that are being run: what they are run with, and what they then lack."""

from __future__ import annotations

import enum

from jaxlint.domain.origins import Place
from jaxlint.records import dataclass
from jaxlint.tracer.events import Event


@dataclass(frozen=True, slots=True)
class Applied:
    """One run: `model.apply(variables, x)` of Flax Linen, `forward.apply(params, key, x)` of Haiku."""

    place: Place
    """The call."""
    framework: str
    """`flax.linen`, `haiku`."""
    initialises: bool
    """It makes the parameters: `model.init(key, x)`."""
    collections: frozenset[str] | None
    """Kinds of variables that may change; None where these are all, or not known."""
    keys: frozenset[str] | None
    """Names of the random keys that it is given; None where there may be any."""
    level: int
    """Regions around the call."""

    def keeps(self, collection: str) -> bool:
        """Whether variables of a kind may change, for all that is known."""
        return self.collections is None or collection in self.collections

    def has_key(self, *names: str) -> bool:
        return self.keys is None or bool(self.keys & set(names))


class Lack(enum.Enum):
    """What a module or function needs, and is not run with."""

    STATE = "state"
    """It changes a variable that is not to be changed."""
    KEY = "key"
    """It draws with a random key that there is none of."""
    FLAG = "flag"
    """A layer is told neither when it is made nor when it is called what it is to do."""
    LIFTING = "lifting"
    """It makes parameters inside of a transformation of JAX, whose tracers they then are."""
    FROZEN = "frozen"
    """A module that takes no attributes any more is given one."""
    HASH = "hash"
    """A transformation that keeps traces by the function is given a module, which has no hash."""
    UNBOUND = "unbound"
    """A transformation that takes the module as an argument is given a method that is bound to one."""
    CHEXIFY = "chexify"
    """It tests values of tracers outside of `chex.chexify`."""
    ORDER = "order"
    """It counts the traces of a function that is transformed already."""
    RUN = "run"
    """It runs outside of any `apply` or `transform`."""


@dataclass(frozen=True, slots=True)
class UnmetNeed(Event):
    """A need of a framework's module or function that is not met where it runs."""

    lack: Lack
    framework: str
    name: str
    """The collection; the key; the parameter; the transformation; the method."""
    around: Place | None
    """The call that runs the module, or the transformation around what it makes."""
    raises: str | None
