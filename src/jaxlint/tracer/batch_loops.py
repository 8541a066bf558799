"""Python loops over the rows of an array whose results are stacked."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.avals import Dim
from jaxlint.domain.values import Array, External
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.list_operands import STACKING
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.events import Event
from jaxlint.tracer.evidence import walk
from jaxlint.tracer.sizes import quietly


@dataclass(frozen=True, slots=True)
class BatchLoop(Event):
    """`jnp.stack([f(x) for x in xs])`, `jnp.stack([f(xs[i]) for i in range(len(xs))])`, or the same as a loop that
    appends.
    """

    call: tree.Call
    """What stacks."""
    element: tree.Expr
    """What is done with one row."""
    row: str
    """The variable that holds it, or its position."""
    rows: tree.Expr
    size: Dim
    looped: bool
    """A `for` statement fills the list."""
    counted: bool
    """The loop runs over positions."""


def note_stacked(t: Tracer, function: str, args: CallArguments, node: tree.Node) -> None:
    """Report what is stacked, if a loop over an array has made it."""
    if function not in STACKING or not isinstance(node, tree.Call) or not t.recording:
        return
    if len(args.nodes) != 1 or len(node.args) != 1:
        return
    match args.nodes[0]:
        case tree.Comprehension(
            kind=tree.ComprehensionKind.LIST,
            element=element,
            generators=(tree.Generator(target=tree.Name(id=row), iterable=rows, tests=()),),
        ):
            _note(t, node, element, row, rows, looped=False)
        case tree.Name(id=name):
            for loop, element in _appending(t, name):
                if isinstance(loop.target, tree.Name):
                    _note(t, node, element, loop.target.id, loop.iterable, looped=True)


def _note(t: Tracer, node: tree.Call, element: tree.Expr, row: str, rows: tree.Expr, looped: bool) -> None:
    counted = _counted(t, rows)
    rows = rows if counted is None else counted
    if not isinstance(rows, (tree.Name, tree.Attribute)) or not isinstance(element, tree.Call):
        return
    if not any(isinstance(part, tree.Name) and part.id == row for part in walk((element,))):
        return
    if counted is not None and not _takes_rows(t, element, row, rows):
        return
    value = quietly(t, rows)
    if isinstance(value, Array) and value.aval.shape:
        size = value.aval.shape[0]
        t.record(
            BatchLoop(
                t.place(node.at),
                t.context(),
                True,
                node,
                element,
                row,
                rows,
                size,
                looped,
                counted is not None,
            )
        )


def _counted(t: Tracer, node: tree.Expr) -> tree.Expr | None:
    """`xs` of `range(len(xs))` and `range(xs.shape[0])`."""
    match node:
        case tree.Call(func=tree.Name(id="range") as function, args=(tree.Argument(value=count, stars=0),)):
            if quietly(t, function) != External("builtins.range"):
                return None
            match count:
                case tree.Call(func=tree.Name(id="len"), args=(tree.Argument(value=rows, stars=0),)):
                    return rows
                case tree.Subscript(
                    value=tree.Attribute(value=rows, attr="shape"), index=tree.Constant(value=0)
                ):
                    return rows
    return None


def _takes_rows(t: Tracer, element: tree.Expr, position: str, rows: tree.Expr) -> bool:
    """Whether a position only selects rows of arrays, those of `rows` among them: `f(xs[i], ys[i, 0])`."""
    uses, whole = 0, False
    for part in walk((element,)):
        if isinstance(part, tree.Name) and part.id == position:
            uses += 1
        if not isinstance(part, tree.Subscript):
            continue
        index = part.index.elements[0] if isinstance(part.index, tree.Sequence) else part.index
        if (
            isinstance(index, tree.Name)
            and index.id == position
            and isinstance(quietly(t, part.value), Array)
        ):
            uses -= 1
            whole = whole or t.text(part.value) == t.text(rows)
    return uses == 0 and whole


def _appending(t: Tracer, name: str) -> Iterator[tuple[tree.For, tree.Expr]]:
    """Loops of the function whose one statement appends to the list of this name."""
    function = t.current.function
    for statement in () if function is None else function.body:
        match statement:
            case tree.For(
                body=(
                    tree.ExprStmt(
                        value=tree.Call(
                            func=tree.Attribute(value=tree.Name(id=into), attr="append"),
                            args=(tree.Argument(value=element, keyword=None, stars=0),),
                        )
                    ),
                ),
                orelse=(),
            ) if into == name:
                yield statement, element
