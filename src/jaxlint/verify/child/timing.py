"""Times two functions of a program in turns."""

# `jax.block_until_ready` is without annotations: jax 0.10 to 0.12.
# mypy: disallow-untyped-calls=False
from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import jax

from jaxlint.verify.child.program import load
from jaxlint.verify.contract import TimingClaim
from jaxlint.verify.observation import Timing

_WARM_CALLS = 3
_FEWEST_ROUNDS, _MOST_ROUNDS = 7, 50
_SECONDS = 1.0


def measure(path: str, claim: TimingClaim) -> Timing:
    """Medians over rounds in which each function is called once, so that a slow spell hits both."""
    module = load(path)
    device = jax.devices()[0].device_kind
    functions: list[Callable[[], Any]] = []
    for name in (claim.slow, claim.fast):
        function = getattr(module, name, None)
        if not callable(function):
            detail = f"`time:` names `{name}`, and the program has no such function"
            return Timing(claim.slow, 0.0, claim.fast, 0.0, 0, device, detail)
        functions.append(function)
    for function in functions:
        for _ in range(_WARM_CALLS):
            _seconds(function)
    slow: list[float] = []
    fast: list[float] = []
    while len(slow) < _FEWEST_ROUNDS or (len(slow) < _MOST_ROUNDS and sum(slow) + sum(fast) < _SECONDS):
        slow.append(_seconds(functions[0]))
        fast.append(_seconds(functions[1]))
    return Timing(
        claim.slow,
        statistics.median(slow),
        claim.fast,
        statistics.median(fast),
        len(slow),
        device,
    )


def _seconds(function: Callable[[], Any]) -> float:
    """One call, its result awaited: JAX returns before the device is done."""
    started = time.perf_counter()
    jax.block_until_ready(function())
    return time.perf_counter() - started
