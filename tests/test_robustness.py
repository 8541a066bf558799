"""No program, however odd, makes jaxlint fail or work without bound."""

from __future__ import annotations

import ast
import gc
import io
import os
import random
import sysconfig
import textwrap
import tokenize
import weakref
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from jaxlint.engine.config import Config
from jaxlint.engine.linter import lint_text
from jaxlint.engine.program import ProjectProgram
from jaxlint.engine.project import lint_paths
from jaxlint.engine.result import FileResult, ProblemKind
from jaxlint.program import tree
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.run import trace_modules

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = sorted((ROOT / "fixtures").glob("*/*.py"))
JAX = "import jax\nimport jax.numpy as jnp\nimport numpy as np\n"


def lint(text: str, path: str = "/nowhere/program.py") -> FileResult:
    result = lint_text(text, path, select_all=True)
    assert [problem for problem in result.problems if problem.kind is ProblemKind.INTERNAL] == []
    return result


def trace_everything(text: str, path: str = "/nowhere/program.py") -> Tracer | None:
    """Trace a file with every statement and function of it, whatever they are about; None where it does not parse."""
    tree = parse_ast(text, path)
    if isinstance(tree, SyntaxProblem):
        return None
    program = ProjectProgram()
    name = program.add(path, text, tree)
    _, faults, tracer = trace_modules(program, [name], lambda home, statement, function=None: True)
    assert [f"line {fault.line}: {fault}" for fault in faults] == []
    return tracer


# Libraries


def library_files() -> list[Path]:
    """The standard library and the installed packages: a sample, or all with JAXLINT_ALL_FILES=1."""
    roots = [Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))]
    files = sorted({path for root in roots for path in root.rglob("*.py")})
    if os.environ.get("JAXLINT_ALL_FILES") == "1":
        return files
    small = [path for path in files if path.stat().st_size < 20_000]
    chosen = random.Random(3)
    of_jax = [path for path in small if "jax" in path.parts]
    return chosen.sample(small, 60) + chosen.sample(of_jax, 30)


def test_libraries() -> None:
    traced = 0
    for path in library_files():
        text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        lint(JAX + text)
        traced += trace_everything(text) is not None
    assert traced > 80


