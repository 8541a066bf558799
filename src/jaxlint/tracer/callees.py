"""What a callable value comes down to: the program's function, its name, the parameters that callers fill."""

from __future__ import annotations

from dataclasses import replace

from jaxlint.domain.values import (
    BoundMethod,
    ClassValue,
    External,
    FunctionValue,
    Object,
    PartialValue,
    Transformed,
    Value,
)
from jaxlint.signatures.framework_rows import LEADING
from jaxlint.tracer.arguments import parameters_of
from jaxlint.tracer.classes import class_entry
from jaxlint.tracer.core import Tracer


def function_name(t: Tracer, value: Value) -> str:
    """What the user calls a function."""
    match value:
        case FunctionValue(place=place):
            return t.functions[place][0].name
        case PartialValue(function=External(name), args=(Object() as module, *_)) if name in LEADING:
            contents = t.contents(module)
            owner = None if contents is None else contents.class_value
            return "the function" if owner is None else function_name(t, owner)
        case PartialValue(function=External(name), args=(inner, *_)) if name in LEADING:
            return function_name(t, inner)
        case BoundMethod(function=inner) | PartialValue(function=inner) | Transformed(function=inner):
            return function_name(t, inner)
        case ClassValue():
            info = t.classes.get(value)
            return "a class" if info is None else info.node.name
        case Object():
            made = t.contents(value)
            owner = None if made is None else made.class_value
            return "the function" if owner is None else function_name(t, owner)
    return "the function"


def underlying(value: Value) -> tuple[FunctionValue | None, int, frozenset[str]]:
    """The program's function behind partials, methods and transformations; how many of its first parameters
    are bound, and which names.
    """
    match value:
        case FunctionValue():
            return value, 0, frozenset()
        case BoundMethod(function=inner):
            found, shift, names = underlying(inner)
            return found, shift + 1, names
        case PartialValue(function=inner, args=args, kwargs=kwargs):
            found, shift, names = underlying(inner)
            return found, shift + len(args), names | {name for name, _ in kwargs}
        case Transformed(function=inner):
            return underlying(inner)
    return None, 0, frozenset()


def parameter_names(t: Tracer, function: Value) -> list[str]:
    """Names of the positional parameters that a caller of `function` fills."""
    match function:
        case PartialValue(function=External(name), args=(inner, *_)) if name in LEADING:
            return [*LEADING[name], *parameter_names(t, inner)]
    found, shift, _ = underlying(as_method(t, function))
    if found is None:
        return []
    return list(parameters_of(t.functions[found.place][0]).positional[shift:])


def as_method(t: Tracer, value: Value) -> Value:
    """A callable instance as its method `__call__`, under transformations and partials as well."""
    match value:
        case Transformed(function=inner) | PartialValue(function=inner):
            called = as_method(t, inner)
            return value if called is inner else replace(value, function=called)
        case Object():
            contents = t.contents(value)
            owner = None if contents is None else contents.class_value
            method = class_entry(t, owner, "__call__") if isinstance(owner, ClassValue) else None
            return value if method is None else BoundMethod(method, value)
    return value
