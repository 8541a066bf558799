"""The verifier on real programs: every oracle sees what it is for, and does not see what is not there."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jaxlint.engine.result import FileResult, FixedFile
from jaxlint.text.findings import Finding
from jaxlint.text.span import Span
from jaxlint.verify import command, session
from jaxlint.verify.contract import ContractError, read_contract
from jaxlint.verify.fixtures import discover
from jaxlint.verify.observation import Cause, Ending, Machine, Mode
from jaxlint.verify.pool import Pool
from jaxlint.verify.runner import Runner, can_fork, probe
from jaxlint.verify.verdict import Verdict, Verification

pytestmark = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("jax", "rich", "hypothesis")),
    reason="needs pip install 'flake8-jaxlint[verify]'",
)

NEEDS_FORK = pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks here")

EXAMPLES = Path(__file__).parent / "data" / "verify" / "fixtures"


class Echo:
    """Reports what is marked, and fixes what has a fixed file."""

    def lint(self, text: str, path: str) -> FileResult:
        if path.endswith(".fixed.py") or "todo_" in path:
            return FileResult(path, text)
        try:
            marks = read_contract(text).marks
        except ContractError:
            marks = frozenset()
        findings = tuple(Finding(code, "a message", Span(line, 0, line, 1)) for line, code in sorted(marks))
        return FileResult(path, text, findings)

    def fix(self, text: str, path: str) -> FixedFile:
        golden = Path(path.removesuffix(".py") + ".fixed.py")
        return FixedFile(
            path, text, golden.read_text("utf-8") if golden.exists() else text, int(golden.exists())
        )


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


IMPORTS = "import jax\nimport jax.numpy as jnp\n"
MARK = "  # error: JXL000"

BRANCH = (
    IMPORTS
    + f"""
@jax.jit
def clip(x):
    if x > 0:{MARK}
        return x
    return jnp.zeros_like(x)

def run():
    return clip(jnp.float32(1.0))
"""
)
IMMUTABLE = (
    IMPORTS
    + f"""
def run():
    x = jnp.zeros(3)
    x[0] = 1.0{MARK}
    return x
"""
)
STALE = (
    IMPORTS
    + f"""
scale = 2.0

@jax.jit
def f(x):
    return x * scale{MARK}

def run():
    global scale
    f(jnp.ones(3))
    scale = 5.0
    return f(jnp.ones(3))
"""
)
RANDOM = (
    "import numpy as np\n"
    + IMPORTS
    + f"""
@jax.jit
def noisy(x):
    return x + np.random.normal(){MARK}

def run():
    return bool(noisy(0.0) == noisy(0.0))
"""
)
PRINTS = (
    IMPORTS
    + f"""
@jax.jit
def f(x):
    print("value of x"){MARK}
    return x + 1

def run():
    return [f(jnp.float32(i)) for i in range(3)]
"""
)
COUNTS = (
    IMPORTS
    + f"""
effects = 0

@jax.jit
def f(x):
    global effects
    effects += 1{MARK}
    return x + 1

def run():
    return [f(jnp.float32(i)) for i in range(3)]
"""
)
LISTS = COUNTS.replace("effects = 0", "effects = []").replace(
    "global effects\n    effects += 1", "effects.append(1)"
)
CALLS = COUNTS.replace("effects", "count") + "\ndef effects():\n    return count\n"
CALLBACK = PRINTS.replace('print("value of x")', 'jax.debug.print("value of x")')
IN_LOOP = (
    IMPORTS
    + f"""
def run():
    return [jax.jit(lambda x: x + 1)(jnp.ones(3)) for _ in range(3)]{MARK}
"""
)
CHURN = (
    "import functools\n"
    + IMPORTS
    + f"""
@functools.partial(jax.jit, static_argnums=1)
def f(x, n):
    return x * n

def run():
    return [f(jnp.ones(3), n) for n in range(3)]{MARK}
"""
)
WEAK = (
    IMPORTS
    + f"""
@jax.jit
def f(x, y):
    return x * y

def run():
    return f(jnp.ones(3), 1.0), f(jnp.ones(3), jnp.float32(1.0)){MARK}
"""
)
SHAPES = (
    IMPORTS
    + f"""
@jax.jit
def f(x):
    return x.sum()

