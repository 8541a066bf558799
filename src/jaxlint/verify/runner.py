"""Runs programs in children and reads what they saw."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from jaxlint.verify.contract import TimingClaim
from jaxlint.verify.observation import (
    Ending,
    Machine,
    Mode,
    Observation,
    Timing,
    Varied,
    load_machine,
    load_observation,
    load_timing,
    load_varied,
)
from jaxlint.verify.pool import ChildError, Pool
from jaxlint.verify.request import Request
from jaxlint.verify.variation import Variation

_PROBE_SECONDS = 180.0
# A program that sets the environment before it imports JAX means an interpreter that has not imported it.
_NEEDS_FRESH = re.compile(r"\b(?:environ|putenv)\b")


def probe(backend: str | None) -> Machine:
    """The machine that programs run on.

    Raises:
        ChildError: when JAX cannot be started at all.
    """
    with Pool(1, platforms=None if backend is None else "", forks=False) as pool:
        request = Request(Mode.PROBED, pool.folder(), seconds=_PROBE_SECONDS, backend=backend)
        ending, detail = pool.run(request)
        if not request.result.exists():
            raise ChildError(f"JAX does not start: {ending} {detail}")
        return load_machine(request.result.read_text("utf-8"))


class Runner:
    """Runs programs on one machine within limits of time and memory."""

    def __init__(self, pool: Pool, machine: Machine, *, seconds: float, memory_mb: int) -> None:
        self._pool = pool
        self._seconds = seconds
        # An accelerator's driver maps memory of its own, so the bound is for the CPU alone.
        self._memory_mb = memory_mb if machine.platform == "cpu" else None

    def observe(self, path: Path, mode: Mode) -> Observation:
        """Run a program in one mode."""
        request = self._request(mode, path)
        ending, detail = self._run(request)
        if ending == "returned" and request.result.exists():
            return load_observation(request.result.read_text("utf-8"))
        if ending == "timed out":
            return Observation(mode, Ending.TIMED_OUT, detail=f"after {self._seconds:g} s")
        return Observation(mode, Ending.DIED, detail=detail)

    def vary(self, path: Path, variation: Variation, reference: Path | None) -> Varied:
        """Call a function of a program on drawn inputs."""
        other = None if reference is None else str(reference.resolve())
        request = self._request(Mode.VARIED, path, reference=other, variation=variation)
        ending, detail = self._run(request)
        if ending == "returned" and request.result.exists():
            return load_varied(request.result.read_text("utf-8"))
        return Varied(0, detail=f"`vary: {variation}`: the run {ending} {detail}".rstrip())

    def time(self, path: Path, claim: TimingClaim) -> Timing:
        """Time two functions of a program, once more where the promised ratio is missed."""
        timing = self._time(path, claim)
        if claim.ratio is not None and not timing.detail and timing.ratio <= claim.ratio:
            return self._time(path, claim)
        return timing

    def _time(self, path: Path, claim: TimingClaim) -> Timing:
        request = self._request(Mode.TIMED, path, timing=claim)
        ending, detail = self._run(request)
        if ending == "returned" and request.result.exists():
            return load_timing(request.result.read_text("utf-8"))
        words = f"`time:` of `{claim.slow}` and `{claim.fast}`: the run {ending} {detail}"
        return Timing(claim.slow, 0.0, claim.fast, 0.0, 0, "", words.rstrip())

    def _request(
        self,
        mode: Mode,
        path: Path,
        *,
        reference: str | None = None,
        variation: Variation | None = None,
        timing: TimingClaim | None = None,
    ) -> Request:
        return Request(
            mode,
            self._pool.folder(),
            str(path.resolve()),
            self._seconds,
            self._memory_mb,
            reference,
            variation,
            timing,
        )

    def _run(self, request: Request) -> tuple[str, str]:
        # What is timed is compiled as users' programs are.
        fresh = request.timing is not None or bool(_NEEDS_FRESH.search(Path(request.path).read_text("utf-8")))
        return self._pool.run(request, fresh=fresh)


def can_fork(machine: Machine) -> bool:
    """Whether children may be forks of a process that has imported JAX and started no backend."""
    return sys.platform == "linux" and hasattr(os, "fork") and machine.platforms == "cpu"
