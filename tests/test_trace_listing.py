"""What `jaxlint trace` says of real programs: values beside the lines that bring them."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from jaxlint.cli import main
from jaxlint.engine.config import Config, ConfigError
from jaxlint.engine.inspect import Listing, trace_listing

HEAD = "import functools\nimport jax\nimport jax.numpy as jnp\nimport numpy as np\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listing(text: str, function: str | None = None) -> Listing:
    path = Path("program.py")
    path.write_text(HEAD + dedent(text), encoding="utf-8")
    return trace_listing(path, function, Config(root=path.parent))


def values(text: str, function: str | None = None) -> dict[str, str]:
    """Names and what they hold, as one mapping; `name:line` for names that are bound on several lines."""
    found: dict[str, str] = {}
    for line, bindings in listing(text, function).bindings.items():
        for binding in bindings:
            found[f"{binding.name}:{line}" if binding.name in found else binding.name] = binding.text
    return found


NETWORK = """
WIDTHS = [3, 2]
DECAY = 0.9


def init(key):
    keys = jax.random.split(key, len(WIDTHS))
    return {"w": jnp.zeros((3, 2), jnp.float32), "b": jnp.zeros(2, jnp.float32)}


@functools.partial(jax.jit, static_argnames="power")
def apply(params, x, power):
    n = x.shape[0]
    h = x @ params["w"] + params["b"]
    for name, leaf in params.items():
        h = h + jnp.sum(leaf)
    return h**power


