"""Fixes of what `jax.jit` is told of the function's parameters."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from jaxlint.fixes.source import Source
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.jit_options import Fault, UnknownParameter


def parameter_fix(event: UnknownParameter, module: Module) -> Fix | None:
    """The parameter that was meant: the nearest name, its number or name, the other option."""
    node = event.application
    if not isinstance(node, tree.Call) or not module.is_faithful(node.at):
        return None
    argument = next((one for one in node.args if one.keyword == event.option), None)
    if argument is None:
        return None
    source = Source(module)
    written = [one for one in _constants(argument.value) if one.value == event.said]
    if len(written) != 1:
        return None
    constant = written[0]
    match event.fault:
        case Fault.NAME if isinstance(event.said, str):
            names = [part.strip() for part in event.said.split(",")]
            if len(names) > 1 and argument.value is constant and set(names) <= set(event.parameters.named):
                text = f"({', '.join(_quoted(name, source.of(constant)) for name in names)})"
                return _fix("Name each parameter", _replace(source, constant, text))
            others = {one.value for one in _constants(argument.value)}
            left = [name for name in event.parameters.named if name not in others]
            near = difflib.get_close_matches(event.said, left, n=1)
            if near:
                text = _quoted(near[0], source.of(constant))
                return _fix(f"Name `{near[0]}`", _replace(source, constant, text))
        case Fault.TYPE if argument.value is constant:
            return _other_option(event, source, node, argument)
        case Fault.NUMBER | Fault.POSITIONAL_ONLY if argument.value is constant:
            return _by_other_means(event, source, node, argument)
    return None


def _fix(title: str, *edits: Edit) -> Fix:
    return Fix(title, edits, Applicability.UNSAFE)


def _constants(option: tree.Expr) -> Iterator[tree.Constant]:
    match option:
        case tree.Constant():
            yield option
        case tree.Sequence(elements=elements):
            for element in elements:
                if isinstance(element, tree.Constant):
                    yield element


def _quoted(name: str, like: str) -> str:
    """A name in the quotes of the text it stands in place of."""
    quote = "'" if like.endswith("'") else '"'
    return f"{quote}{name}{quote}"


def _replace(source: Source, node: tree.Expr, text: str) -> Edit:
    return source.replace(source.start(node), source.end(node), text)


def _other_option(
    event: UnknownParameter, source: Source, call: tree.Call, argument: tree.Argument
) -> Fix | None:
    """`static_argnames` for `static_argnums`, where what is said makes sense there."""
    has = event.parameters
    fits = (
        event.said in has.named or has.any_name if isinstance(event.said, str) else has.has_number(event.said)
    )
    option = _counterpart(event.option)
    if not fits or any(one.keyword == option for one in call.args):
        return None
    return _option(source, argument, event.option, option, source.of(argument.value))


def _by_other_means(
    event: UnknownParameter, source: Source, call: tree.Call, argument: tree.Argument
) -> Fix | None:
    """The name of a parameter that has no number, the number of one that has no name."""
    has, option = event.parameters, _counterpart(event.option)
    every = (*has.positional, *has.keyword_only)
    if any(one.keyword == option for one in call.args):
        return None
    match event.said:
        case int(number) if len(has.positional) <= number < len(every):
            return _option(source, argument, event.option, option, f'"{every[number]}"')
        case str(name) if name in has.positional:
            return _option(source, argument, event.option, option, str(has.positional.index(name)))
    return None


def _counterpart(option: str) -> str:
    names, numbers = option.replace("argnums", "argnames"), option.replace("argnames", "argnums")
    return numbers if option == names else names


def _option(source: Source, argument: tree.Argument, old: str, new: str, text: str) -> Fix | None:
    """Another option with another value, where the old one is written as `name=value`."""
    start = source.start(argument.value)
    begin = source.text.rfind(old, 0, start)
    between = source.text[begin + len(old) : start]
    if begin < 0 or between.strip() != "=":
        return None
    edit = source.replace(begin, source.end(argument.value), f"{new}{between}{text}")
    return _fix(f"Use `{new}`", edit)
