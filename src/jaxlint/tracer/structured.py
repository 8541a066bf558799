"""Structured control flow: scan, map, while_loop, fori_loop, cond, switch, associative_scan, tree.map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial, reduce
from typing import TypeAlias

from jaxlint.domain.avals import Aval, Dim
from jaxlint.domain.keys import Key
from jaxlint.domain.transforms import Transform
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    Array,
    Handed,
    Object,
    PyTree,
    Tracedness,
    TupleValue,
    Value,
    size_of_number,
)
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.signatures.shapes import same_size
from jaxlint.signatures.transforms import Applies, compares_types
from jaxlint.tracer.agreement import check_branches, check_pair, check_type, widened
from jaxlint.tracer.arguments import CallArguments
from jaxlint.tracer.branches import Given, check_callable, check_late_binding
from jaxlint.tracer.calls import call
from jaxlint.tracer.consumption import check_carry, found_out, with_keys
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.dynamic_loops import hand_on, is_dynamic, through_loop
from jaxlint.tracer.handing import chosen, handed_on
from jaxlint.tracer.iteration import unpack
from jaxlint.tracer.keys import join_uses, unite_uses
from jaxlint.tracer.operators import as_leaf, aval_of
from jaxlint.tracer.structures import difference, tree_of
from jaxlint.tracer.tracing import Entry, Give, returned, run_traced, traced, unchanged
from jaxlint.tracer.trees import either, leaf_avals, map_leaves, map_values, stack_leaves

Control: TypeAlias = Callable[[Tracer, Transform, CallArguments, tree.Node], Value]


def _give(t: Tracer, numbers: bool = False) -> Give:
    """Arguments of a body, which JAX may hand on; `numbers`: those that are no arrays yet, too."""

    def give(v: Value, position: int, name: str, entry: Entry) -> Value:
        return traced(t, v, replace(entry, handed=Handed(entry.level, position), hands_numbers=numbers))

    return give


def _body(
    t: Tracer,
    transform: Transform,
    function: Value | None,
    inputs: tuple[Value, ...],
    node: tree.Node,
    give: Give | None = None,
    nodes: tuple[tree.Expr | None, ...] = (),
) -> Value:
    if function is None or function is UNKNOWN:
        return UNKNOWN
    t.pending.pop(function, None)
    if len(nodes) == len(inputs):
        inputs = tuple(found_out(t, *pair) for pair in zip(inputs, nodes, strict=True))
    given = CallArguments(inputs, nodes=nodes)
    return run_traced(t, function, transform, given, node, give or _give(t))


def _loop_body(
    t: Tracer,
    transform: Transform,
    function: Value | None,
    inputs: tuple[Value, ...],
    position: int,
    node: tree.Node,
) -> Value:
    """A body that turns the carry, its argument at `position`, into the next one."""
    carry: Value = UNKNOWN
    as_argument = _give(t, numbers=True)

    def give(v: Value, at: int, name: str, entry: Entry) -> Value:
        nonlocal carry
        given = as_argument(v, at, name, entry)
        if at == position:
            given = carry = with_keys(t, hand_on(given, v))
        return given

    before = t.live.keys
    result = _body(t, transform, function, inputs, node, give)
    # A body of `scan` returns the carry and an output.
    scans = position == 0 and len(inputs) == 2
    after = result.items[0] if scans and isinstance(result, TupleValue) and result.items else result
    check_carry(t, carry, after, before, transform.name)
    return result


def _one_of(t: Tracer, functions: Sequence[Callable[[], Value]]) -> list[Value]:
    """What each of several functions gives, one of which runs: each may use up the same keys.

    What any of them uses up is used up for JAX's checker, which sees them all traced (JAX 0.10, 0.12).
    """
    before = joined = t.live.keys
    unite = join_uses if t.jit_disabled else unite_uses
    results = []
    for number, run in enumerate(functions):
        t.live.keys = before
        results.append(run())
        joined = t.live.keys if number == 0 else unite(joined, t.live.keys)
    t.live.keys = joined
    return results


def _ask_for_functions(
    t: Tracer, transform: Transform, args: CallArguments, node: tree.Node, *parameters: tuple[int, str]
) -> None:
    if not compares_types(transform.name) or args.more:
        return
    given = [Given(name, args.node(at, name), args.get(at, name) or UNKNOWN) for at, name in parameters]
    check_callable(t, transform.name, given, node)


def _leading(t: Tracer, value: Value) -> Dim:
    """The size that all leaves have first: a number where one is known."""
    return same_size(aval.leading for aval in leaf_avals(t, value))


@dataclass(frozen=True, slots=True)
class _Carry:
    """A loop's carry: what the call passes for it, and the body's parameter that takes it."""

    init: Value
    written: tree.Expr | None
    position: int
    paired: bool = False
    """The body returns it as the first of a pair."""

    def of(self, result: Value) -> Value:
        """The carry in what the body has returned."""
        if not self.paired:
            return result
        return result.items[0] if isinstance(result, TupleValue) and len(result.items) == 2 else UNKNOWN


def _settled(
    t: Tracer,
    transform: Transform,
    body: Value | None,
    carry: _Carry,
    inputs: Callable[[Value], tuple[Value, ...]],
    node: tree.Node,
) -> Value:
    """What the body returns once the type of the carry is settled, as JAX settles it (JAX 0.10, 0.12): a weakly typed
    leaf takes the type that the body has returned for it, the body is traced again, and then all types must be equal.
    """
    before, keys = tree_of(t, carry.init), t.live.keys
    result = _loop_body(t, transform, body, inputs(carry.init), carry.position, node)
    if body is None or t.jit_disabled or not compares_types(transform.name):
        return result
    if carry.paired:
        check_pair(t, transform.name, body, result, node)
    found = difference(before, tree_of(t, carry.of(result)))
    if found is not None and not found.structural:
        again = widened(t, carry.init, carry.of(result), node)
        settled = tree_of(t, again)
        if settled != before:
            t.live.keys = keys
            result = _loop_body(t, transform, body, inputs(again), carry.position, node)
            found = difference(settled, tree_of(t, carry.of(result)))
    if found is not None:
        given = carry.init, carry.written
        check_type(t, transform.name, body, carry.position, found, given, carry.paired, node)
    return result


def scan(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    body, carry = args.get(0, "f"), args.get(1, "init") or UNKNOWN
    _ask_for_functions(t, transform, args, node, (0, "f"))
    xs = args.get(2, "xs")
    x = NONE if xs is None else map_leaves(t, xs, Aval.row, node, Key.each)
    held = _Carry(carry, args.node(1, "init"), 0, paired=True)
    result = _settled(t, transform, body, held, lambda c: (c, x), node)
    length = args.get(3, "length")
    size = None if length is None else size_of_number(length)
    if xs is not None and not isinstance(size, int):
        size = _leading(t, xs) or size
    if not isinstance(result, TupleValue) or len(result.items) != 2:
        return TupleValue((returned(t, carry, node, unchanged, args.positional), UNKNOWN))
    after, outputs = result.items
    last = handed_on(t, returned(t, after, node, unchanged, args.positional), after, 0)
    stacked = returned(t, stack_leaves(t, outputs, size, node), node, unchanged, args.positional)
    return TupleValue((last, handed_on(t, stacked, outputs, 1)))


def mapped(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    body, xs = args.get(0, "f"), args.get(1, "xs")
    _ask_for_functions(t, transform, args, node, (0, "f"))
    source = UNKNOWN if xs is None else xs
    rows = map_leaves(t, source, Aval.row, node, Key.each)
    result = _body(t, transform, body, (rows,), node, _give(t, numbers=True))
    stacked = stack_leaves(t, result, _leading(t, source), node)
    return handed_on(t, returned(t, stacked, node, unchanged, args.positional), result, 0)


def while_loop(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    init = args.get(2, "init_val") or UNKNOWN
    _ask_for_functions(t, transform, args, node, (0, "cond_fun"), (1, "body_fun"))
    _body(t, transform, args.get(0, "cond_fun"), (init,), node)
    held = _Carry(init, args.node(2, "init_val"), 0)
    after = _settled(t, transform, args.get(1, "body_fun"), held, lambda c: (c,), node)
    result = returned(t, init, node, unchanged, args.positional)
    if UNKNOWN not in (after, init):
        result = either(t, returned(t, after, node, unchanged, args.positional), result, node)
    return through_loop(t, transform, after, handed_on(t, result, after, 0), node)


def fori_loop(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    init = args.get(3, "init_val") or UNKNOWN
    _ask_for_functions(t, transform, args, node, (2, "body_fun"))
    index = Array(_index(args.get(0, "lower"), args.get(1, "upper")))
    held = _Carry(init, args.node(3, "init_val"), 1)
    after = _settled(t, transform, args.get(2, "body_fun"), held, lambda c: (index, c), node)
    result = handed_on(t, returned(t, after, node, unchanged, args.positional), after, 1)
    if is_dynamic(args.get(0, "lower"), args.get(1, "upper")):
        return through_loop(t, transform, after, result, node, counts=True)
    return result


def _index(lower: Value | None, upper: Value | None) -> Aval:
    """The index of a fori_loop: a Python number where both bounds are known while tracing, else of their type."""
    bounds = [None if bound is None else aval_of(bound) for bound in (lower, upper)]
    if not any(isinstance(b, (Array, PyTree)) and b.traced is not Tracedness.NO for b in (lower, upper)):
        return Aval((), "int32", None if UNKNOWN in (lower, upper) else True)
    known = [bound for bound in bounds if bound is not None and bound.weak is not None]
    if len(known) < 2:
        return Aval(())
    return next((bound for bound in known if not bound.weak), known[0]).with_shape(())


def cond(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    operands = args.positional[3:]
    named = args.keyword("operand")
    if named is not None:
        operands = (*operands, named)
    first, second = args.get(1, "true_fun"), args.get(2, "false_fun")
    nodes = args.nodes[3:]
    mine: tuple[Value, ...] = operands
    others: tuple[Value, ...] = operands
    if len(args.positional) != 5:
        _ask_for_functions(t, transform, args, node, (1, "true_fun"), (2, "false_fun"))
    elif _callable_late(args.positional[4]):
        # cond(pred, true_operand, true_fun, false_operand, false_fun), the form of old JAX.
        first, second, operands = args.positional[2], args.positional[4], ()
        mine, others, nodes = args.positional[1:2], args.positional[3:4], ()
    yes, no = _one_of(
        t,
        [
            lambda: _body(t, transform, first, mine, node, nodes=nodes),
            lambda: _body(t, transform, second, others, node, nodes=nodes),
        ],
    )
    if first is not None and second is not None:
        _compare(t, transform, (first, second), (yes, no), node)
    inputs = (*args.positional[:1], *operands)
    made = either(
        t, returned(t, yes, node, unchanged, inputs), returned(t, no, node, unchanged, inputs), node
    )
    return chosen(t, made, (yes, no))


def _compare(
    t: Tracer, transform: Transform, functions: Sequence[Value], results: Sequence[Value], node: tree.Node
) -> None:
    if compares_types(transform.name) and not t.jit_disabled:
        check_branches(t, transform.name, functions, [tree_of(t, result) for result in results], node)


def _callable_late(value: Value) -> bool:
    from jaxlint.domain.values import BoundMethod, FunctionValue, PartialValue

    return isinstance(value, (FunctionValue, BoundMethod, PartialValue))


def switch(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    branches = args.get(1, "branches")
    functions = None if branches is None else unpack(t, branches)
    operands = args.positional[2:]
    compares = compares_types(transform.name)
    if branches is not None and compares:
        check_late_binding(t, transform.name, branches, functions, node)
    if not functions:
        return UNKNOWN
    if compares:
        written = args.node(1, "branches")
        nodes = written.elements if isinstance(written, tree.Sequence) else ()
        same = len(nodes) == len(functions)
        given = [Given("branches", nodes[i] if same else written, f) for i, f in enumerate(functions)]
        check_callable(t, transform.name, given, node)
    if len(functions) == 1 and compares:
        # JAX calls it as it is (JAX 0.10, 0.12).
        return call(t, functions[0], CallArguments(operands, nodes=args.nodes[2:]), node)
    results = _one_of(
        t, [partial(_body, t, transform, one, operands, node, nodes=args.nodes[2:]) for one in functions]
    )
    _compare(t, transform, functions, results, node)
    inputs = (*args.positional[:1], *operands)
    made = reduce(
        lambda a, b: either(t, a, b, node), [returned(t, each, node, unchanged, inputs) for each in results]
    )
    return chosen(t, made, results)


def associative_scan(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    elements = args.get(1, "elems") or UNKNOWN
    unshaped = map_leaves(t, elements, lambda a: Aval(None, a.dtype), node)
    function = args.get(0, "fn")
    if function is not None:
        call(t, function, CallArguments((unshaped, unshaped)), node)
    return returned(t, elements, node, unchanged, args.positional)


def tree_map(t: Tracer, transform: Transform, args: CallArguments, node: tree.Node) -> Value:
    function, first = args.get(0, "f"), args.get(1, "tree")
    if function is None or first is None:
        return UNKNOWN
    others = args.positional[2:]
    with_path = transform.name.endswith("with_path")

    def apply(leaf: Value, *beside: Value) -> Value:
        given = as_leaf(leaf) if isinstance(leaf, PyTree) else leaf
        if given is not leaf or leaf is UNKNOWN:
            # Beside a tree of the same structure, what is called with are the leaves of both.
            beside = tuple(UNKNOWN if isinstance(each, (TupleValue, Object)) else each for each in beside)
        path = (UNKNOWN,) if with_path else ()
        result = call(t, function, CallArguments((*path, given, *beside)), node)
        if leaf is UNKNOWN:
            return UNKNOWN
        if isinstance(leaf, PyTree):
            # It may be a tree itself: the result has its structure, with what the function returns for leaves.
            return replace(leaf, handed=result.handed) if isinstance(result, (Array, PyTree)) else UNKNOWN
        return result

    if args.keyword("is_leaf") not in (None, NONE):
        # The program says itself what a leaf is: it need not be an array.
        apply(UNKNOWN, *(UNKNOWN for _ in others))
        return UNKNOWN
    return map_values(t, first, apply, node, others)


CONTROL: dict[Applies, Control] = {
    Applies.SCAN: scan,
    Applies.MAP: mapped,
    Applies.WHILE: while_loop,
    Applies.FORI: fori_loop,
    Applies.COND: cond,
    Applies.SWITCH: switch,
    Applies.ASSOCIATIVE_SCAN: associative_scan,
    Applies.LEAVES: tree_map,
}