def run():
    return f(jnp.ones(3)), f(jnp.ones(4)), f(jnp.ones(3, int)), f(jnp.ones(3)){MARK}
"""
)
METHOD = (
    IMPORTS
    + f"""
class Model:
    def step(self, x):
        return x + 1

def run():
    model = Model()
    return [jax.jit(model.step)(jnp.ones(3)) for _ in range(2)]{MARK}
"""
)
REUSE = (
    IMPORTS
    + f"""
def run():
    key = jax.random.key(0)
    return jax.random.normal(key), jax.random.uniform(key){MARK}
"""
)
SPLIT = REUSE.replace("key = jax.random.key(0)", "a, b = jax.random.split(jax.random.key(0))").replace(
    "normal(key), jax.random.uniform(key)", "normal(a), jax.random.uniform(b)"
)
LEAK = (
    IMPORTS
    + f"""
seen = []

@jax.jit
def f(x):
    seen.append(x * 2){MARK}
    return x

def run():
    return f(jnp.float32(1.0))
"""
)
ESCAPE = LEAK.replace("return f(jnp.float32(1.0))", "f(jnp.float32(1.0))\n    return seen[0] + 1")
RETURNED_TRACER = LEAK.replace("return f(jnp.float32(1.0))", "f(jnp.float32(1.0))\n    return seen[0]")
NAN = (
    IMPORTS
    + f"""
def root(x):
    return jnp.where(x > 0, jnp.sqrt(x), 0.0){MARK}

def run():
    return jax.grad(root)(0.0)
"""
)
X64 = (
    IMPORTS
    + f"""
def run():
    return jnp.zeros(3, dtype="float64"){MARK}
"""
)
DROPPED = (
    IMPORTS
    + f"""
def run():
    x = jnp.zeros(3)
    x.at[0].set(1.0){MARK}
    return x
"""
)
FINE = (
    IMPORTS
    + "\n@jax.jit\ndef f(x):\n    return x + 1\n"
    + "\ndef run():\n    return f(jnp.ones(3)), {'a': None, 'b': 1}\n"
)
ENVIRONMENT = (
    "import os\nos.environ['JAX_ENABLE_X64'] = '1'\n"
    + IMPORTS
    + "\ndef run():\n    return str(jnp.ones(1).dtype)\n"
)
EAGER_FAILS = (
    IMPORTS
    + """
@jax.jit
def f(x):
    if isinstance(x, jax.core.Tracer):
        return x
    raise ValueError("only under jit")

def run():
    return f(jnp.float32(1.0))
"""
)
PYTHON_NUMBERS = (
    IMPORTS + "\n@jax.jit\ndef f(x):\n    return x * 2\n\ndef run():\n    return f(3), f(1.5), f(True)\n"
)
HOST_NUMBERS = (
    "import numpy as np\n"
    + IMPORTS
    + "\n@jax.jit\ndef f(x):\n    return x * 2\n\ndef run():\n    return f(np.float64(3))\n"
)
KEYS = (
    IMPORTS
    + "\n@jax.jit\ndef f(k):\n    return jax.random.split(k)\n\ndef run():\n    return f(jax.random.key(0))\n"
)
HALF = (
    IMPORTS
    + "\n@jax.jit\ndef f(x):\n    return x * 3 + 1j\n"
    + "\ndef run():\n    return f(jnp.ones(2)), jnp.bfloat16(2)\n"
)
EXITS = "import os\n\ndef run():\n    os._exit(3)\n"
ABORTS = "import os\n\ndef run():\n    os.abort()\n"
STOPS = "def run():\n    raise SystemExit(2)\n"
SLEEPS = "import time\n\ndef run():\n    time.sleep(60)\n"
TELLS = "import os, pathlib\npathlib.Path({!r}).write_text(str(os.getpid()) + '.')\n"
KILLS = "import os, signal\n\ndef run():\n    os.kill(os.getppid(), signal.SIGKILL)\n"
HOARDS = IMPORTS + "\ndef run():\n    return jnp.ones((1 << 31,)).sum()\n"
CLIP = (
    IMPORTS
    + """
@jax.jit
def clip(x):
    return jnp.where(x > 0, x, jnp.zeros_like(x))

def run():
    return clip(jnp.float32(1.0))
