"""The gate: what `ast` refuses, and what is nested too deeply, never reaches libcst.

libcst's parser recurses on the C stack and dies with the process where the stack ends; a `case` pattern
costs it twice the time for every level of brackets.
"""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from collections.abc import Sequence

from jaxlint.records import dataclass
from jaxlint.syntax.lines import BYTE_ORDER_MARK, split_lines

DEEPEST = 120
"""Nested nodes that a statement may have; the deepest of 1,200,000 published lines has 40."""
LONGEST_CHAIN = 500
"""Links of `elif`, operands of `and`, pieces of an implicitly concatenated string: libcst nests each link."""
DEEPEST_PATTERN = 7
"""Nested brackets of a `case` pattern; libcst needs seconds for 12 levels and hours for 25."""
LARGEST = 1_000_000
"""Characters of a statement; libcst reads about 500,000 in a second."""


_OPERATORS = (ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
# What has nothing below it: most of a tree. The rest of what a field may hold is a node with fields.
_LEAVES: frozenset[type] = frozenset(
    {ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, ast.alias, str, int, bool, type(None)}
    | {kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, _OPERATORS)}
)


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why a text is not a program: 1-based line, 0-based column in characters."""

    message: str
    line: int
    column: int
    too_deep: bool = False


def parse_ast(text: str, path: str = "<unknown>") -> ast.Module | SyntaxProblem:
    """The `ast` of a text (a leading byte order mark is ignored), or what is wrong with it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text.removeprefix(BYTE_ORDER_MARK), path)
        except SyntaxError as error:
            return _problem(error, text)
        except ValueError as error:
            # Python up to 3.11.3 raises ValueError, later versions SyntaxError, for a null byte.
            return _located(str(error), text, text.find("\0"))
        except (RecursionError, MemoryError):
            return SyntaxProblem("the program is nested too deeply to be parsed", 1, 0, too_deep=True)


def _problem(error: SyntaxError, text: str) -> SyntaxProblem:
    message = error.msg or "invalid syntax"
    if "null bytes" in message:
        return _located(message, text, text.find("\0"))
    too_deep = "too many nested" in message or "too deep" in message or "too complex" in message
    return SyntaxProblem(message, error.lineno or 1, max((error.offset or 1) - 1, 0), too_deep)


def _located(message: str, text: str, offset: int) -> SyntaxProblem:
    before = split_lines(text[: max(offset, 0)])
    if not before:
        return SyntaxProblem(message, 1, 0)
    if before[-1].endswith(("\r", "\n")):
        return SyntaxProblem(message, len(before) + 1, 0)
    return SyntaxProblem(message, len(before), len(before[-1]))


def refusal(statement: ast.stmt, lines: Sequence[str], is_intricate: bool = True) -> str | None:
    """Why a statement must not be given to libcst, or None; `lines` are those of its file.

    What is not `is_intricate` has been seen not to be nested deeply.
    """
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    source = "".join(lines[first - 1 : last])
    if len(source) > LARGEST:
        return "the statement is too large"
    if len(source) < DEEPEST // 2:
        return None
    reason = _too_deep(statement, lines) if is_intricate else None
    if reason is None and source.count('"') + source.count("'") > 2 * LONGEST_CHAIN:
        return _too_many_strings(source)
    return reason


def _too_deep(statement: ast.stmt, lines: Sequence[str]) -> str | None:
    level: list[ast.AST] = [statement]
    depth = 0
    while level:
        depth += 1
        if depth > DEEPEST:
            return "the statement is nested too deeply"
        inner: list[ast.AST] = []
        for node in level:
            if isinstance(node, ast.If):
                if _spread_chain(node, inner) > LONGEST_CHAIN:
                    return "the chain of `elif` is too long"
                continue
            if isinstance(node, ast.BoolOp) and len(node.values) > LONGEST_CHAIN:
                return "the chain of `and` or `or` is too long"
            if isinstance(node, ast.match_case) and _pattern_depth(node.pattern, lines) > DEEPEST_PATTERN:
                return "a `case` pattern is nested too deeply"
            for field in node._fields:
                value = getattr(node, field)
                if isinstance(value, list):
                    inner += [item for item in value if item.__class__ not in _LEAVES]
                elif value.__class__ not in _LEAVES:
                    inner.append(value)
        level = inner
    return None


def _spread_chain(node: ast.If, inner: list[ast.AST]) -> int:
    """Put the children of an `if` and of all its `elif` on one level; the number of links."""
    length = 1
    while True:
        inner.append(node.test)
        inner += node.body
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
            node = node.orelse[0]
            length += 1
        else:
            inner += node.orelse
            return length


def _pattern_depth(pattern: ast.pattern, lines: Sequence[str]) -> int:
    """Brackets open at once in the lines of a pattern, the redundant parentheses `ast` drops among them."""
    depth = deepest = 0
    for line in lines[pattern.lineno - 1 : pattern.end_lineno]:
        for char in line:
            if char in "([{":
                depth += 1
                deepest = max(deepest, depth)
            elif char in ")]}":
                depth -= 1
    return deepest


def _too_many_strings(source: str) -> str | None:
    """Whether a string is concatenated implicitly from too many pieces."""
    run = nested = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            name = tokenize.tok_name[token.type]
            if name in ("FSTRING_START", "TSTRING_START"):
                nested += 1
            elif name in ("FSTRING_END", "TSTRING_END"):
                nested -= 1
                run += nested == 0
            elif nested:
                continue
            elif name == "STRING":
                run += 1
            elif name not in ("NL", "COMMENT"):
                run = 0
            if run > LONGEST_CHAIN:
                return "a string is concatenated from too many pieces"
    except (tokenize.TokenError, SyntaxError):
        return "the statement cannot be divided into tokens"
    return None
