"""Effects of tracing: what outlives a trace, what is meant to happen once, what the findings say."""

from __future__ import annotations

import textwrap

import pytest

from jaxlint.engine.config import Config
from jaxlint.engine.fixer import fix_text
from jaxlint.engine.linter import lint_text
from jaxlint.signatures.impurity import GENERATORS, KINDS, LOGGERS, TEXTS, UNSEEDED, Impurity
from jaxlint.signatures.table import all_rows, lookup
from jaxlint.text.findings import Certainty

HEAD = "import jax\nimport jax.numpy as jnp\n"


def found(program: str, path: str = "program.py", pedantic: bool = False) -> list[tuple[int, str]]:
    """Lines and codes reported in a program, whose first line is line 1."""
    text = HEAD + textwrap.dedent(program).lstrip("\n")
    result = lint_text(text, path, Config(pedantic=pedantic), select_all=True)
    assert result.problems == ()
    return [(finding.span.line - 2, finding.code) for finding in result.findings]


def message(program: str) -> str:
    """The one message about a program."""
    (finding,) = lint_text(
        HEAD + textwrap.dedent(program).lstrip("\n"), "program.py", select_all=True
    ).findings
    return finding.message


COUNTER = """
    {name} = 0

    @jax.jit
    def f(x):
        global {name}
        {name} += 1
        return x
"""


@pytest.mark.parametrize("name", ["calls", "counter", "n_steps", "extracted", "idle"])
def test_counters_of_calls_are_reported(name: str) -> None:
    assert found(COUNTER.format(name=name)) == [(6, "JXL104")]


@pytest.mark.parametrize(
    "name", ["trace_count", "n_traces", "retraces", "num_compilations", "next_id", "uid"]
)
def test_counters_of_traces_are_not(name: str) -> None:
    assert found(COUNTER.format(name=name), pedantic=True) == []


@pytest.mark.parametrize(
    ("path", "reported"),
    [
        ("tests/test_model.py", False),
        ("model_test.py", False),
        ("contest.py", True),
        ("tests/model.py", True),
    ],
)
def test_counters_in_test_files_are_not(path: str, reported: bool) -> None:
    assert bool(found(COUNTER.format(name="calls"), path)) is reported


def test_a_tracer_left_in_a_test_file_is_reported() -> None:
    program = """
        kept = []

        @jax.jit
        def f(x):
            kept.append(x)
            return x
    """
    assert found(program, "test_model.py") == [(5, "JXL105")]


@pytest.mark.parametrize(
    ("value", "certain"), [("x * 2", True), ("(1, [x])", True), ("'done'", False), ("x.shape", False)]
)
def test_what_is_stored_decides(value: str, certain: bool) -> None:
    program = f"""
        last = None

        @jax.jit
        def f(x):
            global last
            last = {value}
            return x
    """
    assert bool(found(program)) is certain
    assert found(program, pedantic=True) == [(6, "JXL104")]


@pytest.mark.parametrize(
    ("transformed", "reported"),
    [
        ("jax.jit(f)(1.0)", True),
        ("jax.lax.map(f, jnp.ones(3))", True),
        ("jax.lax.cond(True, f, f, 1.0)", True),
        ("jax.jit(jax.grad(f))(1.0)", True),
        ("jax.grad(f)(1.0)", False),
        ("jax.vmap(f)(jnp.ones(3))", False),
        ("jax.eval_shape(f, 1.0)", False),
        ("jax.make_jaxpr(f)(1.0)", False),
        ("jax.debug.callback(f, 1.0)", False),
        ("f(1.0)", False),
    ],
)
def test_traces_that_are_kept_count(transformed: str, reported: bool) -> None:
    program = f"""
        calls = 0

        def f(x):
            global calls
            calls += 1
            return x

        def run():
            return {transformed}

        run()
    """
    assert found(program) == ([(5, "JXL104")] if reported else [])


def test_a_statement_that_runs_when_its_name_is_read_knows_inside_from_outside() -> None:
    program = """
        seen = []

        def f(x):
            own = []
            own.append(x)
            seen.append(x)
            return own

        y = jax.jit(f)(1.0)
    """
    assert found(program) == [(6, "JXL105")]


@pytest.mark.parametrize(
    ("body", "reported"),
    [
        ("d['a'] = 1.0", True),
        ("d['a'] = 1.0; return x", True),
        ("d['a'] = 1.0; return d", False),
        ("e = d; d['a'] = 1.0; return (x, {'d': e})", False),
        ("d = dict(d); d['a'] = 1.0; return x", False),
        ("d['a'] = 1.0; return d['b']", True),
        ("d['a'] = 1.0; return d['a']", False),
        ("g = lambda: d; d['a'] = 1.0; return g()", False),
        ("d.update(a=1.0); return sum(d.values())", True),
        ("return unknown(d.pop('a'), d)", False),
    ],
)
def test_changes_of_arguments(body: str, reported: bool) -> None:
    program = f"""
        from somewhere import unknown

        @jax.jit
        def f(d, x):
            {body}

        f({{"a": 0.0, "b": 2.0}}, 1.0)
    """
    assert found(program) == ([(5, "JXL106")] if reported else [])


