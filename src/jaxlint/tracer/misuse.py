"""Objects of frameworks that a module's text uses where the framework does not allow it."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.program.module import NUMBERS, Module
from jaxlint.program.uses import UsesOf
from jaxlint.records import dataclass
from jaxlint.signatures.framework_changes import FROZEN_WHEN_CALLED, INSIDE_TRANSFORM
from jaxlint.syntax.walking import children, walk
from jaxlint.tracer.events import Context, Event
from jaxlint.tracer.framework_names import Names, is_part_of, own_nodes, targets_of


class Misuse(enum.Enum):
    """What is wrong."""

    FROZEN = "frozen"
    """A module takes no attributes where it is called."""
    OUTSIDE = "outside"
    """Haiku's modules and parameters exist inside of `hk.transform` alone."""


@dataclass(frozen=True, slots=True)
class FrameworkMisuse(Event):
    """`place` is the statement of the module."""

    misuse: Misuse
    node: ast.expr | ast.stmt
    name: str
    """The class; Haiku's name."""
    owner: str = ""
    """The method."""
    raises: str | None = None


def framework_misuses(module: Module) -> Iterator[FrameworkMisuse]:
    """The misuses in a module, whatever it is called with."""
    imported = {record.module.partition(".")[0] for record in module.index.imports if not record.level}
    if not imported & {"flax", "equinox", "haiku"}:
        return
    names = Names(module)
    statements = module.index.statements
    uses = UsesOf(module) if "haiku" in imported else None
    for statement in statements:
        place = Place(module.name, statement.group * NUMBERS)
        head = (place, Context(None), True)
        nodes = list(_unexpected(statement.node))
        for node in nodes:
            if isinstance(node, ast.ClassDef) and (base := names.base(node)) in FROZEN_WHEN_CALLED:
                for method, store in _stores_when_called(node, names):
                    yield FrameworkMisuse(
                        *head, Misuse.FROZEN, store, node.name, method, raises=FROZEN_WHEN_CALLED[base]
                    )
        for use in () if uses is None else uses.inside(statement):
            around = use.setting
            if use.call is not None and use.name in INSIDE_TRANSFORM and not around.in_function:
                if not around.guarded:
                    yield FrameworkMisuse(*head, Misuse.OUTSIDE, use.call, use.name, raises="ValueError")


def _unexpected(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement, without functions that expect an exception: `with pytest.raises(...)`."""
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef) and any(
            isinstance(part, ast.Attribute) and "raises" in part.attr.lower() for part in walk(node)
        ):
            continue
        yield node
        waiting += children(node)


def _stores_when_called(node: ast.ClassDef, names: Names) -> Iterator[tuple[str, ast.expr]]:
    """Attributes that `__call__`, or a compact method, gives the module itself."""
    if any(isinstance(part, ast.FunctionDef) and part.name == "__setattr__" for part in node.body):
        return
    for method in node.body:
        if not isinstance(method, ast.FunctionDef) or not method.args.args:
            continue
        compact = any(names.meaning(each) == "flax.linen.compact" for each in method.decorator_list)
        if method.name != "__call__" and not compact:
            continue
        receiver = method.args.args[0].arg
        for statement in own_nodes(method.body):
            for target in targets_of(statement):
                if is_part_of(target, receiver) and not _is_expected(method, target):
                    yield method.name, target


def _is_expected(method: ast.FunctionDef, target: ast.expr) -> bool:
    """Whether the store stands in a `try`."""
    return any(
        isinstance(node, ast.Try)
        and any(part is target for statement in node.body for part in walk(statement))
        for node in walk(method)
    )
