"""Branches on a traced value as values: `if x > 0: return a` and its kin as `jnp.where(x > 0, a, b)`."""

from __future__ import annotations

import keyword
import re

from jaxlint.fixes.choices import Choice, Choices
from jaxlint.fixes.imports import newline
from jaxlint.fixes.mentions import Mention
from jaxlint.fixes.source import Source
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.records import dataclass
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.concretization import Concretization

COMMENT = re.compile(r"#[^\r\n]*")


def asking(one: Mention, *, computed: bool = False) -> tuple[tree.Expr, tree.Node | None]:
    """The whole test that an expression is part of, and what it stands in; `computed`: by way of any operator."""
    child = one.node
    parents = [*one.parents]
    while parents:
        match parents[-1]:
            case tree.Boolean() | tree.Unary(op="not"):
                child = parents.pop()
            case tree.Compare() | tree.Binary() | tree.Unary() if computed:
                child = parents.pop()
            case _:
                break
    assert isinstance(child, tree.Expr)
    return child, parents[-1] if parents else None


def is_branched_on(test: tree.Expr, parent: tree.Node | None) -> bool:
    """Whether Python asks for the truth of an expression where it stands."""
    match parent:
        case (
            tree.If(test=asked)
            | tree.While(test=asked)
            | tree.Assert(test=asked)
            | tree.Conditional(test=asked)
            | tree.Case(guard=asked)
        ):
            return asked is test
        case tree.Generator(tests=tests):
            return test in tests
    return False


def branch_fix(
    event: Concretization, module: Module, one: Mention, test: tree.Expr, parent: tree.Node | None
) -> Fix | None:
    """The branch that a test decides, as a choice between values."""
    choices = Choices(event, module)
    match parent:
        case tree.Conditional(test=asked, body=body, orelse=orelse) if asked is test:
            choice = choices.choose(test, body, orelse)
            edit = None if choice is None else _replaced(choices.source, parent, choice.text)
        case tree.If(test=asked) if asked is test:
            found = _Statement(choices, module, parent, _following(one, parent)).rewritten()
            choice, edit = (None, None) if found is None else found
        case _:
            return None
    if choice is None or edit is None:
        return None
    return Fix(f"Choose with `{choice.function}`", (edit, *choice.edits), Applicability.UNSAFE)


def _replaced(source: Source, node: tree.Expr, text: str) -> Edit | None:
    """A conditional expression replaced, with the parentheses that it alone needed."""
    assert isinstance(node, tree.Conditional)
    start, end = source.start(node), source.end(node)
    inner = source.text[start:end]
    for part in (node.test, node.body, node.orelse):
        inner = inner.replace(source.of(part), "", 1)
    if COMMENT.search(inner):
        return None
    return source.replace(*without_parentheses(source, start, end), text)


def without_parentheses(source: Source, start: int, end: int) -> tuple[int, int]:
    """A region widened by the parentheses around it, if they are for grouping and hold no comment."""
    before = source.text[:start].rstrip()
    after = source.after_filler(end)
    gaps = source.text[len(before) : start] + source.text[end:after]
    if not before.endswith("(") or not source.text.startswith(")", after) or "#" in gaps:
        return start, end
    word = re.search(r"([\w)\]}\"'.]*)\s*$", before[:-1])
    called = word is not None and word[1]
    is_spaced = before[-2:-1].isspace() and keyword.iskeyword(called or "")
    if called and not is_spaced:
        return start, end
    return len(before) - 1, after + 1


def _following(one: Mention, statement: tree.If) -> tuple[tree.Stmt, ...]:
    """What runs after an `if` that chose none of its arms; after an `elif`, if those before it all return."""
    position = next(n for n, parent in enumerate(one.parents) if parent is statement)
    first: tree.Stmt = statement
    while isinstance(first, tree.If) and first.is_elif and position:
        position -= 1
        before = one.parents[position]
        if not isinstance(before, tree.If) or not isinstance(before.body[-1], (tree.Return, tree.Raise)):
            return ()
        first = before
    block: tuple[tree.Stmt, ...] = ()
    match one.parents[position - 1] if position else None:
        case tree.FunctionDef(function=function):
            block = function.body
        case (
            tree.If(body=body, orelse=orelse)
            | tree.For(body=body, orelse=orelse)
            | tree.While(body=body, orelse=orelse)
        ):
            block = body if first in body else orelse
        case tree.With(body=body):
            block = body
    return block[block.index(first) + 1 :] if first in block else ()


@dataclass(frozen=True, slots=True)
class _Arms:
    """What a branch amounts to: a head (`return `, `y = `), two values, and the last statement of its text."""

    head: str
    body: tree.Expr
    orelse: tree.Expr
    last: tree.Stmt
    known: tuple[tree.Node, ...]
    """The parts of the text that the new one repeats, or makes superfluous."""
    read: str = ""


