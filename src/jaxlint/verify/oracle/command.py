"""Runs generated programs on JAX and on jaxlint, and prints where the two disagree, minimised."""

from __future__ import annotations

import argparse
import multiprocessing.util
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import field
from random import Random

from jaxlint.records import dataclass
from jaxlint.rules import all_rules
from jaxlint.verify.oracle.harness import Oracle
from jaxlint.verify.oracle.judge import Disagreement, Fault, judge
from jaxlint.verify.oracle.minimise import minimise
from jaxlint.verify.oracle.programs import program

_CHUNK = 25


@dataclass(slots=True)
class Tally:
    """What many programs came to."""

    programs: int = 0
    ran: int = 0
    agreed: Counter[str] = field(default_factory=Counter)
    unspoken: Counter[str] = field(default_factory=Counter)
    disagreements: list[tuple[str, Disagreement]] = field(default_factory=list)
    """Each with the seed of its program."""

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.programs += other.programs
        self.ran += other.ran
        self.agreed += other.agreed
        self.unspoken += other.unspoken
        self.disagreements += other.disagreements

    @property
    def kinds(self) -> Counter[tuple[Fault, str]]:
        """How many disagreements there are of each kind."""
        return Counter(each.kind for _, each in self.disagreements)


def examine(seeds: Iterable[str], oracle: Oracle) -> Tally:
    """Generate, run and judge the programs of these seeds."""
    tally = Tally()
    for seed in seeds:
        generated = program(Random(seed))
        judgement = judge(generated, oracle.observe(generated))
        tally.programs += 1
        tally.ran += judgement.ran
        tally.agreed.update(judgement.agreed)
        tally.unspoken.update(judgement.unspoken)
        tally.disagreements += [(seed, each) for each in judgement.disagreements]
    return tally


_oracles: list[Oracle] = []
"""The one of a worker process, whose child goes on from chunk to chunk: what it has compiled serves again."""


def _start_worker(compiled: bool) -> None:
    _oracles.append(Oracle(compiled=compiled))
    multiprocessing.util.Finalize(None, _oracles[0].close, exitpriority=10)


def _examine_chunk(chunk: list[str]) -> Tally:
    return examine(chunk, _oracles[0])


def seeds(seed: str, first: int, number: int) -> list[str]:
    """The seeds of some programs of a run."""
    return [f"{seed}:{index}" for index in range(first, first + number)]


def examine_all(seed: str, number: int, jobs: int, compiled: bool) -> Iterator[Tally]:
    """The tallies of the programs, chunk by chunk."""
    chunks = [seeds(seed, first, min(_CHUNK, number - first)) for first in range(0, number, _CHUNK)]
    with ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(compiled,)) as pool:
        yield from pool.map(_examine_chunk, chunks)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 if there is a disagreement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=1000, metavar="N")
    parser.add_argument(
        "--seed", default="0", help="of the run, or `SEED:INDEX` for the program of that index alone"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--show", type=int, default=3, metavar="N", help="minimise this many of each kind")
    parser.add_argument(
        "--compile", action="store_true", help="have XLA compile what JAX traced, which is slow"
    )
    options = parser.parse_args(arguments)
    started = time.monotonic()
    total = Tally()
    all_rules()  # before the workers are forked: all of them are to judge by the same rules
    if ":" in options.seed:
        print(program(Random(options.seed)).text)
        with Oracle(compiled=options.compile) as oracle:
            total.add(examine([options.seed], oracle))
    else:
        for tally in examine_all(options.seed, options.programs, options.jobs, options.compile):
            total.add(tally)
            for seed, each in tally.disagreements:
                print(f"seed {seed}, {each}")
            print(
                f"{total.programs} programs, {time.monotonic() - started:.0f} s, "
                f"{sum(total.agreed.values())} exceptions foreseen, {len(total.disagreements)} disagreements",
                flush=True,
            )
    with Oracle(compiled=options.compile) as oracle:
        show(total, options.show, oracle)
    return 1 if total.disagreements else 0


def show(total: Tally, most: int, oracle: Oracle) -> None:
    """Print the totals, and some disagreements of each kind, minimised."""
    print(f"\n{total.programs} programs, of which {total.ran} ran once mended")
    for title, counts in (("foreseen", total.agreed), ("no rule speaks of", total.unspoken)):
        for name, count in counts.most_common():
            print(f"{count:6} {title}: {name}")
    shown: Counter[tuple[Fault, str]] = Counter()
    for (fault, about), count in total.kinds.most_common():
        print(f"{count:6} {fault.value}: {about}")
    for seed, each in total.disagreements:
        shown[each.kind] += 1
        if shown[each.kind] > most:
            continue
        shortest = minimise(each, each.program, oracle)
        print(f"\nseed {seed}, {shortest}\n")
        print(_numbered(shortest), flush=True)


def _numbered(found: Disagreement) -> str:
    return "\n".join(f"{number:4}  {line}" for number, line in enumerate(found.program.lines, 1) if line.text)
