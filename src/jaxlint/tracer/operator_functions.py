"""The functions of `operator`: what the operator itself gives for the same operands."""

from __future__ import annotations

from jaxlint.domain.values import UNKNOWN, Const, Extent, Host, Object, Value
from jaxlint.program import tree
from jaxlint.signatures.operators import BINARY_FUNCTIONS, COMPARISON_FUNCTIONS, SIGN_FUNCTIONS
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.builtins import handles
from jaxlint.tracer.comparisons import compare
from jaxlint.tracer.containers import havoc
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.library import HANDLERS, Handler, apply_row
from jaxlint.tracer.lists import list_arithmetic
from jaxlint.tracer.operators import binary, negate, truth, unary


def _operands(args: CallArguments, node: tree.Node) -> tuple[tree.Expr, tree.Expr] | None:
    """The expressions of both operands; the call where they are not written."""
    left, right = (args.node(at, "") or node for at in (0, 1))
    if len(args.positional) != 2 or args.more or args.keywords:
        return None
    return (left, right) if isinstance(left, tree.Expr) and isinstance(right, tree.Expr) else None


def _binary(name: str, op: str, *, in_place: bool) -> Handler:
    def calculate(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        operands = _operands(args, node)
        if operands is None:
            return apply_row(t, name, args, node)
        left, right = args.positional
        if in_place and isinstance(left, Object):
            havoc(t, [left])
            return UNKNOWN
        made = list_arithmetic(t, op, left, right, node.at)
        return binary(t, op, left, right, node, operands) if made is None else made

    return calculate


def _comparison(name: str, op: str) -> Handler:
    def comparison(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        operands = _operands(args, node)
        if operands is None:
            return apply_row(t, name, args, node)
        left, right = args.positional
        return compare(t, op, left, right, node, operands)

    return comparison


def _sign(name: str, op: str) -> Handler:
    def sign(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
        if len(args.positional) != 1 or not isinstance(node, tree.Expr):
            return apply_row(t, name, args, node)
        return unary(t, op, args.positional[0], node)

    return sign


for _name, _op in BINARY_FUNCTIONS.items():
    HANDLERS[f"operator.{_name}"] = _binary(f"operator.{_name}", _op, in_place=False)
    _in_place = f"operator.i{_name.rstrip('_')}"
    HANDLERS[_in_place] = _binary(_in_place, _op, in_place=True)
for _name, _op in COMPARISON_FUNCTIONS.items():
    HANDLERS[f"operator.{_name}"] = _comparison(f"operator.{_name}", _op)
for _name, _op in SIGN_FUNCTIONS.items():
    HANDLERS[f"operator.{_name}"] = _sign(f"operator.{_name}", _op)


@handles("operator.index")
def index_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    match args.positional:
        case (Const(int() as number),):
            return Const(int(number))
        case (Extent() as number,):
            return number
    return Host("int")


@handles("operator.truth")
def truth_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    known = truth(t, args.positional[0]) if len(args.positional) == 1 else None
    return Host("bool") if known is None else Const(known)


@handles("operator.not_")
def negation_of(t: Tracer, args: CallArguments, node: tree.Node) -> Value:
    return negate(truth(t, args.positional[0]) if len(args.positional) == 1 else None)
