"""Runs requests: one given as an argument, or those on standard input, each in a forked child.

A server that has imported JAX but started no backend can be forked; each child is then spared the import.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from typing import TextIO

from jaxlint.verify.child import isolation
from jaxlint.verify.child.probing import probe
from jaxlint.verify.child.program import observe
from jaxlint.verify.child.warming import warm, warm_for
from jaxlint.verify.observation import Machine, Mode, Observation, Timing, Varied, dump
from jaxlint.verify.request import Request, load_request


def answer(request: Request) -> Observation | Varied | Timing | Machine:
    """Do what the request asks."""
    match request.mode:
        case Mode.TRACED | Mode.EAGER | Mode.CHECKED:
            return observe(request.path, request.mode, request.stdout)
        case Mode.VARIED:
            from jaxlint.verify.child.varying import vary

            assert request.variation is not None
            return vary(request.path, request.variation, request.reference)
        case Mode.TIMED:
            from jaxlint.verify.child.timing import measure

            assert request.timing is not None
            return measure(request.path, request.timing)
        case Mode.PROBED:
            return probe(request.backend)


def work(request: Request) -> None:
    """Answer the request into its folder."""
    isolation.redirect(request.stdout, request.stderr)
    if request.memory_mb is not None:
        isolation.limit_memory(request.memory_mb)
    request.result.write_text(dump(answer(request)), "utf-8")


def serve(channel: TextIO) -> None:
    """Answer requests until standard input ends."""
    warm()
    for line in sys.stdin:
        request = load_request(line)
        warm_for(request.path)
        ending = isolation.run_forked(functools.partial(work, request), request.seconds)
        print(json.dumps(ending), file=channel, flush=True)


def main() -> None:
    """Run the request of the command line, or serve."""
    if len(sys.argv) > 1:
        work(load_request(sys.argv[1]))
        return
    # What a stray `print` of a library says must not reach the parent as an answer.
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    serve(channel)


if __name__ == "__main__":
    main()