"""
)
TIMED = (
    IMPORTS
    + """
import time

def slow():
    time.sleep(0.01)

def fast():
    return jnp.float32(1.0)

def run():
    return fast()
"""
)

AGREEING = {
    "bad_branch.py": "# expect: raises TracerBoolConversionError" + "\n" + BRANCH,
    "bad_branch_base.py": '# expect: raises TypeError "boolean conversion"' + "\n" + BRANCH,
    "bad_immutable.py": '# expect: raises TypeError "immutable"' + "\n" + IMMUTABLE,
    "bad_stale.py": "# expect: differs\n" + STALE,
    "bad_random.py": "# expect: differs\n" + RANDOM,
    "bad_prints.py": "# expect: effects 1 of 3\n" + PRINTS,
    "bad_counts.py": "# expect: effects 1 of 3\n" + COUNTS,
    "bad_lists.py": "# expect: effects 1 of 3\n" + LISTS,
    "bad_calls.py": "# expect: effects 1 of 3\n" + CALLS,
    "bad_in_loop.py": "# expect: retraces\n" + IN_LOOP,
    "bad_churn.py": "# expect: retraces\n" + CHURN,
    "bad_weak.py": "# expect: retraces\n" + WEAK,
    "bad_method.py": "# expect: retraces\n" + METHOD,
    "bad_reuse.py": "# expect: reuses key\n" + REUSE,
    "bad_leak.py": "# expect: leaks\n" + LEAK,
    "bad_escape.py": "# expect: leaks\n# expect: raises UnexpectedTracerError\n" + ESCAPE,
    "bad_returned_tracer.py": "# expect: leaks\n" + RETURNED_TRACER,
    "bad_nan.py": "# expect: nan gradient\n" + NAN,
    "bad_x64.py": '# expect: warns UserWarning "float64"' + "\n" + X64,
    "bad_dropped.py": "# expect: silent, because eager JAX drops it too\n" + DROPPED,
    "good_fine.py": "# vary: f(float32[n, 2])\n# vary: f(int32[])\n" + FINE,
    "good_callback.py": CALLBACK.replace(MARK, ""),
    "good_churn.py": CHURN.replace(MARK, ""),
    "good_shapes.py": SHAPES.replace(MARK, ""),
    "good_split.py": SPLIT.replace(MARK, ""),
    "good_environment.py": ENVIRONMENT,
    "good_eager_fails.py": "# unchecked: eager, because it is about tracers\n" + EAGER_FAILS,
    "good_python_numbers.py": PYTHON_NUMBERS,
    "good_host_numbers.py": HOST_NUMBERS,
    "good_keys.py": KEYS,
    "good_half.py": HALF,
    "good_timed.py": "# time: slow > 2 * fast\n# time: slow, fast\n" + TIMED,
    "good_skipped.py": "# requires: no_such_module\n" + EXITS,
    "todo_branch.py": "# todo: not seen yet\n# expect: raises TypeError\n" + BRANCH,
}
FIXED = {
    "bad_branch.fixed.py": "# vary: clip(float32[])\n" + CLIP,
    "bad_reuse.fixed.py": SPLIT,
    "bad_nan.fixed.py": NAN.replace("jnp.sqrt(x)", "jnp.sqrt(jnp.where(x > 0, x, 1.0))"),
    "bad_prints.fixed.py": CALLBACK,
}

DISAGREEING: dict[str, tuple[str, str]] = {
    "bad_wrong_class.py": ("# expect: raises ValueError\n" + BRANCH, "TracerBoolConversionError at line"),
    "bad_runs.py": ("# expect: raises TypeError\n" + DROPPED, "the program returns float32[3] [0 0 0]"),
    "bad_no_difference.py": ("# expect: differs\n" + DROPPED, "`differs` is expected"),
    "bad_effects.py": ("# expect: effects 1 of 2\n" + PRINTS, "1 effect and the eager run 3 effects"),
    "bad_hook.py": (
        "# expect: effects 1 of 3\n" + COUNTS.replace("effects", "n") + "\neffects = 'x' and object()\n",
        "`effects` gives no number: TypeError",
    ),
    "bad_compiles_once.py": ("# expect: retraces\n" + SHAPES, "each signature compiles once"),
    "bad_keys_split.py": ("# expect: reuses key\n" + SPLIT, "`reuses key` is expected"),
    "bad_no_leak.py": ("# expect: leaks\n" + PRINTS, "`leaks` is expected"),
    "bad_no_nan.py": (
        "# expect: nan gradient\n" + NAN.replace("(0.0)", "(1.0)"),
        "`nan gradient` is expected",
    ),
    "bad_no_warning.py": ("# expect: warns UserWarning\n" + X64.replace("64", "32"), "warns of nothing"),
    "bad_not_silent.py": ("# expect: silent, because I think so\n" + STALE, "`differs` is observed"),
    "bad_undeclared.py": (BRANCH, "a bad file has an `# expect:` comment"),
    "good_stale.py": (STALE.replace(MARK, ""), "[2 2 2] is expected|2 where 5 is expected"),
    "good_prints.py": (PRINTS.replace(MARK, ""), "1 effect traced and 3 effects eagerly"),
    "good_in_loop.py": (
        IN_LOOP.replace(MARK, ""),
        "`<lambda>` of line 5 compiles again for (ShapedArray(float32[3]),)",
    ),
    "good_method.py": (METHOD.replace(MARK, ""), "`step` of line 5 compiles again"),
    "good_reuse.py": (REUSE.replace(MARK, ""), "it reuses a key: jax.errors.KeyReuseError at line"),
    "good_leak.py": (LEAK.replace(MARK, ""), "it leaks: Exception at line"),
    "good_nan.py": (NAN.replace(MARK, ""), "the result holds a NaN"),
    "good_eager_raises.py": (EAGER_FAILS, "eagerly, it raises ValueError at line 8: only under jit"),
    "good_exits.py": (EXITS, "it died exit status 3"),
    "good_aborts.py": (ABORTS, "it died killed by SIGABRT"),
    "good_stops.py": (STOPS, "it raises SystemExit at line 2"),
    "good_hoards.py": (HOARDS, "RESOURCE_EXHAUSTED|died"),
    "good_varied.py": (
        "# vary: f(float32[])\n"
        + STALE.replace(MARK, "").replace("return x * scale", "return -x if scale > 9 else abs(x)")
        + "\nold = f\n\ndef f(x):\n    return old(x) if jax.config.jax_disable_jit else x\n",
        "`vary: f(float32[])`: on (-1",
    ),
    "good_varied_nothing.py": ("# vary: g(float32[])\n" + FINE, "the program has no function `g`"),
    "good_timed_wrong.py": (
        "# time: fast > 2 * slow\n" + TIMED,
        "`fast` is to take more than 2 times as long",
    ),
    "good_timed_nothing.py": ("# time: fast, faster\n" + TIMED, "`time:` names `faster`"),
    "good_unreadable.py": ("# expects: ok\n" + FINE, "the contract cannot be read: line 1"),
    "good_with_todo.py": ("# todo: but why\n" + FINE, "a todo file, and no other"),
    "todo_without_reason.py": ("# expect: raises TypeError\n" + BRANCH, "a todo file, and no other"),
    "todo_other_behaviour.py": (
        "# todo: not seen\n# expect: differs\n" + BRANCH,
        "of a program that completes",
    ),
    "bad_fix_raises.py": ("# expect: raises TypeError\n" + BRANCH, "fixed: the program is not ok: it raises"),
    "bad_fix_changes.py": (
        "# expect: raises TypeError\n" + BRANCH,
        "fixed: it returns 2 where 1 is expected",
    ),
    "bad_fix_does_nothing.py": (
        "# expect: silent, because both drop it\n# fixed: differs, because it is kept\n" + DROPPED,
        "another result is declared",
    ),
    "bad_fix_varies.py": ("# expect: raises TypeError\n# vary: clip(float32[])\n" + BRANCH, "on (-1"),
}
WRONGLY_FIXED = {
    "bad_fix_raises.fixed.py": BRANCH,
    "bad_fix_changes.fixed.py": CLIP.replace("(1.0)", "(2.0)"),
    "bad_fix_does_nothing.fixed.py": DROPPED,
    "bad_fix_varies.fixed.py": CLIP.replace("jnp.zeros_like(x)", "-x"),
}


@pytest.fixture(scope="module")
def verification(tmp_path_factory: pytest.TempPathFactory) -> Verification:
    """Every program above, verified in one go."""
    folder = tmp_path_factory.mktemp("programs")
    write(
        folder / "JXL000",
        AGREEING | FIXED | WRONGLY_FIXED | {name: text for name, (text, _) in DISAGREEING.items()},
    )
    return session.verify(discover([folder]), Echo(), backend="cpu", seconds=60.0, memory_mb=3000)


@pytest.fixture(scope="module")
def verdicts(verification: Verification) -> dict[str, Verdict]:
    return {verdict.fixture.path.name: verdict for verdict in verification.verdicts}


@pytest.mark.parametrize("name", AGREEING)
def test_a_program_that_keeps_its_contract_agrees(verdicts: dict[str, Verdict], name: str) -> None:
    assert verdicts[name].disagreements == ()


@pytest.mark.parametrize("name", DISAGREEING)
def test_a_program_that_breaks_it_is_told_how(verdicts: dict[str, Verdict], name: str) -> None:
    told = "\n".join(verdicts[name].disagreements)
    assert any(words in told for words in DISAGREEING[name][1].split("|")), told


def test_one_broken_promise_is_told_once(verdicts: dict[str, Verdict]) -> None:
    once = {
        "bad_wrong_class.py",
        "bad_no_difference.py",
        "good_in_loop.py",
        "bad_fix_varies.py",
    }
    assert {name: len(verdicts[name].disagreements) for name in once} == dict.fromkeys(once, 1)


def test_what_is_seen_is_summed_up(verdicts: dict[str, Verdict]) -> None:
    branch = verdicts["bad_branch.py"]
    assert branch.behaviour == "jax.errors.TracerBoolConversionError at line 7; runs eagerly"
    assert branch.fix == "ok"
    assert branch.diagnosis == "JXL000 at 7"
    assert verdicts["bad_immutable.py"].behaviour == "TypeError at line 7; eagerly raises TypeError"
    assert verdicts["bad_prints.py"].behaviour == "effects 1 of 3"
    assert verdicts["bad_fix_varies.py"].fix == "disagrees"
    assert verdicts["good_fine.py"].behaviour == "ok"


def test_a_program_whose_needs_are_not_met_is_not_run(verdicts: dict[str, Verdict]) -> None:
    assert verdicts["good_skipped.py"].skipped == "needs no_such_module"
    assert verdicts["good_skipped.py"].behaviour == ""


def test_timings_are_medians_on_a_device(verdicts: dict[str, Verdict]) -> None:
    promised, shown = verdicts["good_timed.py"].timings
    assert promised.slow_seconds > 0.01 > promised.fast_seconds > 0
    assert promised.ratio == pytest.approx(promised.slow_seconds / promised.fast_seconds)
    assert (shown.slow, shown.fast, shown.device) == ("slow", "fast", "cpu")
    assert shown.repeats >= 7


def test_the_machine_is_told(verification: Verification) -> None:
    from importlib.metadata import version

    machine = verification.machine
    assert (machine.jax, machine.jaxlib) == (version("jax"), version("jaxlib"))
    assert machine.python == ".".join(map(str, sys.version_info[:3]))
    assert (machine.platform, machine.platforms) == ("cpu", "cpu")
    assert "cpu" in machine.backends


@pytest.fixture(scope="module")
def machine() -> Machine:
    return probe("cpu")


def test_forks_are_for_linux_and_for_the_cpu(machine: Machine) -> None:
    assert can_fork(machine) == (sys.platform == "linux")
    assert not can_fork(replace(machine, platforms="cuda,cpu"))


def test_a_new_interpreter_sees_what_a_fork_sees(machine: Machine, tmp_path: Path) -> None:
    write(tmp_path, {"churn.py": CHURN, "aborts.py": ABORTS})
    with Pool(1, platforms="cpu", forks=False) as pool:
        runner = Runner(pool, machine, seconds=60.0, memory_mb=3000)
        churn = runner.observe(tmp_path / "churn.py", Mode.TRACED)
        died = runner.observe(tmp_path / "aborts.py", Mode.TRACED)
    assert churn.ending is Ending.RETURNED
    assert [(each.function, each.line) for each in churn.compilations] == [("f", 5)] * 3
    assert [each.cause for each in churn.compilations] == [Cause.FIRST, Cause.STATIC, Cause.STATIC]
    assert (died.ending, died.detail) == (Ending.DIED, "killed by SIGABRT")


@pytest.mark.parametrize("forks", [False, pytest.param(True, marks=NEEDS_FORK)])
def test_a_program_is_stopped_in_time(machine: Machine, tmp_path: Path, forks: bool) -> None:
    write(tmp_path, {"sleeps.py": SLEEPS})
    with Pool(1, platforms="cpu", forks=forks) as pool:
        run = Runner(pool, machine, seconds=1.5, memory_mb=3000).observe(tmp_path / "sleeps.py", Mode.TRACED)
    assert (run.ending, run.detail) == (Ending.TIMED_OUT, "after 1.5 s")


@NEEDS_FORK
def test_a_server_that_is_killed_is_started_again(machine: Machine, tmp_path: Path) -> None:
    write(tmp_path, {"kills.py": KILLS, "fine.py": FINE})
    with Pool(1, platforms="cpu", forks=True) as pool:
        runner = Runner(pool, machine, seconds=60.0, memory_mb=3000)
        killed = runner.observe(tmp_path / "kills.py", Mode.TRACED)
        assert (killed.ending, killed.detail) == (Ending.DIED, "its server ended")
        assert runner.observe(tmp_path / "fine.py", Mode.TRACED).ending is Ending.RETURNED


@NEEDS_FORK
def test_servers_load_the_libraries_of_programs_that_start_no_backend(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "chex.py": "import jax\n\njax.devices()\n",
            "haiku.py": "",
            "optax.py": "",
            "program.py": "import chex\nfrom haiku import Linear\n# import optax\n",
        },
    )
    script = (
        "import sys\n"
        "from jaxlint.verify.child.warming import LIBRARIES, warm_for\n"
        "warm_for(sys.argv[1])\n"
        "print({*LIBRARIES} & {*sys.modules})"
    )
    paths = os.pathsep.join([str(tmp_path), str(Path(session.__file__).parents[2])])
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "program.py")],
        env=os.environ | {"PYTHONPATH": paths, "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "{'haiku'}"
    assert "chex starts a backend" in done.stderr


@NEEDS_FORK
def test_servers_share_what_is_compiled(machine: Machine, tmp_path: Path) -> None:
    write(tmp_path, {"fine.py": FINE})
    with Pool(2, platforms="cpu", forks=True) as pool:
        runner = Runner(pool, machine, seconds=60.0, memory_mb=3000)
        cached: list[set[Path]] = []
        for _ in pool._workers:
            assert runner.observe(tmp_path / "fine.py", Mode.TRACED).ending is Ending.RETURNED
            cached.append(set(Path(pool._folder.name).rglob("*-cache")))
    assert cached[0]
    assert cached[0] == cached[1]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc here")
@pytest.mark.parametrize("forks", [False, pytest.param(True, marks=NEEDS_FORK)])
def test_stopping_the_pool_ends_the_programs(machine: Machine, tmp_path: Path, forks: bool) -> None:
    pid_file = tmp_path / "pid"
    write(tmp_path, {"sleeps.py": TELLS.format(str(pid_file)) + SLEEPS})
    with Pool(1, platforms="cpu", forks=forks) as pool, ThreadPoolExecutor(1) as executor:
        runner = Runner(pool, machine, seconds=60.0, memory_mb=3000)
        under_way = executor.submit(runner.observe, tmp_path / "sleeps.py", Mode.TRACED)
        until(lambda: pid_file.exists() and pid_file.read_text().endswith("."))
        pool.close()
        assert under_way.result(timeout=30.0).ending is Ending.DIED
        assert runner.observe(tmp_path / "sleeps.py", Mode.TRACED).detail == "the verifier was stopped"
    until(lambda: not is_running(int(pid_file.read_text()[:-1])))


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30.0
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def run(*paths: Path | str, **options: Any) -> tuple[int, str, str]:
    """Status, output and messages of the command."""
    out, err = io.StringIO(), io.StringIO()
    status = command.run(
        paths, **{"analyser": Echo(), "backend": "cpu", "stdout": out, "stderr": err, **options}
    )
    return status, out.getvalue(), err.getvalue()


def test_the_command_shows_and_writes_what_agrees(tmp_path: Path) -> None:
    json_path, report = tmp_path / "out.json", tmp_path / "REPORT.md"
    status, out, err = run(EXAMPLES, json=json_path, report=report)
    assert (status, err) == (0, "")
    for words in ("JXL401 at 10", "differs", "runs eagerly", "Timings", "4 fixtures verified, all agree"):
        assert words in out
    data = json.loads(json_path.read_text("utf-8"))
    assert data["agrees"] is True
    assert [(each["group"], Path(each["path"]).name, each["fix"]) for each in data["fixtures"]] == [
        ("JXL101", "bad_pies.py", None),
        ("JXL101", "good_argument.py", None),
        ("JXL401", "bad_clip.py", "ok"),
        ("seed", "good_selu.py", None),
    ]
    (timing,) = data["fixtures"][-1]["timings"]
    assert (timing["slow"], timing["fast"]) == ("eager", "jitted")
    markdown = report.read_text("utf-8")
    assert f"| jax | {data['jax']} |" in markdown
    assert (
        "| JXL401 | `bad_clip.py` | JXL401 at 10 | jax.errors.TracerBoolConversionError at line 10; "
        in markdown
    )
    assert "| seed/`good_selu.py` | `eager` " in markdown
    assert str(tmp_path) not in markdown


def test_the_command_fails_on_any_disagreement(tmp_path: Path) -> None:
    write(tmp_path / "JXL101", {"good_stale.py": STALE.replace(MARK, "")})
    report = tmp_path / "REPORT.md"
    status, out, _ = run(tmp_path, report=report)
    assert status == 1
    assert "disagrees" in out
    assert "  - the program is not ok: traced, it returns 2 where 5 is expected, at element 0" in out
    assert "1 fixture verified, 1 disagrees" in out
    assert "- the program is not ok: traced, it returns 2" in report.read_text("utf-8")


def test_a_fixed_file_without_a_bad_one_is_a_disagreement(tmp_path: Path) -> None:
    write(tmp_path / "JXL101", {"bad_lost.fixed.py": FINE})
    status, out, _ = run(tmp_path)
    assert status == 1
    assert "a fixed file stands beside no bad file" in out
    assert run(tmp_path, select=["JXL4"])[0] == 2


@pytest.mark.parametrize(
    ("paths", "options", "message"),
    [
        (["nowhere"], {}, "nowhere does not exist"),
        ([__file__], {}, "is no fixture: its name must begin with bad_"),
        ([EXAMPLES], {"select": ["JXL9"]}, "no fixtures of JXL9 in"),
        ([EXAMPLES], {"backend": "abacus"}, "unknown backend 'abacus'; the backends are: cpu, gpu, tpu"),
        ([EXAMPLES], {"timeout": 0.0}, "must be positive"),
        ([EXAMPLES], {"jobs": 0}, "must be positive"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(
    paths: list[Any], options: dict[str, Any], message: str
) -> None:
    status, out, err = run(*paths, **options)
    assert (status, out) == (2, "")
    assert err.startswith("jaxlint verify: ")
    assert message in err


def test_a_missing_backend_is_named_with_those_that_are_there(machine: Machine) -> None:
    if "tpu" in machine.backends:
        pytest.skip("there is a TPU")
    status, _, err = run(EXAMPLES, backend="tpu")
    assert status == 2
    assert f"there is no tpu backend; JAX {machine.jax} can start: {', '.join(machine.backends)}" in err


def test_without_jax_the_command_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "jax" else find(name))
    status, _, err = run(EXAMPLES)
    assert status == 2
    assert err == "jaxlint verify: jax is not installed; run: pip install 'flake8-jaxlint[verify]'\n"


def test_jax_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAX_PLATFORMS", "no_such_platform")
    status, _, err = run(EXAMPLES, backend=None)
    assert status == 2
    assert "jaxlint verify: JAX does not start: died" in err
    assert "no_such_platform" in err


def test_the_verifier_itself_imports_no_jax() -> None:
    script = (
        "import sys, jaxlint.verify.command, jaxlint.verify.table, jaxlint.verify.contract\n"
        "print({name.partition('.')[0] for name in sys.modules} & {'jax', 'jaxlib', 'numpy', 'hypothesis'})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
