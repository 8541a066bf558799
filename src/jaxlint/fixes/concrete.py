"""The fixes of programs that ask a tracer for its truth, its numbers or an integer: which one fits a finding."""

from __future__ import annotations

from jaxlint.fixes.branches import asking, branch_fix, is_branched_on
from jaxlint.fixes.choices import Choices
from jaxlint.fixes.indexing import mask_fix, membership_sketch, size_sketch, table_fix, window_fix
from jaxlint.fixes.mentions import Mention
from jaxlint.fixes.operands import locate
from jaxlint.fixes.replacements import builtin_fix, cast_fix, numpy_fix
from jaxlint.fixes.statics import CHOICES, FLAGS, static_fix, static_types
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.text.edits import Applicability, Fix
from jaxlint.tracer.concretization import (
    Asker,
    BoolConversion,
    Cast,
    DataDependentShape,
    IndexConversion,
    NumPyConversion,
    StaticArgument,
)

CONNECTIVES = frozenset({Asker.AND, Asker.OR, Asker.NOT, Asker.CHAIN})


def truth_fix(event: BoolConversion, module: Module) -> Fix | None:
    """A flag becomes static; any other branch is left to the compiled program."""
    one = locate(module, event.node)
    if one is None:
        return None
    types = static_types(event, module)
    static = static_fix(event, module) if types <= CHOICES else None
    return static if static and types <= FLAGS else _undecided(event, module, one) or static


def _undecided(event: BoolConversion, module: Module, one: Mention) -> Fix | None:
    """The fix that decides while the program runs."""
    test, parent = asking(one, computed=event.asker is Asker.CALL)
    branch = branch_fix(event, module, one, test, parent)
    if event.asker is Asker.CALL:
        # Where a branch asks, its own finding comes next, and is mended only with the branch.
        is_lost = is_branched_on(test, parent) and branch is None
        return None if is_lost else builtin_fix(event, module)
    if is_branched_on(test, parent):
        return branch
    if event.asker is Asker.IN and isinstance(event.node, tree.Expr):
        return membership_sketch(module, event.node)
    return _combined(event, module, test) if event.asker in CONNECTIVES else None


def _combined(event: BoolConversion, module: Module, test: tree.Expr) -> Fix | None:
    """`a < x and x < b` to `(a < x) & (x < b)`."""
    choices = Choices(event, module)
    written = choices.tests.elementwise(test)
    if written is None or not module.is_faithful(test.at):
        return None
    source = choices.source
    edit = source.replace(source.start(test), source.end(test), written.text)
    return Fix("Combine element by element", (edit, *written.edits), Applicability.UNSAFE)


def number_fix(event: Cast, module: Module) -> Fix | None:
    """The calculation left to JAX; an integer made static."""
    one = locate(module, event.node)
    made = None if one is None else cast_fix(event, module, one)
    return made or (static_fix(event, module) if static_types(event, module) <= CHOICES else None)


def array_fix(event: NumPyConversion, module: Module) -> Fix | None:
    """The calculation left to `jax.numpy`."""
    return numpy_fix(event, module) if event.asker is Asker.CALL else None


def integer_fix(event: IndexConversion, module: Module) -> Fix | None:
    """An index that may be traced, or an integer made static."""
    match event.asker, event.by:
        case Asker.INDEX, "numpy":
            return table_fix(event, module)
        case Asker.SLICE, "slice":
            return window_fix(event, module) or static_fix(event, module)
    return static_fix(event, module)


def shape_fix(event: StaticArgument, module: Module) -> Fix | None:
    """The argument made static."""
    return static_fix(event, module)


def selection_fix(event: DataDependentShape, module: Module) -> Fix | None:
    """A result of known shape."""
    if event.asker is not Asker.MASK:
        return size_sketch(event, module)
    one = locate(module, event.node)
    return None if one is None else mask_fix(event, module, one)