# Fixtures, damaged


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A fixture without some of its lines or tokens, that still is Python."""
    text = draw(st.sampled_from(FIXTURES)).read_text(encoding="utf-8")
    if draw(st.booleans()):
        lines = text.splitlines(keepends=True)
        gone = draw(st.sets(st.integers(0, len(lines) - 1), min_size=1, max_size=4))
        text = "".join(line for number, line in enumerate(lines) if number not in gone)
    else:
        text = without_tokens(text, draw(st.integers(0, 10_000)), draw(st.integers(1, 3)))
    assume(not isinstance(parse_ast(text), SyntaxProblem))
    return text


def without_tokens(text: str, first: int, count: int) -> str:
    lines = text.splitlines(keepends=True)
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.string.strip() and token.start[0] == token.end[0]
    ]
    at = first % len(tokens)
    for token in reversed(tokens[at : at + count]):
        row = token.start[0] - 1
        lines[row] = lines[row][: token.start[1]] + lines[row][token.end[1] :]
    return "".join(lines)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(damaged())
def test_damaged_fixtures(text: str) -> None:
    lint(text)
    trace_everything(text)


def test_random_programs() -> None:
    hypothesmith = pytest.importorskip("hypothesmith")

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(hypothesmith.from_node())
    def check(text: str) -> None:
        assume(not isinstance(parse_ast(JAX + text), SyntaxProblem))
        lint(JAX + text)
        trace_everything(JAX + text)

    check()


# Absurd programs


def nested(opening: str, closing: str, depth: int) -> str:
    return f"value = {opening * depth}1{closing * depth}\n"


ABSURD = {
    "nothing unpacked": "def f(a):\n    () = a\n    [] = jax.jit(f)(a)\n\nf(())\n",
    "nothing": "",
    "only a comment": "# jax",
    "deep parentheses": nested("(", ")", 150),
    "deeper parentheses": nested("(", ")", 5_000),
    "deep lists": nested("[", "]", 150),
    "deep calls": nested("jnp.sin(", ")", 90),
    "deep lambdas": "f = " + "lambda x: " * 150 + "x\n",
    "deep attributes": "x = jnp" + ".a" * 900 + "\n",
    "deep subscripts": "x = jnp.ones(3)" + "[0]" * 900 + "\n",
    "long sum": "x = jnp.ones(3)\ny = " + " + ".join(["x"] * 3_000) + "\n",
    "long chain of and": "x = jnp.ones(3)\ny = " + " and ".join(["x"] * 2_000) + "\n",
    "long comparison": "x = jnp.ones(3)\ny = " + " < ".join(["x"] * 2_000) + "\n",
    "long elif": "def f(x):\n    if x == 0: pass\n"
    + "".join(f"    elif x == {i}: x[0] = 1\n" for i in range(500)),
    "huge number": "n = " + "9" * 4_000 + "\nx = jnp.ones(n)\n",
    "huge power": "n = 10 ** 10 ** 10\nm = 1 << (1 << 40)\ns = 'a' * 10 ** 12\nt = (0,) * 10 ** 9\n",
    "huge format": "s = '%*d' % (10 ** 9, 1)\nf = f'{1:>1000000000}'\n",
    "huge range": "for i in range(10 ** 18):\n    x = jnp.ones(3)[i]\n",
    "huge shape": "x = jnp.ones((10 ** 30, -5, 0))\ny = x @ x\nz = x.reshape(-1, -1)\n",
    "huge string": f"s = {'a' * 300_000!r}\n",
    "odd names": "def \uff46(\uff58):\n    \uff58[0] = 1\nªº = 1\n__debug__ and f(µ)\n",
    "names of builtins": "len = jnp.sum\nprint = jax.jit\nx = len([1])\nprint(len)(x)\n",
    "names of modules": "jnp = 3\njax = jnp\nx = jnp.ones(3)\n@jax.jit\ndef f(x): x[0] = 1\n",
    "class of itself": "class C(C): pass\nclass D(D.x, metaclass=D): pass\n",
    "bases in a circle": "class A: pass\nB = A\nclass A(B): pass\nclass B(A): x = B.x\nA().x\n",
    "decorated by itself": "@f\ndef f(): f()\n@f\nclass f: f = f\n",
    "jit of everything": "jax.jit(jax.jit)(jax.jit(jax)(jax.jit(None)))(*jax.jit, **jax.jit)\n",
    "jit of itself": "f = jax.jit(lambda x: f(x))\nf(1)\n@jax.jit\ndef g(x): return jax.jit(g)(x)\n",
    "scan of itself": "def f(c, x): return jax.lax.scan(f, c, x)\njax.jit(f)(jnp.ones(1), jnp.ones(1))\n",
    "wrong arguments": "jax.jit()\njax.jit(1, 2, 3)\njax.vmap(static_argnums=())\njax.lax.scan()\njnp.ones()\n"
    "jax.jit(lambda: 0, static_argnums=jnp.ones(3), static_argnames=[[1]])\njnp.dot(1)\nfunctools.partial()\n",
    "too many arguments": "def f(a, /, b, *, c): pass\nf(1, 2, 3, a=4, b=5, d=6)\njax.jit(f)(*[1] * 50, **{'a': 1})\n",
    "stores everywhere": (
        "() = []\n[] = ()\n(a, *b), [c, [*d]] = 1, 2\nx[y].z[0] = x.y = x[:] = 1\ndel (x), [y, (z)], x[0].y\n"
    ),
    "stars": "print(*a, *b, **c, **d)\nx = [*x, *y]\ny = {**x, **y, 1: 2}\nfor x, *y in z: pass\n",
    "list in itself": (
        "x = []\nx.append(x)\nx[0][0][0] = x\ny = {}\ny['y'] = y\njax.jit(lambda a: a)(x, y)\njnp.array(x)\n"
    ),
    "object in itself": (
        "class A: pass\na = A()\na.a = a\na.a.a.b = a\njax.jit(lambda q: q.a)(a)\njax.tree.map(len, a)\n"
    ),
    "yield everywhere": "def f():\n    x = yield\n    y = yield from (yield x)\n    return (yield)\nasync def g():\n"
    "    async for i in f(): yield i\n    async with a as b, c: await d\n    return\n[i async for i in g()]\n",
    "return outside": "return 1\nbreak\ncontinue\nyield x\nawait y\nnonlocal z\n",
    "global everywhere": (
        "global x\nx = 1\ndef f():\n    global x, f\n    x = f\n    del x, f\nclass C:\n    global y\n"
        "    y = 1\n"
    ),
    "match everything": (
        "match x, *y:\n    case [1, *_] | {'a': C(b=c), **d} if c: pass\n"
        "    case -1j | 'a' 'b' | None: pass\n"
        "    case a.b.c | (str() as e): pass\n    case _: pass\n"
    ),
    "except star": "try: pass\nexcept* (A, B) as e: pass\ntry:\n    raise\nexcept: raise\nelse: pass\nfinally: pass\n",
    "finally in a loop": (
        "for i in x:\n    try: continue\n    finally: break\nwhile True:\n    try: break\n"
        "    finally: continue\n"
    ),
    "walrus everywhere": "(a := 1)\nx[(b := 2) : (c := 3)] = [(d := e) for e in range(3)]\nwhile (f := f()): pass\n",
    "all kinds of parameters": (
        "def f(a, b=1, /, c=2, *d, e, f=3, **g): return locals()\nf(*f, **f)\njax.jit(f, static_argnums=-1)\n"
    ),
    "type parameters": (
        "x: list[int] = 1\ny: 'jax.Array[' = 2\ndef f(x: 'nonsense (', *a: 1, **k: [2]) -> {3: 4}: pass\n"
    ),
    "annotations of shapes": (
        "from jaxtyping import Float, Array\n"
        "def f(x: Float[Array, 'b d'], y: Float[Array, 3], z: Float[1, 2, 3]): return x @ y\n"
        "f(1, 2, 3)\n"
    ),
    "tabs and form feeds": "if 1:\n\tx = 1\n\f\ndef f():\n\t\treturn x\n",
    "line ends": "x = 1\r\ny = jnp.ones(3)\ry[0] = 1\n",
    "continuations": "x = \\\n1\nif x: \\\n  y = jnp.ones(3); y[0] \\\n= 1\n",
    "a generator of itself": "g = (h for h in g)\ndef f(*a, **k):\n    return f(*a, f=f, **k)\n",
    "a property of itself": "class A:\n    @property\n    def x(self):\n        return self.x\nA().x\n",
    "imports of itself": "from program import *\nfrom . import program\nfrom ...... import u\nu(program)\n",
    "semicolons": "x = jnp.ones(3); x[0] = 1; x[1] = 2; def_ = 3\n",
}


@pytest.mark.parametrize("program", ABSURD.values(), ids=ABSURD)
def test_absurd_programs(program: str) -> None:
    for text in (
        JAX + program,
        JAX + "def outer(x):\n" + textwrap.indent(program, "    ") + "    x[0] = 1\n",
    ):
        lint(text)
        trace_everything(text)


def test_a_null_byte_is_a_diagnostic() -> None:
    assert [problem.kind for problem in lint("import jax\0\n").problems] == [ProblemKind.UNPARSABLE]


# Absurd projects

PROJECTS: dict[str, dict[str, str]] = {
    "two files that import each other": {
        "a.py": "import jax\nfrom b import g, VALUE\nN = VALUE\ndef f(x): return g(x)\n",
        "b.py": "import jax\nfrom a import f, N\nVALUE = N\n@jax.jit\ndef g(x): return f(x)\n",
    },
    "stars in a circle": {
        "a.py": "import jax\nfrom b import *\nx = missing\n",
        "b.py": "from c import *\n",
        "c.py": "from a import *\nfrom c import *\nprint(missing)\n",
    },
    "a file that imports itself": {
        "a.py": "import jax, a\nfrom a import f\nfrom a import *\na.f(f)\ndef f(x): return a.f\n"
    },
    "relative imports beyond the top": {
        "a.py": (
            "import jax\nfrom . import b\nfrom .. import c\nfrom ....... import d\nfrom ...x.y import z\n"
            "z(b, c, d)\n"
        ),
    },
    "a package that gives what its modules define": {
        "p/__init__.py": (
            "import jax\nfrom .a import f\nfrom .b import *\nfrom . import c as d\n"
            "__all__ = ['f', 'g', 'd']\n"
        ),
        "p/a.py": "from p import g\nfrom .b import g as h\ndef f(x): return g(x) + h(x)\n",
        "p/b.py": "import jax.numpy as jnp\ndef g(x): return jnp.sum(x)\n",
        "p/c.py": "from . import a, b, c\nimport p.c\nx = p.c.c.c.x\n",
    },
    "packages without a file": {
        "space/one/a.py": "import jax\nimport space.one.a, space.two.b as b\nfrom space import two\ntwo.b.f(b)\n",
        "space/two/b.py": "import jax\nfrom space.one import a\ndef f(x): return a\n",
    },
    "a module and a package of one name": {
        "m.py": "import jax\nimport m.n\nfrom m import n\n",
        "m/__init__.py": "import jax\nfrom . import n\n",
        "m/n.py": "import jax\nimport m\nm.n.x = 1\n",
    },
    "names of libraries": {
        "jax.py": "import jax\nfrom jax import numpy\njit = jax.jit\n",
        "numpy/__init__.py": "from jax.numpy import *\n",
        "a.py": "import jax, numpy\n@jax.jit\ndef f(x): x[0] = numpy.sum(x)\n",
    },
    "broken files": {
        "a.py": "import jax\nimport b, c, d\nfrom b import f\nf(b, c, d)\n",
        "b.py": "def f(:\n",
        "c.py": "\0",
        "d.py": "# -*- coding: nonsense -*-\n",
    },
}


@pytest.mark.parametrize("files", PROJECTS.values(), ids=PROJECTS)
def test_absurd_projects(files: dict[str, str], tmp_path: Path) -> None:
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    paths = [tmp_path / name for name in files]
    for roots in ((), (tmp_path / "elsewhere",)):
        results = list(lint_paths(paths, Config(root=tmp_path, src=roots)))
        results += [
            lint_text(path.read_text(encoding="utf-8"), str(path), Config(root=tmp_path, src=roots))
            for path in paths
        ]
        kinds = [problem.kind for result in results for problem in result.problems]
        assert ProblemKind.INTERNAL not in kinds


# Bounded work

LEVELS = range(1, 41)


def nest(depth: int, indent: int) -> str:
    heads = "".join("    " * (indent + k) + f"for i{k} in range(n):\n" for k in range(depth))
    return (
        heads
        + "    " * (indent + depth)
        + "x = x.at[i0].set(y)\n"
        + "    " * (indent + depth)
        + "y[i0] = i1\n"
    )


WORK = {
    "calls that double": (
        "def f0(x):\n    x[0] = 1\n    return x\n"
        + "".join(f"def f{i}(x):\n    return f{i - 1}(x) + f{i - 1}(x + 1)\n" for i in LEVELS)
        + "@jax.jit\ndef g(x):\n    return f40(x)\n"
    ),
    "calls that double with lists": (
        "def f0(x):\n    x[0][0] = 1\n    return x\n"
        + "".join(f"def f{i}(x):\n    return f{i - 1}([x]) + f{i - 1}([x, x])\n" for i in LEVELS)
        + "@jax.jit\ndef g(x):\n    return f40([x])\n"
    ),
    "calls with ever new constants": (
        "def f0(x, n):\n    x[0] = n\n"
        + "".join(f"def f{i}(x, n):\n    f{i - 1}(x, n + 1)\n    f{i - 1}(x, n * 2)\n" for i in LEVELS)
        + "@jax.jit\ndef g(x):\n    f40(x, 1)\n"
    ),
    "recursion": "@jax.jit\ndef f(x, n):\n    x[0] = n\n    return f(x, n + 1) + f(x, n - 1) + f(x, n * 2)\n",
    "mutual recursion": "".join(
        f"@jax.jit\ndef f{i}(x):\n    x[0] = {i}\n    return f{(i + 1) % 30}(x) + f{(i + 7) % 30}(x)\n"
        for i in range(30)
    ),
    "loops of many levels": "@jax.jit\ndef g(x, n, y):\n" + nest(10, 1) * 200,
    "functions of loops of many levels": "".join(
        f"@jax.jit\ndef g{j}(x, n, y):\n" + nest(10, 1) for j in range(200)
    ),
    "loops of known counts": (
        "@jax.jit\ndef g(x):\n"
        + "".join("    " * k + f"for i{k} in range(20):\n" for k in range(1, 9))
        + "    " * 9
        + "x[0] = 1\n"
    ),
    "comprehensions of known counts": "def f():\n    return [a8 "
    + "".join(f"for a{k} in range(20) " for k in range(9))
    + "]\n",
    "while": "n = 0\nwhile n < 10 ** 9:\n    n += 1\n    x = jnp.ones(n)\n    x[0] = 1\n",
    "branches": "@jax.jit\ndef g(x, c):\n"
    + "".join(f"    if c[{i}]:\n        a{i} = x\n" for i in range(300))
    + "    x[0] = 1\n",
    "nested branches": "@jax.jit\ndef g(x, c):\n"
    + "".join("    " * k + f"if c[{k}]:\n" for k in range(1, 60))
    + "    " * 60
    + "x[0] = 1\n",
    "nested handlers": "@jax.jit\ndef g(x):\n"
    + "".join("    " * k + "try:\n" for k in range(1, 16))
    + "    " * 16
    + "x[0] = 1\n"
    + "".join("    " * k + f"except E{k}: h(x)\n" + "    " * k + "finally: h(x)\n" for k in range(15, 0, -1)),
    "a dict of lambdas": "TABLE = {\n"
    + "".join(f"    {i}: lambda x, y={i}: x[{i}] + y,\n" for i in range(2_000))
    + "}\n@jax.jit\ndef g(x):\n    x[0] = 1\n    return TABLE[3](x)\n",
    "functions in functions": "@jax.jit\ndef f0(x):\n"
    + "".join("    " * k + f"def f{k}(x):\n" for k in range(1, 40))
    + "    " * 40
    + "x[0] = 1\n"
    + "".join("    " * k + f"return f{k}(x)\n" for k in range(39, 0, -1)),
    "jit in jit": "f = lambda x: x.at[0].set(1)\n"
    + "f = jax.jit(jax.vmap(jax.grad(f)))\n" * 100
    + "f(jnp.ones(3))\n",
    "functions that make functions": "def make(n):\n    return [jax.jit(lambda x: x + k) for k in range(n)]\n"
    + "fs = make(20)\nfor f in fs:\n    for g in make(20):\n        g(f(jnp.ones(3)))\n" * 5,
}
MOST = 150_000
"""Nodes that may be evaluated for one module."""


@pytest.mark.parametrize("program", WORK.values(), ids=WORK)
def test_work_is_bounded(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    count = 0
    evaluate = Tracer.evaluate

    def counting(self: Tracer, node: object) -> object:
        nonlocal count
        count += 1
        return evaluate(self, node)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(Tracer, "evaluate", counting)
    text = JAX + program
    assert ast.parse(text)
    tracer = trace_everything(text)
    assert tracer is not None
    assert 0 < count <= MOST
    assert len(tracer.frames) <= MOST // 10
    lint(text)


def test_what_is_given_up_is_said() -> None:
    tracer = trace_everything(JAX + WORK["functions of loops of many levels"])
    assert tracer is not None
    assert any("too much code" in surrender.reason for surrender in tracer.gave_up)


def test_a_fault_is_placed_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(t: Tracer, node: tree.FString) -> None:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setitem(Tracer.evaluators, tree.FString, fail)
    write = "    y = jnp.sin(x)\n    y[0] = 1\n"
    text = f"{JAX}@jax.jit\ndef f(x):\n{write}    return f'{{y}}'\n\n@jax.jit\ndef g(x):\n{write}"
    result = lint_text(text, "/nowhere/program.py")
    assert [(problem.kind, problem.line) for problem in result.problems] == [(ProblemKind.INTERNAL, 8)]
    assert "on purpose" in result.problems[0].message
    assert [finding.span.line for finding in result.findings] == [7, 13]


def test_a_trace_leaves_nothing_to_the_garbage_collector() -> None:
    """It runs without: what refers to itself would be kept until all files of a project are done."""
    program = textwrap.dedent("""
        import numpy as np

        xs = [[y for y in range(n) if y] for n in (1, 2)]
        z = np.add(1, (2, (3,)))

        def scaled(x):
            return sorted(xs, key=lambda row: row[0] * x)
        """)
    trace_everything(program)
    gc.collect()
    gc.disable()
    try:
        for _ in range(8):
            assert trace_everything(program) is not None
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_file_that_is_done_is_given_back_at_once() -> None:
    """Under flake8 a process reads many files: their traces must not wait for the garbage collector."""
    tracer = trace_everything(FIXTURES[0].read_text(encoding="utf-8"))
    assert tracer is not None
    traced = weakref.ref(tracer)
    gc.disable()
    try:
        del tracer
        assert traced() is None
    finally:
        gc.enable()
