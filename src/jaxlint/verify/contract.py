"""The contract of a fixture: what its comments promise.

A fixture is a program of 10 to 40 lines with a docstring and a function `run()` that takes nothing and
returns a pytree. It stands in `fixtures/<CODE>/` or `fixtures/seed/` under one of four names:

    bad_*.py        reported on exactly the marked lines; the expected misbehaviour is observed
    bad_*.fixed.py  what jaxlint's fixes make of it; quiet and `ok`; the result of the bad program run eagerly
    good_*.py       quiet and `ok`
    todo_*.py       marks and expectation state the truth; jaxlint's findings do not agree with them yet

A mark stands at the end of the line where findings begin: `# error: JXL401` or `# error: JXL401, JXL402`.

Directives are comments of their own, from column 0, before the first statement. A line that begins with
`#` and two spaces or more goes on with the directive above it.

`# expect: WORDS` (repeatable; a bad file must have one, others are `ok` without it). A program is run in
fresh processes, *traced* (as it is), *eagerly* (under `jax.disable_jit()`) and *checked* (under
`jax.checking_leaks()` and `jax.debug_key_reuse(True)`).

    ok                     the results of the traced and the eager run agree (structure, shapes, dtypes,
                           values), and so do their effects; there is no NaN; no run raises, the checked run
                           included; no function defined anew on the same line compiles again for the same
                           shapes and dtypes
    raises CLASS ["TEXT"]  the traced run raises CLASS or a subclass of it (`ValueError`,
                           `jax.errors.ConcretizationTypeError`), with TEXT in the message
    warns CLASS ["TEXT"]   the traced run completes and warns so
    differs                the traced run completes; the eager run raises or has another result
    effects N of M         the traced run has N effects, the eager run M. Effects are the lines printed to
                           standard output or, where the module has a global `effects`, that number, the
                           length of that container, or what that function of no arguments returns
    retraces               a function of the program compiles twice for the same shapes and dtypes (weak
                           types and static values left out of account)
    reuses key             the checked run raises `KeyReuseError`
    leaks                  the checked run finds a leaked tracer, or the result holds one
    nan gradient           the traced run completes and its result holds a NaN
    zero gradient          the traced run completes and its result is nothing but zeros
    silent, because WHY    the program completes and nothing of the above is observed

`# fixed: differs, because WHY`: the fixed program is meant to give another result than the bad one run
eagerly. Without it the two agree; only structure, shapes and dtypes are compared after `reuses key`, and
only numbers after `nan gradient`. Where the bad program raises eagerly too, there is nothing to compare.

`# vary: FUNCTION(ARGUMENT, ...)` (repeatable): hypothesis draws the arguments of this function of the
module, and the traced call agrees with the eager one: for a fixed program, with the bad program's function
run eagerly where that is what was meant. An argument is `[NAME=]DTYPE[DIMENSIONS] [in LOW..HIGH]`:
`float32[n, 3]`, `step=int32[] in 0..9`, `key[]`. A named dimension has one size, 1 to 4, in the whole call.
`int`, `float` and `bool` without brackets are Python numbers, for static arguments: `axis=int in 0..1`.

`# time: EAGER, JITTED` or `# time: EAGER > 1.5 * JITTED` (repeatable): names of functions of the module
that take nothing. Both are called until warm, then in turns, each call until its result is ready; the
medians and their ratio go to the timing table, with the device. The second form also promises the ratio.

`# requires: ITEM, ...`: `jax >= 0.11`, a module such as `flax`, or a backend such as `gpu`. Where one is
missing, the program is not run; its findings are still judged.

`# unchecked: WHAT, because WHY` (repeatable): `ok` does without one check: `eager` (the program means
something only when traced), `effects`, `leaks`, `keys` or `compilations`. Without `leaks` and `keys` there is
no checked run.

`# todo: WHY`: why jaxlint has this file wrong. Every todo file has one.
"""

from __future__ import annotations

import ast
import difflib
import enum
import io
import re
import sys
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import field

from jaxlint.records import dataclass
from jaxlint.verify.expectations import Expectation, Ok, Silent, parse_expectation
from jaxlint.verify.requirements import Requirement, parse_requirement
from jaxlint.verify.variation import Variation, parse_variation


class ContractError(ValueError):
    """The comments of a fixture cannot be read; the message names every fault."""


class Unchecked(enum.Enum):
    """A check that `ok` can do without."""

    EAGER = "eager"
    EFFECTS = "effects"
    LEAKS = "leaks"
    KEYS = "keys"
    COMPILATIONS = "compilations"