params = init(jax.random.key(0))
out = apply(params, jnp.ones((7, 3), jnp.float32), power=2)
"""


def test_a_network() -> None:
    assert values(NETWORK) == {
        "WIDTHS": "[3, 2]",
        "DECAY": "0.9",
        "key": "key[]",
        "keys": "key[2]",
        "return": '{"w": f32[3, 2], "b": f32[2]}',
        "params": '{"w": f32[3, 2] traced, "b": f32[2] traced}',
        "x": "f32[7, 3] traced",
        "power": "2",
        "n": "7",
        "h": "f32[7, 2] traced",
        "name": "str static",
        "leaf": "f32[3, 2] traced | f32[2] traced",
        "h:20": "f32[7, 2] traced",
        "return:21": "f32[7, 2] traced",
        "params:24": '{"w": f32[3, 2], "b": f32[2]}',
        "out": "f32[7, 2]",
    }


def test_visits_are_joined() -> None:
    found = values(
        """
        @jax.jit
        def double(x):
            return x * 2

        def pick(table, flag):
            return None if flag else table

        for size in (2, 3):
            double(jnp.zeros((size, 4), jnp.float32))
        double(jnp.zeros(5, jnp.float32))
        pick([jnp.zeros(2, jnp.int8)], True)
        pick([jnp.zeros(3, jnp.int8), jnp.zeros(4, jnp.int8)], False)
        """
    )
    assert found["x"] == "f32[?, 4] traced | f32[5] traced"
    assert found["size"] == "int"
    assert found["table"] == "[i8[?], ...]"
    assert found["flag"] == "bool"
    assert found["return:11"] == "None | [i8[3], i8[4]]"


def test_more_alternatives_than_a_reader_wants_are_one() -> None:
    calls = "".join(f"double(jnp.zeros({(2,) * rank}, jnp.float32))\n" for rank in range(1, 6))
    found = values("@jax.jit\ndef double(x):\n    return x * 2\n" + calls)
    assert found["x"] == "f32[...] traced"


def test_a_helper_of_both_worlds() -> None:
    found = values(
        """
        def square(x):
            return x * x

        square(jnp.ones(3))
        jax.jit(square)(jnp.ones(3))
        """
    )
    assert found["x"] == "float[3] maybe traced"


def test_names_and_kinds() -> None:
    found = values(
        """
        import typing
        from jaxtyping import Array, Float

        class Point(typing.NamedTuple):
            x: float
            y: float

        class Model:
            def __init__(self, width):
                self.width = width
                self.w = jnp.zeros((width, width), jnp.bfloat16)

        def forward(h: Float[Array, "batch 128"], unknown):
            batch, features = h.shape
            count = features + 1
            return h

        model = Model(2)
        origin = Point(0.5, 1.5)
        view = np.asarray(jnp.zeros(3, jnp.int32))
        weak = jnp.asarray(1.0)
        flags = jnp.zeros(2) > 1
        index = model, (1,), {"a": len("abc")}
        many = [jnp.zeros(1, jnp.uint8) for _ in range(9)]
        alias, library = forward, jnp
        last = (found := 3)
        text = "a" * 100
        """
    )
    assert found["h"] == "array[batch, 128]"
    assert found["unknown"] == "?"
    assert found["batch"] == "batch"
    assert found["features"] == "128"
    assert found["count"] == "129"
    assert found["self"] == "Model()"
    assert found["self.w"] == "bf16[2, 2]"
    assert found["model"] == "Model(width=2, w=bf16[2, 2])"
    assert found["origin"] == "Point(x=0.5, y=1.5)"
    assert found["view"] == "np i32[3] read-only"
    assert found["weak"] == "~float[]"
    assert found["flags"] == "bool[2]"
    assert found["index"] == '(Model(width=2, w=bf16[2, 2]), (1,), {"a": 3})'
    assert found["many"] == "[9 times u8[1]]"
    assert found["found"] == "3"
    assert {"alias", "library", "forward", "Model", "jnp"}.isdisjoint(found)
    assert len(found["text"]) <= 40


def test_what_is_never_read_is_listed_too() -> None:
    assert values("SIZE = 3\nshape = (SIZE, 2)\n") == {"SIZE": "3", "shape": "(3, 2)"}


def test_one_function() -> None:
    text = """
    @jax.jit
    def outer(x):
        def inner(y):
            return y + 1
        return inner(x)

    class Model:
        def step(self, z):
            return z

    class Other:
        def step(self, z):
            return z

    outer(jnp.ones(2, jnp.float32))
    """
    whole = listing(text, "outer")
    assert [line for _, line in whole.lines][:2] == ["@jax.jit", "def outer(x):"]
    assert len(whole.lines) == 5
    assert [(b.name, b.text) for b in whole.bindings[whole.lines[1][0]]] == [("x", "f32[2] traced")]
    assert [line.strip() for _, line in listing(text, "inner").lines] == ["def inner(y):", "return y + 1"]
    assert listing(text, "outer.<locals>.inner") == listing(text, "inner") == listing(text, "outer.inner")
    assert len(listing(text, "Model.step").lines) == 2
    with pytest.raises(ConfigError, match=r"several functions `step`: Model\.step, Other\.step"):
        listing(text, "step")
    with pytest.raises(ConfigError, match=r"^program.py has no function `uoter`; did you mean `outer`\?$"):
        listing(text, "uoter")


def test_surrenders_say_why() -> None:
    found = listing("def again(n):\n    return again(n - 1) + again(n - 2)\n\n\nagain(9)\n", "again")
    assert found.surrenders
    assert all("calls itself" in reason for _, reason in found.surrenders)
    assert {line for line, _ in found.surrenders} <= {line for line, _ in found.lines}
    assert listing("def once(n):\n    return n\n\n\nonce(9)\n", "once").surrenders == []


def test_the_nearest_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("model.py").write_text("x = 1\n", encoding="utf-8")
    assert main(["trace", "modle.py:f"]) == 2
    assert capsys.readouterr().err == "jaxlint: error: modle.py is not a file; did you mean `model.py`?\n"
    Path("model.py").write_text("x = = 1\n", encoding="utf-8")
    assert main(["trace", "model.py"]) == 2
    assert capsys.readouterr().err.startswith("jaxlint: error: model.py:1: ")


def test_the_printed_page(capsys: pytest.CaptureFixture[str]) -> None:
    Path("model.py").write_text(
        "import jax\n\n@jax.jit\ndef f(x, n=2):\n    y = x * n\n    return y\n\nf(jax.numpy.float32(1.5))\n",
        encoding="utf-8",
    )
    assert main(["trace", "model.py:f"]) == 0
    assert capsys.readouterr().out == (
        "3 | @jax.jit\n"
        "4 | def f(x, n=2):  x: f32[] traced, n: 2\n"
        "5 |     y = x * n   y: f32[] traced\n"
        "6 |     return y    return: f32[] traced\n"
    )


def test_the_listing_of_the_readme(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(__file__).resolve().parents[1]
    monkeypatch.chdir(root)
    shown = (root / "README.md").read_text(encoding="utf-8")
    command = "jaxlint trace fixtures/seed/good_dot.py:dotproduct"
    _, found, rest = shown.partition(f"$ {command}\n")
    assert found
    assert main(command.split()[1:]) == 0
    assert capsys.readouterr().out == rest.partition("```")[0]
