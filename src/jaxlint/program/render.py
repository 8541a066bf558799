"""Short text of expressions, made from the tree: cheap, where the exact source would have to be looked up."""

from __future__ import annotations

from functools import lru_cache

from jaxlint.program import tree

LIMIT = 40


@lru_cache(maxsize=512)
def render(node: tree.Node) -> str:
    """`x`, `cfg["lr"]`, `self.mul`, `jnp.dot`; what is not plain is `...`."""
    text = _render(node)
    return text if len(text) <= LIMIT else text[: LIMIT - 3] + "..."


def _render(node: tree.Node) -> str:
    match node:
        case tree.Name(id=name):
            return name
        case tree.Constant(value=value):
            return f'"{value}"' if isinstance(value, str) and '"' not in value else repr(value)
        case tree.Attribute(value=value, attr=attr):
            return f"{_render(value)}.{attr}"
        case tree.Subscript(value=value, index=index):
            return f"{_render(value)}[{_render(index)}]"
        case tree.Call(func=func):
            return f"{_render(func)}(...)"
        case tree.Binary(op=op, left=left, right=right):
            return f"{_render(left)} {op} {_render(right)}"
        case tree.Unary(op=op, operand=operand):
            return f"{op}{' ' if op == 'not' else ''}{_render(operand)}"
        case tree.Slice(lower=lower, upper=upper):
            return f"{'' if lower is None else _render(lower)}:{'' if upper is None else _render(upper)}"
        case tree.Sequence(kind=kind, elements=elements):
            inner = ", ".join(_render(e) for e in elements)
            return inner if kind is tree.Display.TUPLE else f"[{inner}]"
        case tree.Starred(value=value):
            return f"*{_render(value)}"
    return "..."
