"""Walks over an `ast` see what the standard library's see, but for contexts."""

from __future__ import annotations

import ast
from pathlib import Path

from jaxlint.syntax.walking import children, walk

PROGRAM = """
@d(1)
async def f(a: int, /, b=2, *c, d=3, e, **g) -> (yield):
    global x
    x.y[1:2], [z, *w] = {**a, 'k': b}, {1, 2}
    del x.y, z
    match a:
        case {'a': [1, *rest], **others} | C(p, q=r) as s if not t:
            return f'{a!r:>{b}}' if a < b <= c else lambda u, v=1: u @ v
    try:
        async with a as b, c: pass
    except* E as err:
        raise err from None
    else:
        assert a, 'text'
    finally:
        import m.n as o
    while (i := await j): continue
    async for i, in [k for k in l if m async for n in o]: break
    x += -1
"""


def without_contexts(nodes: list[ast.AST]) -> list[ast.AST]:
    return [node for node in nodes if not isinstance(node, ast.expr_context)]


def test_walks_see_all_but_contexts_in_the_order_of_ast() -> None:
    sources = [
        PROGRAM,
        *(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")),
    ]
    for source in sources:
        tree = ast.parse(source)
        assert list(walk(tree)) == without_contexts(list(ast.walk(tree)))


def test_children_are_those_of_ast_but_for_contexts() -> None:
    for node in ast.walk(ast.parse(PROGRAM)):
        assert children(node) == without_contexts(list(ast.iter_child_nodes(node)))
