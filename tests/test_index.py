"""The index of a file: what each top-level statement binds, mentions and might do."""

from __future__ import annotations

import ast
import os
import random
import symtable
import sys
import sysconfig
import textwrap
import warnings
from pathlib import Path

import pytest

from jaxlint.syntax.content import Feature
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.syntax.index import Index, StatementKind, build_index
from jaxlint.syntax.lines import Lines, split_lines
from jaxlint.syntax.running import Running
from jaxlint.syntax.slices import Shelf


def indexed(text: str) -> Index:
    text = textwrap.dedent(text)
    parsed = parse_ast(text)
    assert not isinstance(parsed, SyntaxProblem), parsed
    return build_index(parsed, Lines(text))


@pytest.mark.parametrize(
    ("statement", "binds"),
    [
        ("x = 1", ("x",)),
        ("x, (y, *z) = w = 1", ("x", "y", "z", "w")),
        ("x[0] = y.z = 1", ()),
        ("x: int = 1", ("x",)),
        ("x: int", ()),
        ("x: (y := int)", ("y",)),
        ("x += 1", ("x",)),
        ("del x, y[0]", ("x",)),
        ("import a.b, c.d as e", ("a", "e")),
        ("from a.b import c, d as e", ("c", "e")),
        ("from a import *", ()),
        ("def f(a, b=(c := 1)): x = 1", ("f", "c")),
        ("def f(a, b=1): x = (y := 1)", ("f",)),
        ("@(d := deco)\nclass A((b := B)): x = (y := 1)", ("A", "d", "b")),
        ("lambda a=(b := 1): (c := a)", ("b",)),
        ("[x := y for y in z if (w := y)]", ("x", "w")),
        ("[(lambda: (a := b)) for b in c]", ()),
        ("print((x := 1))", ("x",)),
        ("if a:\n  x = 1\nelif (y := b):\n  def f(): z = 1\nelse:\n  import c", ("x", "y", "f", "c")),
        ("for x, y[0] in z:\n  w = 1\nelse:\n  v = 2", ("x", "w", "v")),
        ("while a: b = 1", ("b",)),
        ("with a as b, c as (d, e): f = 1", ("b", "d", "e", "f")),
        ("try: a = 1\nexcept E as b: c = 1\nelse: d = 1\nfinally: e = 1", ("a", "b", "c", "d", "e")),
        ("try: pass\nexcept* E as b: pass", ("b",)),
        ("match a:\n  case [b, *c] | {'k': b, **c}: d = 1\n  case A(e) as f: pass", tuple("bcdef")),
    ],
    ids=repr,
)
def test_names_that_a_statement_binds(statement: str, binds: tuple[str, ...]) -> None:
    index = indexed(statement)
    assert set(index.statements[0].binds) == set(binds)
    assert index.bindings == dict.fromkeys(binds, (0,))


def test_bindings_list_every_statement_that_binds_a_name() -> None:
    index = indexed("x = 1\ny = x\nif y:\n    x = 2\ndef x(): pass\n")
    assert index.bindings == {"x": (0, 2, 3), "y": (1,)}
    assert [statement.kind for statement in index.statements] == [
        StatementKind.SIMPLE,
        StatementKind.SIMPLE,
        StatementKind.COMPOUND,
        StatementKind.FUNCTION,
    ]


def test_names_and_attributes_that_occur_inside() -> None:
    index = indexed("""
        @deco.rator
        def f(a, *b, c=d, **e) -> g:
            global h
            import i.j, k as l
            try: m.n(o=p, **q)
            except r as s: t.u = v
            class w(x, y=z): pass
    """)
    (statement,) = index.statements
    assert statement.names == {
        *("deco", "f", "a", "b", "c", "d", "e", "g", "h", "i", "l", "m"),
        *("p", "q", "r", "s", "t", "v", "w", "x", "z"),
    }
    assert statement.attributes == {"rator", "n", "o", "u", "y"}
    assert (statement.first_line, statement.last_line) == (2, 8)


