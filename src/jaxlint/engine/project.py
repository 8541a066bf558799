"""Linting a whole project: one program, one trace, findings where they belong."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path

from jaxlint.engine.collecting import not_collecting
from jaxlint.engine.config import Config
from jaxlint.engine.interest import Interest, imports_jax, mentions_jax, top_imports
from jaxlint.engine.linter import (
    chosen_rules,
    fault_problem,
    finish,
    gather,
    read_file,
    survey,
    syntax_problem,
)
from jaxlint.engine.program import FileName, ProjectProgram
from jaxlint.engine.result import FileResult, Problem
from jaxlint.records import dataclass
from jaxlint.syntax.bindings import ImportRecord
from jaxlint.syntax.gate import SyntaxProblem, parse_ast
from jaxlint.text.findings import Finding
from jaxlint.tracer.roots import Fault
from jaxlint.tracer.run import trace_modules
from jaxlint.tracer.view import View


def _findings(
    program: ProjectProgram,
    interest: Interest,
    roots: Sequence[str],
    names: Mapping[Path, str],
    config: Config,
) -> tuple[dict[str, list[Finding]], list[Fault]]:
    """Findings of every module, from one trace of the roots, and jaxlint's own faults."""
    targets = sorted(set(roots))
    trace, faults, _ = trace_modules(program, targets, interest, dict(config.transforms))
    rules = chosen_rules(config, select_all=False)
    events = (*trace.events, *survey(program, targets, rules, faults))
    # A helper without a word of JAX is no root, but what a root's call makes of it is reported there.
    view = View(
        program,
        config.target_jax,
        config.constant_bytes,
        config.unrolled_rounds,
        pedantic=config.pedantic,
    )
    return gather(events, view, rules, set(names.values()), faults, pedantic=config.pedantic), faults


@dataclass(slots=True)
class Consulted:
    """What findings hang on: the files that were looked into, and the folders where modules were looked for."""

    files: set[str] = field(default_factory=set)
    folders: dict[str, frozenset[str]] = field(default_factory=dict)
    """Each with the names that are there."""


def lint_paths(
    paths: Sequence[Path],
    config: Config,
    edited: Mapping[Path, str] | None = None,
    consulted: Consulted | None = None,
) -> Iterator[FileResult]:
    """Findings of each file, in the order of the paths.

    A file that cannot be read or parsed never stops the others. A text in `edited` takes the place of what its
    file holds. Everything that was looked at is put down in `consulted`.
    """
    edited = edited or {}
    program = ProjectProgram(config.source_roots)
    texts: dict[Path, str] = {}
    problems: dict[Path, list[Problem]] = {path: [] for path in paths}
    names: dict[Path, str] = {}
    others: dict[Path, tuple[ImportRecord, ...]] = {}
    """Files without a word of JAX, and what they import."""
    roots: list[str] = []
    interest = Interest(dict(config.transforms))
    with not_collecting():
        for path in paths:
            text, problem = (edited[path], None) if path in edited else read_file(path)
            if problem is not None or text is None:
                if problem is not None:
                    problems[path].append(problem)
                continue
            texts[path] = text
            tree = parse_ast(text, str(path))
            if isinstance(tree, SyntaxProblem):
                problems[path].append(syntax_problem(tree, str(path)))
                continue
            names[path] = program.add(str(path))
            if mentions_jax(text):
                program.add(str(path), text, tree, interest.look_at)
                roots.append(names[path])
            else:
                others[path] = tuple(top_imports(tree))
        # Whether the others import what mentions JAX can be told when all names are known.
        for path, imports in others.items():
            about_jax = imports_jax(imports, FileName(names[path], os.path.abspath(path)), program)
            if about_jax:
                roots.append(names[path])
            if about_jax or path in edited:
                again = parse_ast(texts[path], str(path))
                assert not isinstance(again, SyntaxProblem)
                program.add(str(path), texts[path], again, interest.look_at)
        found, faults = _findings(program, interest, roots, names, config)
    if consulted is not None:
        consulted.files |= {os.path.abspath(path) for path in paths} | program.files
        consulted.folders |= program.folders
    del program
    for path in paths:
        text = texts.get(path, "")
        name = names.get(path, "")
        for fault in faults:
            if fault.module == name:
                problems[path].append(fault_problem(fault, str(path)))
        findings = finish(found.get(name, []), text, str(path), config)
        yield FileResult(str(path), text, findings, tuple(problems[path]))
