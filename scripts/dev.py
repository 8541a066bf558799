#!/usr/bin/env python3
# /// script
# requires-python = ">=3.11"
# dependencies = []
# ///
"""Set up a checkout of jaxlint and run its demonstration or its tests.

    python3 scripts/dev.py demo     lint the seed programs with flake8, then run them on JAX
    python3 scripts/dev.py test     every gate of the project

Needs Python 3.11 with pip and nothing else. Everything is installed into `.venv` inside the checkout, and
nothing is written outside of it. Runs again without the network once `.venv` is complete.
"""

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
OLDEST = (3, 11)

# A file's tests stay together: those that run fixtures share what one process has compiled. Files come in the order of
# `tests/conftest.py`, the longest first.
ON_ALL_CORES = ("--numprocesses=auto", "--dist=loadfile", "--no-loadscope-reorder")

# What a shell may carry that would lead pip or Python out of `.venv`.
MISLEADING = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_USER",
    "PIP_REQUIRE_VIRTUALENV",
    "__PYVENV_LAUNCHER__",
)


# Everything up to here parses and runs on Python 3.6, so that an old interpreter is told so.
if sys.version_info < OLDEST:
    sys.exit(
        "jaxlint needs Python {}.{} or newer, and {} is {}.{}. Run this script with a newer one, such as: "
        "python3.11 {}".format(*OLDEST, sys.executable, *sys.version_info[:2], " ".join(sys.argv))
    )


class SetupError(Exception):
    """Why the checkout cannot be set up, as a text for the person at the terminal."""


def main() -> int:
    """Run the command named on the command line; the exit status is the worst of its steps."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("command", choices=list(COMMANDS))
    parser.add_argument(
        "arguments",
        nargs=argparse.REMAINDER,
        help="for `test`: options of pytest; for `demo`: of `jaxlint verify`",
    )
    options = parser.parse_args()
    try:
        return COMMANDS[options.command](options.arguments)
    except SetupError as error:
        print(f"\n{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def demo(arguments: list[str]) -> int:
    """Report the faults of the seed programs, then observe them on JAX's default device."""
    install("verify")
    seed = Path("fixtures", "seed")
    said = step(
        "flake8, with jaxlint as its plugin", tool("flake8"), "--isolated", "--select", "JXL", str(seed)
    )
    if said not in (0, 1):
        return said
    return step("the same programs, run on JAX", tool("jaxlint"), "verify", *(arguments or [str(seed)]))


def test(arguments: list[str]) -> int:
    """Formatting, lint, types and tests; all of them run, also after one has failed."""
    install("dev")
    # One accelerator is not shared by the many processes of the tests.
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    python = str(BIN / "python")
    gates = {
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "ruff check": [python, "-m", "ruff", "check", "."],
        "mypy": [python, "-m", "mypy", "--strict"],
        "pytest": [python, "-m", "pytest", *(arguments or ON_ALL_CORES)],
    }
    failed = [name for name, command in gates.items() if step(name, *command)]
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def set_up(arguments: list[str]) -> int:
    """Fill `.venv` with everything a developer needs."""
    install("dev")
    return 0


def clean(arguments: list[str]) -> int:
    """Remove `.venv`."""
    if VENV.exists():
        shutil.rmtree(VENV)
    return 0


COMMANDS = {"demo": demo, "test": test, "install": set_up, "clean": clean}


def step(title: str, *command: str) -> int:
    """Run one command in the root of the checkout under a heading; its exit status."""
    print(f"\n== {title}: {' '.join([Path(command[0]).name, *command[1:]])}", flush=True)
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def tool(name: str) -> str:
    """A command that the installation put into `.venv`."""
    return str(BIN / (f"{name}.exe" if os.name == "nt" else name))


def environment() -> dict[str, str]:
    """This process's environment, with `.venv` in front and caches kept inside the checkout."""
    kept = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    return kept | {
        "VIRTUAL_ENV": str(VENV),
        "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        "PIP_CACHE_DIR": str(VENV / "cache" / "pip"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_RETRIES": os.environ.get("PIP_RETRIES", "2"),
        "PIP_ROOT_USER_ACTION": "ignore",
        "XDG_CACHE_HOME": str(VENV / "cache"),
    }


def install(extra: str) -> None:
    """Bring `.venv` up to date with pyproject.toml; does nothing when it already is.

    Raises:
        SetupError: when the environment cannot be made or filled.
    """
    stamp = VENV / f"installed-{extra}"
    pyproject = (ROOT / "pyproject.toml").read_bytes()
    state = hashlib.sha256(pyproject + str(ROOT).encode() + sys.version.encode()).hexdigest()
    # `dev` contains `verify`.
    for done in (stamp, VENV / "installed-dev"):
        if done.is_file() and done.read_text(encoding="utf-8") == state:
            return
    start = time.monotonic()
    print(f"installing jaxlint[{extra}] into {VENV.relative_to(ROOT)} ...", flush=True)
    pip = make_environment()
    command = [*pip, "install", "--quiet", "--editable", f".[{extra}]"]
    if subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode:
        raise SetupError(
            "Installing failed; pip's reason stands above. The first run needs a package index: check the "
            "network or the proxy, or name another index (PIP_INDEX_URL), and run the same command again. "
            "Later runs work without one."
        )
    shutil.rmtree(VENV / "cache" / "pip", ignore_errors=True)
    stamp.write_text(state, encoding="utf-8")
    print(f"installed in {time.monotonic() - start:.0f} s", flush=True)


def make_environment() -> list[str]:
    """A virtual environment of this interpreter at `.venv`, and the command that is its pip.

    Debian keeps `ensurepip` in a package of its own: without it this interpreter's pip fills the environment.

    Raises:
        SetupError: when there is neither `ensurepip` nor a pip.
    """
    made = VENV / "interpreter"
    own = importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None
    if not own and importlib.util.find_spec("pip") is None:
        raise SetupError(
            f"{sys.executable} has neither ensurepip nor pip. Install one of them "
            "(on Debian: apt install python3-venv or python3-pip) and run the same command again."
        )
    interpreter = f"{sys.version}\n{ROOT}\n"
    if not (made.is_file() and made.read_text(encoding="utf-8") == interpreter):
        bare = [] if own else ["--without-pip"]
        command = [sys.executable, "-m", "venv", "--clear", *bare, str(VENV)]
        if subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode:
            raise SetupError(f"Making the virtual environment {VENV} failed; Python's reason stands above.")
        made.write_text(interpreter, encoding="utf-8")
    if own:
        return [str(BIN / "python"), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(BIN / "python")]


if __name__ == "__main__":
    sys.exit(main())