@pytest.mark.parametrize(
    ("statement", "features"),
    [
        ("x = y", Feature.NONE),
        ("x = y[0].z(w)", Feature.NONE),
        ("x[0] = 1", Feature.SUBSCRIPT_STORE),
        ("x[0][1] += 1", Feature.SUBSCRIPT_STORE | Feature.AUGMENTED),
        ("del x[0]", Feature.SUBSCRIPT_STORE | Feature.DELETE),
        ("for x[0] in y: pass", Feature.SUBSCRIPT_STORE | Feature.LOOP),
        ("with y as (x[0], z): pass", Feature.SUBSCRIPT_STORE),
        ("x.a = 1", Feature.ATTRIBUTE_STORE),
        ("x.a += 1", Feature.ATTRIBUTE_STORE | Feature.AUGMENTED),
        ("x.a.append(1)", Feature.BARE_METHOD_CALL),
        ("append(1)", Feature.NONE),
        ("x.at[0]", Feature.AT_UPDATE),
        ("x.at", Feature.NONE),
        ("x @ y", Feature.MATMUL),
        ("x @= y", Feature.MATMUL | Feature.AUGMENTED),
        ("x = jnp.einsum", Feature.MATMUL),
        ("x = dot(y)", Feature.MATMUL),
        ("@f\ndef g(): pass", Feature.FUNCTION),
        ("def f(): global x", Feature.FUNCTION | Feature.GLOBAL_DECL),
        (
            "def f():\n x = 1\n def g(): nonlocal x",
            Feature.FUNCTION | Feature.NONLOCAL_DECL,
        ),
        ("f(1, out=x)", Feature.OUT_KEYWORD),
        ("f(out)", Feature.NONE),
        ("def f(): yield", Feature.FUNCTION | Feature.YIELD),
        ("def f(): yield from x", Feature.FUNCTION | Feature.YIELD),
        ("async def f(): await x", Feature.FUNCTION | Feature.AWAIT),
        ("async def f():\n async for x in y: pass", Feature.FUNCTION | Feature.LOOP),
        ("while x: pass", Feature.LOOP),
        ("x = [y for y in z]", Feature.COMPREHENSION | Feature.LIST),
        ("x = lambda: y", Feature.LAMBDA),
        ("class A: pass", Feature.CLASS),
        ("raise X", Feature.RAISE),
        ("try: pass\nfinally: pass", Feature.TRY),
        ("x = (y := z)", Feature.WALRUS),
        ("import x", Feature.IMPORT),
    ],
    ids=repr,
)
def test_features(statement: str, features: Feature) -> None:
    assert indexed(statement).statements[0].features == features


def test_what_occurs_in_a_class_occurs_in_its_parts_or_around_them() -> None:
    index = indexed("""
        @deco(k=1)
        class A(b.C, metaclass=D):
            x: int = 0
            def f(self, y):
                self.z = y @ x
            async def g(self):
                self.f().append(1)
        def h(): pass
        """)
    first, second = index.statements
    for _ in range(2):
        # They are handed out once, and made anew for whoever asks again.
        x, f, g = first.take_parts()
        assert (x.names, x.attributes) == ({"x", "int"}, set())
        assert (f.names, f.attributes, f.stored) == ({"f", "self", "y", "x"}, {"z"}, {"z"})
        assert f.features == Feature.FUNCTION | Feature.ATTRIBUTE_STORE | Feature.MATMUL
        assert (g.attributes, g.discarded) == ({"f", "append"}, {"append"})
    around = {"deco", "A", "b", "D"}
    assert first.names == around | x.names | f.names | g.names
    assert first.attributes == {"k", "C", "metaclass"} | f.attributes | g.attributes
    assert (first.stored, first.discarded) == (f.stored, g.discarded)
    assert first.features == x.features | f.features | g.features | Feature.CLASS
    assert not second.take_parts()


def test_imports_at_the_top_and_inside_functions() -> None:
    index = indexed("""
        import a.b as c, d.e
        if x:
            from ..f import g as h
            def k():
                from . import l
        class M:
            import n
        from o import *
    """)
    found = [
        (record.module, record.level, record.name, record.asname, record.line, record.toplevel)
        for record in index.imports
    ]
    assert found == [
        ("a.b", 0, None, "c", 2, True),
        ("d.e", 0, None, None, 2, True),
        ("f", 2, "g", "h", 4, True),
        ("", 1, "l", None, 6, False),
        ("n", 0, None, None, 8, False),
        ("o", 0, "*", None, 9, True),
    ]
    assert [record.module for record in index.star_imports] == ["o"]


def test_statements_on_one_line_form_one_group() -> None:
    text = "a = 1; b = 2\nc = '''\n'''; d = 3\ne = 4; \\\nf = 5\n@(\n  g)\ndef h(): pass\ni = 6;\n"
    index = indexed(text)
    assert index.groups == (range(2), range(2, 4), range(4, 6), range(6, 7), range(7, 8))
    assert [statement.group for statement in index.statements] == [0, 0, 1, 1, 2, 2, 3, 4]
    assert [statement.first_line for statement in index.statements] == [1, 1, 2, 3, 4, 5, 6, 9]


