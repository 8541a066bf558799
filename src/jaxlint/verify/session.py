"""Verifies fixtures: static and dynamic halves, judged together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import field, replace
from pathlib import Path

from jaxlint.records import dataclass
from jaxlint.verify import behaviour, judge
from jaxlint.verify.behaviour import Runs
from jaxlint.verify.contract import Contract, read_contract
from jaxlint.verify.expectations import Leaks, ReusesKey, Silent
from jaxlint.verify.fixtures import Fixture, Kind
from jaxlint.verify.observation import Machine, Mode, Observation, Varied
from jaxlint.verify.pool import Pool
from jaxlint.verify.runner import Runner, can_fork, probe
from jaxlint.verify.static import Analyser, diagnose, diagnose_fix, read_program
from jaxlint.verify.variation import Variation
from jaxlint.verify.verdict import Verdict, Verification

DEFAULT_SECONDS = 60.0
DEFAULT_MEMORY_MB = 4096


class BackendMissingError(RuntimeError):
    """JAX cannot start the backend that was asked for."""


def verify(
    fixtures: Iterable[Fixture],
    analyser: Analyser,
    *,
    backend: str | None = None,
    jobs: int = 2,
    seconds: float = DEFAULT_SECONDS,
    memory_mb: int = DEFAULT_MEMORY_MB,
    each: Callable[[Verdict], None] = lambda verdict: None,
) -> Verification:
    """Verify every fixture, calling `each` with the verdicts as they come.

    Raises:
        BackendMissingError: when the backend is not there.
        ChildError: when JAX does not start.
    """
    started = time.monotonic()
    machine = probe(backend)
    if backend is not None and machine.platform != backend:
        there = ", ".join(machine.backends)
        raise BackendMissingError(f"there is no {backend} backend; JAX {machine.jax} can start: {there}")
    # One process at a time owns a TPU.
    jobs = 1 if machine.platform == "tpu" else jobs
    with (
        Pool(jobs, platforms=machine.platforms, forks=can_fork(machine)) as pool,
        ThreadPoolExecutor(jobs) as executor,
    ):
        runner = Runner(pool, machine, seconds=seconds, memory_mb=memory_mb)
        try:
            verdicts = _Session(runner, executor, analyser, machine).run(fixtures, each)
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            pool.close()
            raise
    return Verification(machine, verdicts, time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class _Program:
    """The runs of one program under way."""

    path: Path
    traced: Future[Observation]
    eager: Future[Observation]
    checked: Future[Observation] | None

    def runs(self) -> Runs:
        """The runs, awaited."""
        checked = None if self.checked is None else self.checked.result()
        return Runs(self.traced.result(), self.eager.result(), checked)


@dataclass(slots=True)
class _Case:
    """One fixture under way."""

    fixture: Fixture
    contract: Contract
    text: str
    skipped: str | None = None
    program: _Program | None = None
    fixed: _Program | None = None
    varied: list[tuple[Variation, Future[Varied]]] = field(default_factory=list)

    @property
    def is_timed(self) -> bool:
        """Whether there is something to time."""
        return bool(self.contract.timings) and self.skipped is None


@dataclass(frozen=True, slots=True)
class _Session:
    """Runs start in the order of the fixtures; findings are computed while they are under way."""

    runner: Runner
    executor: ThreadPoolExecutor
    analyser: Analyser
    machine: Machine

    def run(self, fixtures: Iterable[Fixture], each: Callable[[Verdict], None]) -> tuple[Verdict, ...]:
        """Every verdict, in the order of the fixtures; timings come last, when nothing else runs."""
        cases = [self._start(fixture) for fixture in fixtures]
        verdicts: list[Verdict] = []
        for case in cases:
            verdict = case if isinstance(case, Verdict) else self._judge(case)
            verdicts.append(verdict)
            if isinstance(case, Verdict) or not (case.varied or case.is_timed):
                each(verdict)
        for index, case in enumerate(cases):
            if isinstance(case, _Case) and case.varied:
                verdicts[index] = _with_varied(verdicts[index], case)
                if not case.is_timed:
                    each(verdicts[index])
        for index, case in enumerate(cases):
            if isinstance(case, _Case) and case.is_timed:
                verdicts[index] = self._with_timings(verdicts[index], case)
                each(verdicts[index])
        return tuple(verdicts)

    def _start(self, fixture: Fixture) -> _Case | Verdict:
        """Read the contract and set the runs going."""
        try:
            text = read_program(fixture.path)
            contract = read_contract(text)
        except (OSError, ValueError) as error:
            return Verdict(fixture, "", "", "", "", (f"the contract cannot be read: {error}",))
        case = _Case(fixture, contract, text)
        missing = [str(each) for each in contract.requirements if not each.is_met(self.machine.platform)]
        if missing:
            case.skipped = f"needs {', '.join(missing)}"
            return case
        asks = any(isinstance(each, Leaks | ReusesKey | Silent) for each in contract.expectations)
        case.program = self._submit(fixture.path, checked=asks or fixture.kind is not Kind.BAD)
        if fixture.fixed is not None:
            case.fixed = self._submit(fixture.fixed, checked=True)
        return case

    def _submit(self, path: Path, *, checked: bool) -> _Program:
        def run(mode: Mode) -> Future[Observation]:
            return self.executor.submit(self.runner.observe, path, mode)

        return _Program(path, run(Mode.TRACED), run(Mode.EAGER), run(Mode.CHECKED) if checked else None)

    def _judge(self, case: _Case) -> Verdict:
        """Both halves of one fixture, and what is to be varied set going."""
        fixture, contract = case.fixture, case.contract
        disagreements = list(_incomplete(fixture, contract))
        diagnosis = diagnose(self.analyser, fixture, contract, case.text)
        disagreements += diagnosis.disagreements
        fix_disagreements: list[str] = []
        if fixture.kind is Kind.BAD:
            fix_disagreements += diagnose_fix(self.analyser, fixture, case.text)
        seen = ""
        if case.program is not None:
            runs = case.program.runs()
            seen = behaviour.summary(runs)
            disagreements += judge.judge_program(contract, runs)
            disagreements += judge.judge_prediction(fixture.code, diagnosis.findings, contract, runs)
            if case.fixed is not None:
                fix_disagreements += judge.judge_fixed(contract, runs, case.fixed.runs())
            self._vary(case, runs)
        return Verdict(
            fixture,
            expected="; ".join(map(str, contract.expectations)),
            diagnosis=diagnosis.summary,
            behaviour=seen,
            fix="" if fixture.fixed is None else "disagrees" if fix_disagreements else "ok",
            disagreements=(*disagreements, *fix_disagreements),
            skipped=case.skipped,
        )

    def _vary(self, case: _Case, runs: Runs) -> None:
        """Vary a good program, or a fixed one with the bad one's eager meaning as the reference."""
        fixture, contract = case.fixture, case.contract
        path, reference = fixture.path, None
        if fixture.kind is Kind.BAD:
            if fixture.fixed is None:
                return
            path = fixture.fixed
            reference = fixture.path if judge.keeps_meaning(contract, runs) else None
        for variation in contract.variations:
            future = self.executor.submit(self.runner.vary, path, variation, reference)
            case.varied.append((variation, future))

    def _with_timings(self, verdict: Verdict, case: _Case) -> Verdict:
        disagreements: list[str] = []
        timings = []
        for claim in case.contract.timings:
            timing = self.runner.time(case.fixture.path, claim)
            disagreements += judge.judge_timing(claim, timing)
            if not timing.detail:
                timings.append(timing)
        return replace(
            verdict, disagreements=(*verdict.disagreements, *disagreements), timings=tuple(timings)
        )


def _with_varied(verdict: Verdict, case: _Case) -> Verdict:
    disagreements = [
        problem
        for variation, future in case.varied
        for problem in judge.judge_varied(variation, future.result())
    ]
    is_fix = case.fixture.fixed is not None
    return replace(
        verdict,
        disagreements=(*verdict.disagreements, *disagreements),
        fix="disagrees" if is_fix and disagreements else verdict.fix,
    )


def _incomplete(fixture: Fixture, contract: Contract) -> Iterator[str]:
    if fixture.kind is Kind.BAD and not contract.declared:
        yield "a bad file has an `# expect:` comment before its first statement"
    if (fixture.kind is Kind.TODO) != (contract.todo is not None):
        yield "a todo file, and no other, has a `# todo:` comment with the reason"
