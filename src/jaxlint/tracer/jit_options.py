"""Which parameters `jax.jit` is told to treat as static or to donate, and names and numbers that none has."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence

from jaxlint.domain.values import NONE, Const, FunctionValue, Transformed, Value
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.transforms import TransformRow, checks_parameters
from jaxlint.tracer.callees import as_method, function_name, parameter_names, underlying
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.iteration import unpack
from jaxlint.tracer.parameters import Parameters, parameters_of

NUMBERS = ("static_argnums", "donate_argnums")
NAMES = ("static_argnames", "donate_argnames")
OTHER_NUMBERS = ("static_broadcasted_argnums", "nondiff_argnums")
OTHER_NAMES = ("nondiff_argnames",)


class Fault(enum.Enum):
    """Why JAX refuses what an option says."""

    NAME = "no parameter has the name"
    BOUND = "its argument is bound already"
    POSITIONAL_ONLY = "the parameter of this name takes no argument by name"
    NUMBER = "there is no positional parameter of this number"
    TYPE = "an option of numbers names a parameter, or one of names numbers it"
    BOTH = "a parameter is named static and donated"

    @property
    def raises(self) -> str:
        return "TypeError" if self is Fault.TYPE else "ValueError"


@dataclass(frozen=True, slots=True)
class UnknownParameter(Event):
    """`jax.jit` is told of a parameter that the function does not have: it raises there and then."""

    fault: Fault
    option: str
    said: int | str
    """What the option says, or the name of the parameter that two options name."""
    transform: str
    function: str
    parameters: Parameters
    application: tree.Node
    """The call of `jax.jit`, or the decorator."""


def statics(t: Tracer, options: dict[str, Value]) -> tuple[frozenset[int], frozenset[str], bool]:
    """static_argnums and static_argnames as written, and their like; and whether one of them cannot be read."""
    nums: set[int] = set()
    names: set[str] = set()
    unknown = False
    for key in (NUMBERS[0], *OTHER_NUMBERS, NAMES[0], *OTHER_NAMES):
        for item in listed(t, options.get(key, NONE)):
            match item:
                case Const(None):
                    pass
                case Const(bool()):
                    unknown = True
                case Const(int() as number):
                    nums.add(number)
                case Const(str() as text):
                    names.add(text)
                case _:
                    unknown = True
    return frozenset(nums), frozenset(names), unknown


def numbers_of(t: Tracer, function: Value, names: frozenset[str]) -> frozenset[int] | None:
    """The numbers by which `jax.custom_vjp` knows its arguments, also those that it is told by name (JAX 0.10, 0.12);
    None where a name is of no positional parameter that is known.
    """
    positional = parameter_names(t, function)
    known = names <= set(positional)
    return frozenset(number for number, name in enumerate(positional) if name in names) if known else None


def listed(t: Tracer, value: Value) -> list[Value]:
    """What an option lists, or the one thing that it is."""
    items = None if isinstance(value, Const) else unpack(t, value)
    return [value] if items is None else items


def is_static(t: Tracer, value: Transformed) -> Callable[[int, str], bool]:
    """Whether the argument at a position (-1: given by keyword), or of a name, is static.

    JAX derives names from numbers where no names are given; given both, a keyword is static by its name alone,
    another argument by its number alone (JAX 0.10, 0.12).
    """
    names = _shown_names(t, value.function)
    by_name = value.transform.static_argnames
    nums = {n + len(names) if n < 0 else n for n in value.transform.static_argnums}
    if nums and by_name and not t.entering_root:
        return lambda position, name: name in by_name if position < 0 else position in nums
    by_name |= {names[n] for n in nums if n < len(names)}
    nums |= {n for n, name in enumerate(names) if name in by_name}

    def answer(position: int, name: str) -> bool:
        return position in nums or name in by_name

    return answer


def _shown_names(t: Tracer, function: Value) -> Sequence[str]:
    """The names of the positional parameters, those of the function that another one says to wrap."""
    inner, _, _ = underlying(as_method(t, function))
    shown = parameters_of(t, function) if inner in t.wrapped else None
    return parameter_names(t, function) if shown is None else shown.positional


def check_parameters(
    t: Tracer, row: TransformRow, function: Value, options: dict[str, Value], node: tree.Node
) -> bool:
    """Report the first name or number that no parameter has, and whether there is one; JAX looks at once, before
    any call.
    """
    if not checks_parameters(row.name) or not any(key in options for key in (*NUMBERS, *NAMES)):
        return False
    parameters = parameters_of(t, function)
    if parameters is None:
        return False
    said = {key: listed(t, options[key]) for key in (*NUMBERS, *NAMES) if key in options}
    for option, items in said.items():
        for item in items:
            fault = _fault(option, item, parameters)
            if fault is not None:
                assert isinstance(item, Const)
                assert isinstance(item.value, (int, str))
                _report(t, row, fault, option, item.value, function, parameters, node)
                return True
    twice = _chosen(said, "static", parameters) & _chosen(said, "donate", parameters)
    for name in (*parameters.positional, *parameters.keyword_only):
        if name in twice:
            option = next(key for key in ("donate_argnames", "donate_argnums") if key in said)
            _report(t, row, Fault.BOTH, option, name, function, parameters, node)
            return True
    return False


def _fault(option: str, item: Value, parameters: Parameters) -> Fault | None:
    match item:
        case Const(bool()):
            return None
        case Const(int() as number):
            if option in NAMES:
                return Fault.TYPE
            return None if parameters.has_number(number) else Fault.NUMBER
        case Const(str() as name):
            if option in NUMBERS:
                return Fault.TYPE
            if parameters.any_name or name in parameters.named:
                return None
            if name in parameters.bound:
                return Fault.BOUND
            only = name in parameters.positional_only and name in parameters.positional
            return Fault.POSITIONAL_ONLY if only or name == parameters.rest else Fault.NAME
    return None


def _chosen(said: dict[str, list[Value]], purpose: str, parameters: Parameters) -> set[str]:
    """Names of the parameters that the options of one purpose choose, by number or by name."""
    numbers, names = said.get(f"{purpose}_argnums"), said.get(f"{purpose}_argnames")
    chosen = {item.value for item in names or () if isinstance(item, Const) and isinstance(item.value, str)}
    for item in numbers or ():
        match item:
            case Const(int() as number) if -len(parameters.positional) <= number < len(parameters.positional):
                chosen.add(parameters.positional[number])
    return chosen


def _report(
    t: Tracer,
    row: TransformRow,
    fault: Fault,
    option: str,
    said: int | str,
    function: Value,
    parameters: Parameters,
    node: tree.Node,
) -> None:
    if t.expects(fault.raises, "Exception"):
        return
    shown = t.wrapped.get(function, function) if isinstance(function, FunctionValue) else function
    name = function_name(t, shown)
    t.record(
        UnknownParameter(
            t.place(node.at), t.context(), not t.doubt, fault, option, said, row.shown, name, parameters, node
        )
    )