@pytest.mark.parametrize(
    "text",
    [
        "a = 1; b = 2\n\n\nc = '''\n'''; d = 3\ne = 4; \\\nf = 5\n@(\n  g)\ndef h(): pass\ni = 6;\n",
        "é = 'é'; y = é\r\nif x:\r\n  é = [\r\n1]\r\n",
        "\fclass A:\n\f  x = 1\n\nx = 1 \\\n\n",
    ],
)
def test_a_released_tree_is_made_again(text: str) -> None:
    index = indexed(text)
    before = [ast.dump(statement.node, include_attributes=True) for statement in index.statements]
    nodes = [statement.node for statement in index.statements]
    index.release()
    after = [ast.dump(statement.node, include_attributes=True) for statement in index.statements]
    assert after == before
    assert all(statement.node is not node for statement, node in zip(index.statements, nodes, strict=True))
    assert all(statement.node is statement.node for statement in index.statements)


def test_what_does_not_fit_on_a_shelf_is_made_again() -> None:
    index = indexed("a = 1\nb = [\n2]\nc = 3\n")
    nodes = [statement.node for statement in index.statements]
    shelf = Shelf(4, 3)
    index.put_on(shelf)
    assert [statement.node for statement in index.statements] == nodes


def test_of_more_than_fits_on_a_shelf_few_stay() -> None:
    index = indexed("a = 1\nb = [\n2]\nc = 3\n")
    nodes = [statement.node for statement in index.statements]
    shelf = Shelf(3, 1)
    index.put_on(shelf)
    _, second, third = index.statements
    assert third.node is nodes[2]
    assert second.node is not nodes[1]
    assert second.node is second.node
    assert third.node is not nodes[2]


def test_the_oldest_on_a_shelf_give_way() -> None:
    index = indexed("a = 1\nb = [\n2]\nc = 3\n")
    nodes = [statement.node for statement in index.statements]
    shelf = Shelf(3, 3)
    index.put_on(shelf)
    first, second, third = index.statements
    assert second.node is nodes[1]
    assert third.node is nodes[2]
    assert first.node is not nodes[0]
    assert second.node is not nodes[1]
    assert ast.dump(second.node) == ast.dump(nodes[1])
    assert second.node is second.node


def test_a_tree_far_down_a_file_is_made_again() -> None:
    text = "\n" * 1_000 + "é = 1; z = [\n2, f(x=é)]\n"
    index = indexed(text)
    before = [ast.dump(statement.node, include_attributes=True) for statement in index.statements]
    index.release()
    after = [ast.dump(statement.node, include_attributes=True) for statement in index.statements]
    assert after == before


@pytest.mark.parametrize("text", ["", "a", "a\nb\r\n\x0c\r\rc\x0b", "é\n\n🙂 = 1\n", "\u2028\n"])
def test_lines_are_those_of_a_list(text: str) -> None:
    lines, expected = Lines(text), split_lines(text)
    assert list(lines) == expected
    assert len(lines) == len(expected)
    for first in range(-len(expected), len(expected)):
        assert lines[first] == expected[first]
        for last in range(-1, len(expected) + 3):
            assert lines[first:last] == expected[first:last]
            if 0 <= first <= last:
                assert lines.between(first, last) == "".join(expected[first:last])
    assert lines[::-1] == expected[::-1]
    with pytest.raises(IndexError):
        lines[len(expected)]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("def f(a, b): g(a)", Running()),
        ("@d(e)\ndef f(a=h(), *, b=i, c): g(a)", Running(("d", "e", "h", "i"), ("d", "h"))),
        ("class A(B, c.D, metaclass=M): pass", Running(bases=("B", "M"))),
        ("class A(type): pass", Running(bases=("type",), hooks=True)),
        ("class A:\n  def __init_subclass__(cls): f()", Running(hooks=True)),
        ("class A:\n  x: t = f()\n  def g(self, y=z): h()", Running(("f", "z"), ("f",))),
        ("x = f.g[0](1)(2)", Running(calls=("f",), assigns=True)),
        ("x: int = ''.join(y)", Running(calls=("",), assigns=True)),
        ("x = 1", Running(assigns=True)),
        ("x += f()", Running(calls=("f",))),
        ("x.append(1)", Running(calls=("x",))),
        ("if x: f()", Running()),
        ("import f", Running()),
    ],
    ids=repr,
)
def test_what_a_statement_does_where_it_stands(statement: str, expected: Running) -> None:
    (found,) = indexed(statement).statements
    run = found.running
    assert (set(run.reads), set(run.calls)) == (set(expected.reads), set(expected.calls))
    assert (set(run.bases), run.hooks, run.assigns) == (set(expected.bases), expected.hooks, expected.assigns)


