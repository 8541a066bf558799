"""What the pattern of a `case` is like, where the tree keeps no more of it than names and values."""

from __future__ import annotations

import ast

from jaxlint.program import tree


def compares_values(pattern: ast.pattern) -> bool:
    """Whether it is a value, or a choice of values."""
    if isinstance(pattern, ast.MatchOr):
        return all(compares_values(part) for part in pattern.patterns)
    return isinstance(pattern, (ast.MatchValue, ast.MatchSingleton))


def matches_anything(pattern: ast.pattern) -> bool:
    """Whether nothing fails to match."""
    match pattern:
        case ast.MatchAs():
            return pattern.pattern is None or matches_anything(pattern.pattern)
        case ast.MatchOr():
            return any(matches_anything(part) for part in pattern.patterns)
        case _:
            return False


def elements_of(pattern: ast.pattern, binds: list[tree.Name]) -> tuple[tree.Name | None, ...] | None:
    """What a flat sequence pattern calls its elements, where it takes each of them as it is."""
    if not isinstance(pattern, ast.MatchSequence):
        return None
    return _flat(pattern.patterns, binds)


def parts_of(
    pattern: ast.pattern, binds: list[tree.Name], values: list[tree.Expr]
) -> tuple[tuple[int | str | tree.Expr, tree.Name | None], ...] | None:
    """What a flat class or mapping pattern calls the parts that it takes."""
    places: list[int | str | tree.Expr]
    match pattern:
        case ast.MatchClass(patterns=ordered, kwd_attrs=named, kwd_patterns=others):
            places, inner = [*range(len(ordered)), *named], [*ordered, *others]
        case ast.MatchMapping(patterns=inner, rest=None):
            places = [*values]
        case _:
            return None
    names = _flat(inner, binds)
    return None if names is None else tuple(zip(places, names, strict=True))


def _flat(parts: list[ast.pattern], binds: list[tree.Name]) -> tuple[tree.Name | None, ...] | None:
    names: list[tree.Name | None] = []
    waiting = iter(binds)
    for part in parts:
        match part:
            case ast.MatchAs(pattern=None, name=name):
                names.append(None if name is None else next(waiting))
            case _:
                return None
    return tuple(names)
