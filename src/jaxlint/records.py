"""Records: the dataclasses of the house, quick to define and to construct.

To type checkers this is `dataclasses.dataclass`, and a frozen record is frozen there: mypy refuses every assignment to
its fields. At run time it is an ordinary class with slots. The standard library's frozen classes pay for each field of
each construction a call of `object.__setattr__`, three times as much in all, and half as much again when they are
defined; a run defines some 250 and constructs hundreds of thousands.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """`dataclasses.dataclass`; a frozen record is hashed by its fields, and not guarded."""
        return _record(cls, **options) if cls is not None else lambda later: _record(later, **options)


def _record(cls: type, *, frozen: bool = False, eq: bool = True, **options: Any) -> type:
    own = vars(cls)
    # The standard library describes a class without a docstring by a signature, which it takes long to find.
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__
    if "__repr__" not in own:
        # mypy takes an assignment to a method for a mistake; here it is the purpose.
        cls.__repr__ = _shown  # type: ignore[assignment]
    hashed = frozen and eq and "__hash__" not in own
    made: type = dataclasses.dataclass(eq=eq, unsafe_hash=hashed, repr=False, **options)(cls)
    return made


def _shown(record: Any) -> str:
    shown = (field.name for field in dataclasses.fields(record) if field.repr)
    return f"{type(record).__qualname__}({', '.join(f'{name}={getattr(record, name)!r}' for name in shown)})"
