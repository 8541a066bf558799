"""Linting: a trace of the modules, its events offered to the rules, the findings of each file."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jaxlint.domain.origins import Place
from jaxlint.engine.collecting import not_collecting
from jaxlint.engine.config import Config
from jaxlint.engine.interest import Interest, is_about_jax
from jaxlint.engine.program import ProjectProgram
from jaxlint.engine.result import FileResult, Problem, ProblemKind
from jaxlint.program.module import Module
from jaxlint.rules import Rule, all_rules
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.text.findings import Certainty, Finding, Note
from jaxlint.text.suppressions import read_suppressions
from jaxlint.tracer.discards import DiscardedResult, discarded_results
from jaxlint.tracer.events import Event
from jaxlint.tracer.misuse import FrameworkMisuse, framework_misuses
from jaxlint.tracer.names import NameUse, name_uses
from jaxlint.tracer.precision import WideDtype, wide_dtypes
from jaxlint.tracer.roots import Fault
from jaxlint.tracer.run import trace_modules
from jaxlint.tracer.settings import LateSetting, late_settings
from jaxlint.tracer.timing import UnblockedTiming, unblocked_timings
from jaxlint.tracer.uncompiled import Uncompiled, uncompiled
from jaxlint.tracer.unread_errors import UnreadError, unread_errors
from jaxlint.tracer.view import View
from jaxlint.tracer.waiting_loops import LoopSync, loop_syncs

SURVEYS: dict[type[Event], Callable[[Module], Iterator[Event]]] = {
    NameUse: name_uses,
    DiscardedResult: discarded_results,
    UnreadError: unread_errors,
    UnblockedTiming: unblocked_timings,
    LoopSync: loop_syncs,
    Uncompiled: uncompiled,
    WideDtype: wide_dtypes,
    LateSetting: late_settings,
    FrameworkMisuse: framework_misuses,
}
"""Events that no trace finds: their programs are all over a file, or nothing in them is traced."""


def lint_text(
    text: str,
    path: str,
    config: Config | None = None,
    *,
    tree: ast.Module | None = None,
    select_all: bool = False,
    exact: bool = True,
) -> FileResult:
    """Findings of one file. Calls into the project's other files are followed; what is found there is reported
    at the call in this file. What is not `exact` has no fixes and the places of `ast`, in half the time.
    """
    with not_collecting():
        return _linted(text, path, config or Config(), tree, select_all, exact)


def _linted(
    text: str, path: str, config: Config, tree: ast.Module | None, select_all: bool, exact: bool
) -> FileResult:
    parsed = tree if tree is not None else parse_ast(text, path)
    if isinstance(parsed, SyntaxProblem):
        return FileResult(path, text, (), (syntax_problem(parsed, path),))
    program = ProjectProgram(config.source_roots)
    name = program.add(path)
    if not is_about_jax(text, parsed, name, os.path.abspath(path), program):
        return FileResult(path, text)
    aliases = dict(config.transforms)
    interest = Interest(aliases)
    program.add(path, text, parsed, interest.look_at)
    module = program.module(name)
    if module is not None:
        module.exact = exact
    trace, faults, _ = trace_modules(program, [name], interest, aliases)
    view = View(
        program,
        config.target_jax,
        config.constant_bytes,
        config.unrolled_rounds,
        pedantic=config.pedantic,
    )
    rules = chosen_rules(config, select_all)
    events = (*trace.events, *survey(program, [name], rules, faults))
    findings = gather(events, view, rules, {name}, faults, pedantic=config.pedantic)
    problems = tuple(fault_problem(fault, path) for fault in faults if fault.module == name)
    kept = finish(findings.get(name, []), text, path, config, select_all)
    return FileResult(path, text, kept, problems)


def chosen_rules(config: Config, select_all: bool) -> list[Rule[Any]]:
    """The rules that the configuration has on."""
    return [
        rule() for code, rule in all_rules().items() if select_all or config.enabled(code, rule.on_by_default)
    ]


def survey(
    program: ProjectProgram, names: Iterable[str], rules: Sequence[Rule[Any]], faults: list[Fault]
) -> Iterator[Event]:
    """What is seen in the text of these modules alone, as far as a rule asks for it."""
    wanted = [look for kind, look in SURVEYS.items() if any(kind in rule.watches for rule in rules)]
    for name in names if wanted else ():
        module = program.module(name)
        if module is not None:
            for look in wanted:
                try:
                    yield from look(module)
                except Exception as error:  # a fault of ours must not stop the others
                    faults.append(Fault(name, 1, error))


def gather(
    events: Iterable[Event],
    view: View,
    rules: Sequence[Rule[Any]],
    targets: set[str],
    faults: list[Fault],
    *,
    pedantic: bool,
) -> dict[str, list[Finding]]:
    """Findings by module. What stands in a module that is not a target is moved to the call that led there.

    What is not certain gives findings that are only possible: unless these are asked for, it is not looked at.
    A rule that fails on an event adds to the faults, and the others go on.
    """
    watching: dict[type[Event], list[Rule[Any]]] = {}
    for rule in rules:
        for kind in rule.watches:
            watching.setdefault(kind, []).append(rule)
    found: dict[str, list[Finding]] = {}
    for event in events:
        if not (event.certain or pedantic):
            continue
        for rule in watching.get(type(event), ()):
            home = event.place
            if home.module not in targets:
                caller = _call_in(event, targets)
                if caller is None:
                    continue
                home = caller
            try:
                for finding in rule.check(event, view):
                    moved = finding if home is event.place else _moved(finding, event, home, view)
                    found.setdefault(home.module, []).append(moved)
            except Exception as error:  # a fault of ours must not stop the other rules
                faults.append(Fault(home.module, view.span(home).line, error))
    return found


def _call_in(event: Event, targets: set[str]) -> Place | None:
    """The innermost call on the way to an event that stands in one of these modules."""
    for place in reversed(event.context.call_sites):
        if place.module in targets:
            return place
    return None


def _moved(finding: Finding, event: Event, home: Place, view: View) -> Finding:
    """The finding at the call that leads to it, naming the place where it is."""
    there = view.module(event.place)
    notes = tuple(note if note.path is not None else replace(note, path=there.path) for note in finding.notes)
    return replace(
        finding,
        message=f"{finding.message} (in {view.where(event.place)})",
        span=view.span(home),
        notes=(Note("here", finding.span, there.path), *notes),
        fix=None,
    )


def finish(
    findings: Iterable[Finding], text: str, path: str, config: Config, select_all: bool = False
) -> tuple[Finding, ...]:
    """Each finding once, in the order of the text, without those that are suppressed or not asked for.

    Of several for one place that stays which is certain, can be fixed, and has the shortest chain of calls.
    """
    first: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        if finding.certainty is Certainty.POSSIBLE and not config.pedantic:
            continue
        known = first.setdefault((finding.span, finding.code), finding)
        if _says_more(finding, known):
            first[finding.span, finding.code] = finding
    if not first:
        return ()
    suppressions = read_suppressions(text) if config.noqa else None
    kept = [
        f
        for f in first.values()
        if not (suppressions and suppressions.silence(f.code, f.span.line))
        and (select_all or not config.ignores(f.code, path))
    ]
    return tuple(sorted(kept, key=lambda f: (f.span, f.code)))


def _says_more(finding: Finding, known: Finding) -> bool:
    """Whether of two findings for one place this one is to be shown."""
    if finding.certainty is not known.certainty:
        return finding.certainty is Certainty.CERTAIN
    if (finding.fix is None) is not (known.fix is None):
        return known.fix is None
    return len(finding.notes) < len(known.notes)


def syntax_problem(problem: SyntaxProblem, path: str) -> Problem:
    kind = ProblemKind.TOO_DEEP if problem.too_deep else ProblemKind.UNPARSABLE
    return Problem(kind, path, problem.message, problem.line, problem.column)


def fault_problem(fault: Fault, path: str) -> Problem:
    message = f"jaxlint failed here, and goes on: {fault} (please report this)"
    return Problem(ProblemKind.INTERNAL, path, message, fault.line)


def read_file(path: Path) -> tuple[str, None] | tuple[None, Problem]:
    """The text of a file, or the one diagnostic that says why there is none."""
    from jaxlint.text.decoding import UndecodableError, decode

    try:
        return decode(path.read_bytes()).text, None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return None, Problem(ProblemKind.UNREADABLE, str(path), f"cannot be read: {reason}")
    except UndecodableError as error:
        return None, Problem(ProblemKind.UNDECODABLE, str(path), error.message, error.line)