@pytest.mark.parametrize(
    ("argument", "reported"),
    [
        ("x", True),
        ("f'{x}'", True),
        ("'%s' % x", True),
        ("'{}'.format(x)", True),
        ("str(x) + '!'", True),
        ("{'a': [x]}", True),
        ("x.shape", False),
        ("f'{x.dtype} {len(x.shape)}'", False),
        ("type(x)", False),
        ("'x'", False),
    ],
)
def test_what_print_shows(argument: str, reported: bool) -> None:
    program = f"""
        @jax.jit
        def f(x):
            print({argument})
            return x
    """
    assert found(program) == ([(3, "JXL107")] if reported else [])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(x)", 'jax.debug.print("{}", x)'),
        ('print("a", x, 1)', 'jax.debug.print("a {} {}", x, 1)'),
        ("print(f'{{}} {x!r:>4}')", 'jax.debug.print("{{}} {:>4}", x)'),
        ("print(f'{ x = }')", 'jax.debug.print(" x = {}", x)'),
        ("print(f'{(x)=}')", 'jax.debug.print("(x)={}", x)'),
        ("print(f'{x:{4}}')", None),
        ("print('say \"hi\"', x)", "jax.debug.print('say \"hi\" {}', x)"),
        ("print('{:.1f} of {}'.format(x, 'y'))", "jax.debug.print(\"{:.1f} of {}\", x, 'y')"),
        ("print('{0} {0}'.format(x))", None),
        ("print(x, file=None)", None),
        ("print(*[x])", None),
        ("print('%s' % x)", None),
        ("print(x, repr(x))", None),
        ("jax.debug.print(f'{x}')", 'jax.debug.print("{}", x)'),
    ],
)
def test_prints_become_debug_prints(before: str, after: str | None) -> None:
    text = f"{HEAD}\n\n@jax.jit\ndef f(x):\n    {before}\n    return x\n"
    made = fix_text(text, "program.py", unsafe=True)
    if after is None:
        assert made.after == text
    else:
        assert made.after == text.replace(before, after)


def test_a_reading_counts_where_it_is_used() -> None:
    program = """
        import time

        @jax.jit
        def f(x):
            start = time.time()
            later = int(time.time() - start)
            print("traced in", later)
            return x * 2

        @jax.jit
        def g(x):
            start = time.time()
            elapsed = float(time.time()) - start
            return x, elapsed
    """
    assert [line for line, code in found(program) if code == "JXL108"] == [13]


@pytest.mark.parametrize(
    ("maker", "reported"),
    [("np.random.default_rng(0)", False), ("np.random.default_rng()", True), ("random.Random(1)", False)],
)
def test_generators_made_in_the_trace(maker: str, reported: bool) -> None:
    program = f"""
        import random
        import numpy as np

        @jax.jit
        def f(x):
            rng = {maker}
            return x + rng.uniform(0.0, 1.0)
    """
    assert found(program) == ([(6, "JXL108")] if reported else [])


def test_generators_from_outside() -> None:
    program = """
        import random
        import numpy as np

        rng, py = np.random.default_rng(0), random.Random(0)

        @jax.jit
        def f(x):
            return x + rng.normal() + py.random()
    """
    assert found(program) == [(8, "JXL108"), (8, "JXL108")]


def test_the_words() -> None:
    loop = """
        steps = 0

        def body(c, x):
            global steps
            steps += 1
            return c, x

        jax.lax.scan(body, 0.0, jnp.ones(3))
    """
    expected = "`steps += 1` runs when `jax.lax.scan` traces `body`, not in every iteration"
    assert message(loop) == expected
    long = """
        class Statistics:
            number_of_evaluations_of_the_objective = 0

        @jax.jit
        def evaluate_the_objective_and_its_regularisation(x):
            Statistics.number_of_evaluations_of_the_objective += 1
            return x
    """
    text = message(long)
    assert text.endswith("is traced, not in every call")
    assert "`jax.jit`" not in text


def test_a_possible_change_is_possible() -> None:
    text = HEAD + textwrap.dedent("""
        @jax.jit
        def f(d):
            d["a"] = d["a"] * 2.0
            return jnp.sin(d["a"])

        f({"a": 1.0})
    """)
    (finding,) = lint_text(text, "program.py", Config(pedantic=True), select_all=True).findings
    assert finding.code == "JXL106"
    assert finding.certainty is Certainty.POSSIBLE


def test_every_impure_word_has_rows() -> None:
    words = {row.impure for root in ("", "numpy", "jax") for row in all_rows(root)} - {None}
    assert set(KINDS) <= words
    assert set(KINDS.values()) == set(Impurity)


def test_names_in_the_tables_have_rows() -> None:
    assert all(lookup(name) is not None for name in UNSEEDED | TEXTS)
    assert all(lookup(f"{owner}.random") is not None for owner in GENERATORS.values())
    logger = lookup("logging.getLogger")
    assert logger is not None
    assert logger.host_type in LOGGERS