class _Statement:
    """One `if` whose arms give one name a value, or return."""

    def __init__(
        self, choices: Choices, module: Module, node: tree.If, following: tuple[tree.Stmt, ...]
    ) -> None:
        self._choices, self._module, self._source = choices, module, choices.source
        self._node, self._following = node, following

    def rewritten(self) -> tuple[Choice, Edit] | None:
        node, source = self._node, self._source
        arms = self._arms()
        if arms is None or not self._module.is_faithful(node.at):
            return None
        choice = self._choices.choose(node.test, arms.body, arms.orelse, arms.read)
        if choice is None:
            return None
        start, end = source.start(node), source.end(arms.last)
        line = source.text.rfind("\n", 0, start) + 1
        indentation = source.text[line:start]
        rest = source.text[end : len(source.text)].splitlines()
        tail = rest[0].strip() if rest else ""
        if indentation.strip() or (tail and not tail.startswith("#")):
            return None
        comments = self._comments(start, end, (node.test, *arms.known))
        if comments is None:
            return None
        last, others = comments
        if last and tail:
            others = [*others, tail]
            end += len(rest[0].rstrip())
        statement = arms.head + choice.text + (f"  {last}" if last else "")
        text = self._text(statement, others, indentation, arms.last not in self._following)
        return choice, source.replace(start, end, text)

    def _text(self, statement: str, comments: list[str], indentation: str, inside: bool) -> str:
        end = newline(self._module)
        lines = [*comments, statement]
        if not self._node.is_elif or not inside:
            return f"{end}{indentation}".join(lines)
        inner = self._inner_indentation(indentation)
        return "".join(["else:", *(f"{end}{inner}{line}" for line in lines)])

    def _inner_indentation(self, indentation: str) -> str:
        """How the arms of the branch are indented; a step of four where they stand behind the colon."""
        first = self._source.start(self._node.body[0])
        before = self._source.text[self._source.text.rfind("\n", 0, first) + 1 : first]
        return indentation + "    " if before.strip() else before

    # What the arms are

    def _arms(self) -> _Arms | None:
        node = self._node
        if len(node.body) != 1:
            return None
        match node.body[0], node.orelse:
            case tree.Return(value=tree.Expr() as body), ():
                return self._early_return(body)
            case tree.Return(value=tree.Expr() as body), (tree.Return(value=tree.Expr() as orelse) as last,):
                return _Arms("return ", body, orelse, last, (body, orelse))
            case (
                tree.Assign(targets=(tree.Name(id=name) as target,), value=body),
                (tree.Assign(targets=(tree.Name(id=other) as second,), value=orelse) as last,),
            ) if name == other:
                return _Arms(f"{name} = ", body, orelse, last, (target, body, second, orelse))
            case (
                tree.AugAssign(target=tree.Name(id=name) as target, op=op, value=body),
                (tree.AugAssign(target=tree.Name(id=other) as second, op=same, value=orelse) as last,),
            ) if (name, op) == (other, same):
                return _Arms(f"{name} {op}= ", body, orelse, last, (target, body, second, orelse))
            case (tree.Assign(targets=(tree.Name() as target,), value=body) as last, ()):
                return self._kept(target, body, last)
            case (tree.AugAssign(target=tree.Name() as target, op=op, value=body) as last, ()):
                return self._kept(target, body, last, f"{target.id} {op} ")
        return None

    def _early_return(self, body: tree.Expr) -> _Arms | None:
        """`if c: return a` with `return b` behind it."""
        match self._following[:1]:
            case (tree.Return(value=tree.Expr() as orelse) as last,):
                return _Arms("return ", body, orelse, last, (body, orelse))
        return None

    def _kept(self, target: tree.Name, body: tree.Expr, last: tree.Stmt, read: str = "") -> _Arms | None:
        """`if c: x = a`, where `x` keeps its value otherwise; it must have one."""
        function = self._choices.operands.function
        if function is None or target.id not in function.scope.bound:
            return None
        if self._choices.operands.kind(target) is None:
            return None
        is_parameter = any(parameter.name == target.id for parameter in function.parameters)
        if not is_parameter and not any(_binds(one, target.id, self._node) for one in function.body):
            return None
        return _Arms(f"{target.id} = ", body, target, last, (target, body), read)

    # Text

    def _comments(self, start: int, end: int, known: tuple[tree.Node, ...]) -> tuple[str, list[str]] | None:
        """The comments between the parts of the branch: the one on its first line, and the others."""
        source, position = self._source, start
        first, others = "", list[str]()
        for node in sorted(known, key=source.start):
            gap = source.text[position : source.start(node)]
            found = [match[0].rstrip() for match in COMMENT.finditer(gap)]
            if found and "\n" not in source.text[start : source.text.index("#", position)]:
                first, *found = found
            others += found
            position = source.end(node)
        return None if "#" in source.text[position:end] else (first, others)


def _binds(statement: tree.Stmt, name: str, before: tree.Stmt) -> bool:
    """Whether a statement that runs before another one surely gives a variable its value."""
    match statement:
        case tree.Assign(targets=targets):
            names = {target.id for target in targets if isinstance(target, tree.Name)}
            return name in names and statement.at < before.at
    return False