@dataclass(frozen=True, slots=True)
class TimingClaim:
    """Two functions to be timed in turns; `ratio` is how many times longer the first must take."""

    slow: str
    fast: str
    ratio: float | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything that the comments of one fixture say."""

    marks: frozenset[tuple[int, str]] = frozenset()
    expectations: tuple[Expectation, ...] = (Ok(),)
    declared: bool = False
    """Whether an expectation was written down."""
    fixed_differs: str | None = None
    variations: tuple[Variation, ...] = ()
    timings: tuple[TimingClaim, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    unchecked: frozenset[Unchecked] = frozenset()
    todo: str | None = None


@dataclass(slots=True)
class _Draft:
    """The directives read so far."""

    expectations: list[Expectation] = field(default_factory=list)
    fixed_differs: str | None = None
    variations: list[Variation] = field(default_factory=list)
    timings: list[TimingClaim] = field(default_factory=list)
    requirements: list[Requirement] = field(default_factory=list)
    unchecked: set[Unchecked] = field(default_factory=set)
    todo: str | None = None

    def expect(self, text: str) -> None:
        """Take up `# expect:`."""
        self.expectations.append(parse_expectation(text))

    def fixed(self, text: str) -> None:
        """Take up `# fixed:`."""
        match = re.fullmatch(r"differs, because (\S.*)", text)
        if match is None:
            raise ValueError(f"`fixed: {text}` is not `fixed: differs, because REASON`")
        self.fixed_differs = match[1]

    def vary(self, text: str) -> None:
        """Take up `# vary:`."""
        self.variations.append(parse_variation(text))

    def time(self, text: str) -> None:
        """Take up `# time:`."""
        name = r"([A-Za-z_]\w*)"
        if match := re.fullmatch(rf"{name}, {name}", text):
            self.timings.append(TimingClaim(match[1], match[2]))
        elif match := re.fullmatch(rf"{name} > (?:(\d+(?:\.\d+)?) \* )?{name}", text):
            self.timings.append(TimingClaim(match[1], match[3], float(match[2] or 1)))
        else:
            raise ValueError(f"`time: {text}` is neither `SLOW, FAST` nor `SLOW > FACTOR * FAST`")

    def requires(self, text: str) -> None:
        """Take up `# requires:`."""
        self.requirements += [parse_requirement(item.strip()) for item in text.split(",")]

    def without(self, text: str) -> None:
        """Take up `# unchecked:`."""
        match = re.fullmatch(r"(\w+), because \S.*", text)
        if match is None or match[1] not in {each.value for each in Unchecked}:
            words = ", ".join(each.value for each in Unchecked)
            raise ValueError(f"`unchecked: {text}` is not `WHAT, because REASON` with WHAT one of: {words}")
        self.unchecked.add(Unchecked(match[1]))

    def reason(self, text: str) -> None:
        """Take up `# todo:`."""
        self.todo = text

    @property
    def takers(self) -> dict[str, Callable[[str], None]]:
        """Who takes up which directive."""
        return {
            "expect": self.expect,
            "fixed": self.fixed,
            "vary": self.vary,
            "time": self.time,
            "requires": self.requires,
            "unchecked": self.without,
            "todo": self.reason,
        }


_MARK = re.compile(r"#\s*error:\s*([A-Z]+\d+(?:\s*,\s*[A-Z]+\d+)*)\s*(?:#.*)?")
_DIRECTIVE = re.compile(r"#\s?([a-z]+):\s*(.*?)\s*")
_CONTINUATION = re.compile(r"#\s{2,}(\S.*?)\s*")


def read_contract(text: str) -> Contract:
    """The contract that the comments of a fixture make.

    Raises:
        ContractError: when a comment cannot be read, or there is no `run()`.
    """
    try:
        module = ast.parse(text)
        comments = [
            (token.start[0], token.start[1], token.string)
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type == tokenize.COMMENT
        ]
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        raise ContractError(f"is not a program of this Python: {error}") from error
    faults: list[str] = []
    marks: set[tuple[int, str]] = set()
    for line, _, comment in comments:
        if match := _MARK.fullmatch(comment):
            marks.update((line, code.strip()) for code in match[1].split(","))
        elif re.match(r"#\s*errors?:", comment):
            faults.append(f"line {line}: `{comment}` is not `# error: CODE, ...`")
    draft = _Draft()
    takers = draft.takers
    first = _first_statement(module)
    for line, word, rest in _directives(
        [(line, comment) for line, column, comment in comments if column == 0 and line < first]
    ):
        if word in takers:
            try:
                takers[word](rest)
            except ValueError as error:
                faults.append(f"line {line}: {error}")
        elif near := difflib.get_close_matches(word, takers, n=1, cutoff=0.75):
            faults.append(f"line {line}: there is no `# {word}:`; `# {near[0]}:` is meant")
    faults += _contradictions(draft, module)
    if faults:
        raise ContractError("; ".join(faults))
    return Contract(
        marks=frozenset(marks),
        expectations=tuple(draft.expectations) or (Ok(),),
        declared=bool(draft.expectations),
        fixed_differs=draft.fixed_differs,
        variations=tuple(draft.variations),
        timings=tuple(draft.timings),
        requirements=tuple(draft.requirements),
        unchecked=frozenset(draft.unchecked),
        todo=draft.todo,
    )


def _directives(comments: list[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Line, word and text of each directive, continuation lines joined."""
    current: tuple[int, str, str] | None = None
    for line, comment in comments:
        if match := _DIRECTIVE.fullmatch(comment):
            if current is not None:
                yield current
            current = (line, match[1], match[2])
        elif current is not None and (match := _CONTINUATION.fullmatch(comment)):
            current = (*current[:2], f"{current[2]} {match[1]}")
    if current is not None:
        yield current


def _contradictions(draft: _Draft, module: ast.Module) -> Iterator[str]:
    functions = {
        node.name: node.args
        for node in module.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    if "run" not in functions:
        yield "has no function `run()`"
    elif functions["run"].args or functions["run"].posonlyargs or functions["run"].kwonlyargs:
        yield "`run()` takes arguments"
    alone = [each for each in draft.expectations if isinstance(each, Ok | Silent)]
    if alone and len(draft.expectations) > 1:
        yield f"`expect: {alone[0]}` stands beside another expectation"


def _first_statement(module: ast.Module) -> int:
    """The line of the first statement behind the docstring."""
    body = module.body
    is_docstring = (
        bool(body)
        and isinstance(body[0], ast.Expr)
        and isinstance(body[0].value, ast.Constant)
        and isinstance(body[0].value.value, str)
    )
    for statement in body[1:] if is_docstring else body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return min([statement.lineno, *(each.lineno for each in statement.decorator_list)])
        return statement.lineno
    return sys.maxsize