def writes(text: str) -> list[tuple[str, int, int, str, bool]]:
    index = indexed(text)
    found = [write for statement in index.statements for write in statement.global_writes]
    assert {write for group in index.global_writes.values() for write in group} == set(found)
    return [(write.name, write.line, write.column, write.function, write.guarded) for write in found]


def test_writes_through_global() -> None:
    assert writes("""
        x = 1
        def f():
            global x, y
            x = 2
            é = y = 3
            def g():
                x = 4
                def h():
                    global x
                    for x in z: pass
            def y(): pass
            import x.y
            with a as x: pass
            [x := b for c in d]
            [x for x in d]
            lambda: (x := 1)
            del x
            x[0] = x.a = 1
        class A:
            def m(self):
                global z
                z += 1
    """) == [
        ("x", 5, 4, "f", False),
        ("y", 6, 8, "f", False),
        ("x", 11, 16, "f.<locals>.g.<locals>.h", False),
        ("y", 12, 4, "f", False),
        ("x", 13, 11, "f", False),
        ("x", 14, 14, "f", False),
        ("x", 15, 5, "f", False),
        ("x", 18, 8, "f", False),
        ("z", 23, 8, "A.m", False),
    ]


@pytest.mark.parametrize(
    ("body", "guarded"),
    [
        ("if x is None: x = 1", True),
        ("if x == None: x = 1", True),
        ("if not x: x = 1", True),
        ("if a and not x: x = 1", True),
        ("if a:\n  if x is None:\n    with b: x = 1", True),
        ("if x is not None: pass\nelse: x = 1", True),
        ("if x: return x\nx = 1", True),
        ("if x is not None:\n  return x\nwith a:\n  x = 1", True),
        ("if x or a: return x\nx = 1", True),
        ("if x: pass\nx = 1", False),
        ("if x: return x\nelse: pass\nx = 1", False),
        ("if x and a: return x\nx = 1", False),
        ("if a or not x: x = 1", False),
        ("if y is None: x = 1", False),
        ("if x is not None: x = 1", False),
        ("if x is None: pass\nelse: x = 1", False),
        ("if x: x = 1", False),
        ("if x is None: pass\nx = 1", False),
        ("while not x: x = 1", False),
        ("x = 1", False),
    ],
)
def test_first_initialisation_is_guarded(body: str, guarded: bool) -> None:
    text = "def f():\n  global x\n" + textwrap.indent(body, "  ") + "\n"
    assert [(name, found) for name, _, _, _, found in writes(text)] == [("x", guarded)]


# Against Python's own answers


def library_texts() -> list[str]:
    roots = [Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))]
    files = sorted({path for root in roots for path in root.rglob("*.py")})
    if os.environ.get("JAXLINT_ALL_FILES") != "1":
        files = random.Random(5).sample(files, 80)
    return [path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff") for path in files]


def test_index_agrees_with_python_on_libraries() -> None:
    compared = 0
    for text in library_texts():
        tree = parse_ast(text)
        if isinstance(tree, SyntaxProblem):
            continue
        index = build_index(tree, Lines(text))
        for statement in index.statements:
            nodes = list(ast.walk(statement.node))
            assert {node.id for node in nodes if isinstance(node, ast.Name)} <= statement.names
            assert {node.attr for node in nodes if isinstance(node, ast.Attribute)} <= statement.attributes
            assert statement.last_line == statement.node.end_lineno
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            top = symtable.symtable(text, "<library>", "exec")
        bound = {
            symbol.get_name() for symbol in top.get_symbols() if symbol.is_assigned() or symbol.is_imported()
        }
        annotated = {
            node.target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is None
        }
        if sys.version_info >= (3, 12):
            # The targets of inlined comprehensions count as names of the module.
            assert set(index.bindings) <= bound
        else:
            assert set(index.bindings) - annotated == bound - annotated
        compared += 1
    assert compared > 60
