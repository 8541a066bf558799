"""Records: the dataclasses of the house, quick to define and to construct.

To type checkers this is `dataclasses.dataclass`, and a frozen record is frozen there: mypy refuses every assignment to
its fields. At run time it is an ordinary class with slots. The standard library's frozen classes pay for each field of
each construction a call of `object.__setattr__`, three times as much in all. It also compiles all methods of a class
where the class is defined, which took a third of the time to start: of 300 classes most are of no use to a run. Here
a method is compiled when it is first called.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields
from dataclasses import dataclass as standard
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, **options):
        """`dataclasses.dataclass`; a frozen record is hashed by its fields, and not guarded."""
        return _record(cls, **options) if cls is not None else lambda later: _record(later, **options)


_EQUAL = "__eq__"
_COMPARISONS = {_EQUAL: "==", "__lt__": "<", "__le__": "<=", "__gt__": ">", "__ge__": ">="}


def _record(
    cls: type, *, frozen: bool = False, eq: bool = True, order: bool = False, slots: bool = False
) -> type:
    own = frozenset(vars(cls))
    methods = ["__init__", *(_COMPARISONS if order else [_EQUAL] if eq else [])]
    if eq and frozen:
        methods.append("__hash__")
    # The standard library describes a class without a docstring by a signature, which it takes long to find.
    cls.__doc__ = cls.__doc__ or cls.__name__
    # mypy takes an assignment to a method for a mistake; here it is the purpose.
    if "__repr__" not in own:
        cls.__repr__ = _shown  # type: ignore[assignment]
    if eq and "__hash__" not in own:
        cls.__hash__ = None  # type: ignore[assignment]
    made: type = standard(init=False, repr=False, eq=False, slots=slots)(cls)
    for name in methods:
        if name not in own:
            setattr(made, name, _compiled_later(made, name))
    return made


def _compiled_later(cls: type, name: str) -> Callable[..., Any]:
    """A method of this name that compiles the one that is meant, leaves its place to it and calls it."""

    def method(*arguments: Any, **keywords: Any) -> Any:
        text, scope = _construction(cls) if name == "__init__" else (_by_fields(cls, name), {})
        exec(text, scope)
        compiled = scope[name]
        compiled.__qualname__ = f"{cls.__qualname__}.{name}"
        setattr(cls, name, compiled)
        return compiled(*arguments, **keywords)

    return method


def _construction(cls: type) -> tuple[str, dict[str, Any]]:
    """`__init__`, and the values that it knows by name: defaults, and what makes them."""
    scope: dict[str, Any] = {"MISSING": MISSING}
    positional = ["self"]
    by_keyword: list[str] = []
    lines: list[str] = []
    for field in fields(cls):
        name, default = field.name, f"default_{field.name}"
        parameter, value = name, name
        if field.default is not MISSING:
            scope[default] = field.default
            parameter = f"{name}={default}"
        elif field.default_factory is not MISSING:
            scope[default] = field.default_factory
            parameter = f"{name}=MISSING"
            value = f"{default}() if {name} is MISSING else {name}"
        if field.init:
            (by_keyword if field.kw_only else positional).append(parameter)
            lines.append(f" self.{name} = {value}")
    if by_keyword:
        positional += ["*", *by_keyword]
    lines.append(" self.__post_init__()" if hasattr(cls, "__post_init__") else " pass")
    return "\n".join([f"def __init__({', '.join(positional)}):", *lines]), scope


def _by_fields(cls: type, name: str) -> str:
    """A method that hashes or compares the fields."""
    own = "".join([f"self.{field.name}, " for field in fields(cls) if field.compare])
    if name == "__hash__":
        return f"def __hash__(self): return hash(({own}))"
    its = own.replace("self.", "other.")
    compared = f"({own}) {_COMPARISONS[name]} ({its})"
    return (
        f"def {name}(self, other): return {compared} if other.__class__ is self.__class__ else NotImplemented"
    )


def _shown(record: Any) -> str:
    shown = (field.name for field in fields(record) if field.repr)
    return f"{type(record).__qualname__}({', '.join(f'{name}={getattr(record, name)!r}' for name in shown)})"
