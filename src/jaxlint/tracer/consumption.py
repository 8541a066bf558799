"""Keys: which one a value is, consuming it, and consuming what is consumed (the meaning of `jax.debug_key_reuse`).

Splits and draws consume, `fold_in`, `clone` and `key_data` do not; parts of an array of keys are consumed one by
one. Legacy keys (`PRNGKey`), which JAX's checker does not see, are held to the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jaxlint.domain import dtypes
from jaxlint.domain.keys import Constant, Key
from jaxlint.domain.origins import Place
from jaxlint.domain.transforms import Regime
from jaxlint.domain.values import NONE, UNKNOWN, Array, Const, Object, PartialValue, PyTree, TupleValue, Value
from jaxlint.program import tree
from jaxlint.program.render import render
from jaxlint.signatures.keys import KEEPS_KEYS, SEED_PARAMETERS, key_axes, key_size
from jaxlint.signatures.signature import Arguments, Does, Signature
from jaxlint.signatures.transforms import only_looks, runs_per_iteration
from jaxlint.tracer.arguments import CallArguments, parameters_of
from jaxlint.tracer.core import Activation, FrameInfo, Region, Tracer
from jaxlint.tracer.keys import Again, ConstantKey, KeyReuse, Step, Use, Uses, with_use
from jaxlint.tracer.operators import as_leaf
from jaxlint.tracer.state import Slot
from jaxlint.tracer.versions import EMPTY_VERSION

MAX_DEPTH = 3
"""Containers within containers in which keys are looked for."""


def _constant(name: str, arguments: Arguments | None, here: Constant) -> Constant | None:
    """Where a key was made of a seed that is written out, if every call makes the same one."""
    if arguments is None:
        return None
    seed = arguments.get(SEED_PARAMETERS.get(name, ""))
    if isinstance(seed, Const):
        return here
    parent = arguments.get("key")
    if not isinstance(parent, Array) or parent.key is None:
        return None
    return parent.key.constant if isinstance(arguments.get("data", NONE), Const) else None


def fresh_key(
    t: Tracer, made: Array, signature: Signature, arguments: Arguments | None, place: Place
) -> Array:
    """What a call has made, as a key that nobody has used."""
    number = t.new_serial()
    name = signature.name
    axes, size = key_axes(name, made.aval, arguments), key_size(name, arguments)
    return replace(
        made, key=Key(number, number, axes, size, _constant(name, arguments, Constant(place, number)))
    )


def keys_in(t: Tracer, value: Value, depth: int = MAX_DEPTH) -> Iterator[Key]:
    """The keys that a value is, or holds."""
    match value:
        case Array(key=Key() as key):
            yield key
        case TupleValue(items=items) if depth:
            for item in items:
                yield from keys_in(t, item, depth - 1)
        case Object() if depth:
            contents = t.contents(value)
            for slot in () if contents is None else contents.items.values():
                yield from keys_in(t, slot.value, depth - 1)


# Keys without an identity: those that callers give


def identify(t: Tracer, value: Value, node: tree.Expr | None) -> Key | None:
    """Which key a value is that is used as one; a variable of which nothing is known is one from here on."""
    if isinstance(value, (Array, PyTree)) and value.key is not None:
        return value.key
    if isinstance(value, Array):
        if value.aval.dtype not in (dtypes.KEY, "uint32", None):
            return None
    elif not isinstance(value, PyTree) and value is not UNKNOWN:
        return None
    key = _name_key(t, node, None) if isinstance(node, tree.Name) else None
    if key is None:
        return None
    # A function of a library that is transformed is given its arguments, which the caller has named.
    inside = t.stack[-1].frame.serial if t.stack else 0
    levels = frozenset(region.level for region in t.regions if region.outlived_by(inside))
    return replace(key, levels=key.levels | levels)


def _name_key(t: Tracer, node: tree.Name, key: Key | None) -> Key | None:
    """Have a variable hold this key, or one of its own, where nothing is known of what it holds."""
    home = t.home_of(node.id)
    slot = None if home is None else t.live.read(home.serial, node.id)
    if home is None or slot is None:
        return None
    held = slot.value
    if isinstance(held, Array) and held.key is not None:
        return held.key
    if held is not UNKNOWN and not isinstance(held, (PyTree, Array)):
        return None
    if key is None and not t.quiet:
        # A variable that two paths have found to be a key is one key after they join.
        key = home.noting().found_keys.get((node.id, slot.version))
    if key is None:
        key = Key(t.new_serial(), home.serial, None)
    if not t.quiet:
        home.noting().found_keys[node.id, slot.version] = key
    leaf = as_leaf(held) if isinstance(held, PyTree) else held if isinstance(held, Array) else Array()
    t.live.write(home.serial, node.id, Slot(replace(leaf, key=key), slot.version))
    if t.watches:
        t.watches[-1].pure = False
    if slot.version == EMPTY_VERSION and home.function is not None:
        home.noting().keys[node.id] = key
    return key


def name_arguments(t: Tracer, callee: FrameInfo, function: tree.Function, args: CallArguments) -> None:
    """Tell the variables of the caller what the function has found its parameters to be: keys."""
    if callee.notes is None or t.frame is None:
        return
    for parameter, node in _nodes_of(function, args):
        key = callee.notes.keys.get(parameter)
        if key is not None and isinstance(node, tree.Name):
            _name_key(t, node, replace(key, levels=frozenset()))


def _nodes_of(function: tree.Function, args: CallArguments) -> Iterator[tuple[str, tree.Expr | None]]:
    """Parameters with the expressions that a call passes for them."""
    yield from zip(parameters_of(function).positional, args.nodes, strict=False)
    yield from args.keyword_nodes


def found_out(t: Tracer, value: Value, node: tree.Expr | None) -> Value:
    """An argument that was evaluated before its variable was found to hold a key."""
    if not isinstance(node, tree.Name) or (value is not UNKNOWN and not isinstance(value, PyTree)):
        return value
    home = t.home_of(node.id)
    slot = None if home is None else t.live.read(home.serial, node.id)
    return slot.value if slot is not None and isinstance(slot.value, Array) and slot.value.key else value


# Consuming


def consume_arguments(
    t: Tracer, signature: Signature, arguments: Arguments, nodes: dict[str, tree.Expr], node: tree.Node
) -> None:
    """A call of a row's function uses up the keys that its row says."""
    for name, does in signature.does.items():
        if does is not Does.CONSUME_KEY or name not in arguments:
            continue
        value, shown = arguments[name], nodes.get(name)
        key = identify(t, value, shown)
        for one in list(keys_in(t, value)) if key is None else [key]:
            consume(t, one, signature.name, shown, node)


def consume(t: Tracer, key: Key, by: str, shown: tree.Expr | None, node: tree.Node) -> None:
    """A key is used up here; that it has been used before is an event."""
    for region in t.regions:
        if region.record is not None and region.outlived_by(key.born):
            region.record.uses_keys = True
    if t.watches:
        t.watches[-1].oldest_write = min(t.watches[-1].oldest_write, key.born)
    _check_constant(t, key, by)
    state = t.live
    use = Use(t.new_serial(), key, not t.doubt, _steps(t, key, by, shown, node))
    before = t.junctions.uses_of(key, state.keys)
    first = next((u for u in before if u.certain), before[0] if before else None)
    if first is not None:
        _report(t, first, use)
    else:
        _check_regions(t, key, use)
    if first is None or (use.certain and not first.certain):
        state.keys = with_use(state.keys, use)
        for one in t.junctions.handed_on(use):
            state.keys = with_use(state.keys, one)


def _check_constant(t: Tracer, key: Key, by: str) -> None:
    """A draw from a key that a function being compiled makes of a constant: all its calls draw the same."""
    if key.constant is None or by in KEEPS_KEYS:
        return
    for region in reversed(t.regions):
        if only_looks(region.transform.name):
            return
        if region.transform.cached and not runs_per_iteration(region.transform.name):
            if not region.outlived_by(key.constant.born):
                name, function = region.transform.name, region.function_name
                t.record(ConstantKey(key.constant.place, t.context(), not t.doubt, name, function))
            return


def _steps(t: Tracer, key: Key, by: str, shown: tree.Expr | None, node: tree.Node) -> tuple[Step, ...]:
    """The calls that lead here, outermost first, and the use itself."""
    steps = []
    for activation in t.stack:
        place, call = activation.call.place, activation.call.call
        argument, is_key = _argument(t, key, activation)
        text = "" if argument is None else render(argument)
        steps.append(
            Step(
                activation.frame.serial,
                place,
                call,
                activation.value.place,
                activation.statement,
                text,
                argument,
                is_key,
                by,
                isinstance(activation.callee, PartialValue) and any(map(key.overlaps, _bound(t, activation))),
            )
        )
    last = node if isinstance(node, tree.Call) else None
    text = "" if shown is None else render(shown)
    steps.append(Step(0, t.place(node.at), last, by, t.statement, text, shown, True, by))
    return tuple(steps)


def _bound(t: Tracer, activation: Activation) -> Iterator[Key]:
    """The keys that a `partial` has bound to the function that is called."""
    if isinstance(activation.callee, PartialValue):
        for value in (*activation.callee.args, *(value for _, value in activation.callee.kwargs)):
            yield from keys_in(t, value)


def _argument(t: Tracer, key: Key, activation: Activation) -> tuple[tree.Expr | None, bool]:
    """The argument that is the key, or holds it; and whether it is the key itself."""
    args, named = activation.args, dict(activation.args.keyword_nodes)
    for parameter, node in _nodes_of(activation.call.function, args):
        notes = activation.frame.notes
        found = None if notes is None else notes.keys.get(parameter)
        if found is not None and found.number == key.number:
            return node, True
    for value, given in (
        *zip(args.positional, args.nodes, strict=False),
        *((value, named.get(name)) for name, value in args.keywords),
    ):
        if given is not None and any(key.overlaps(other) for other in keys_in(t, value)):
            return given, isinstance(value, (Array, PyTree))
    return None, True


def _report(t: Tracer, first: Use, second: Use) -> None:
    """Note a second use, in the words of the innermost function in which both uses are."""
    depth = 0
    while (
        depth < min(len(first.steps), len(second.steps)) - 1
        and first.steps[depth].callee == second.steps[depth].callee != 0
    ):
        depth += 1
    inner = depth
    while inner and _given_twice(t, inner - 1, second.key):
        inner -= 1
    one, two = first.steps[depth], second.steps[depth]
    again = Again.LATER
    if inner < depth:
        again, one, two = Again.TWICE, second.steps[inner], second.steps[inner]
    elif one.place == two.place:
        again = Again.ITERATION
    # What enters a function that nobody in view calls is no call of the program.
    if one.call is None and depth + 1 < len(first.steps):
        one = first.steps[depth + 1]
    if two.call is None and depth + 1 < len(second.steps):
        two = second.steps[depth + 1]
    one, two = _named(first, one), _named(second, two)
    _record(t, again, one, two, first.certain and second.certain, inner)


def _named(use: Use, step: Step) -> Step:
    """A step with a name for the key: of a closure, or of what the call makes of its arguments, the nearest."""
    if step.shown or step not in use.steps:
        return step
    later = use.steps[use.steps.index(step) :]
    return replace(step, shown=next((one.shown for one in later if one.shown), ""))


def _given_twice(t: Tracer, depth: int, key: Key) -> bool:
    """Whether a call on the way here passes the key for two of its parameters."""
    args = t.stack[depth].args
    holding = [v for v in args.all_values() if any(key.overlaps(other) for other in keys_in(t, v))]
    return len(holding) > 1


def _record(
    t: Tracer, again: Again, one: Step, two: Step, certain: bool, depth: int, region: Region | None = None
) -> None:
    function = t.stack[depth - 1].call.function if 0 < depth <= len(t.stack) else None
    t.record(
        KeyReuse(
            two.place,
            t.context(),
            certain,
            again,
            two,
            one,
            _same_call(one, two),
            "" if region is None else region.transform.name,
            "" if region is None else region.function_name,
            function,
            two.statement,
        )
    )


def _same_call(one: Step, two: Step) -> bool:
    """Whether two calls are of the same function on the same arguments, as written; compiled or not."""
    if one.function != two.function or one.call is None or two.call is None or one.place == two.place:
        return False
    return [render(a.value) for a in one.call.args] == [render(a.value) for a in two.call.args]


def _check_regions(t: Tracer, key: Key, use: Use) -> None:
    """A key from outside of a function that JAX runs many times is consumed in it."""
    for region in t.regions:
        if region.level in key.levels or not region.outlived_by(key.born):
            continue
        iterates = runs_per_iteration(region.transform.name)
        if not iterates and region.transform.regime is not Regime.BATCHED:
            continue
        depth = _depth_in(t, region)
        step = _named(use, use.steps[min(depth, len(use.steps) - 1)])
        again = Again.BODY if iterates else Again.ROWS
        _record(t, again, step, step, use.certain and iterates, depth, region)
        return


def _depth_in(t: Tracer, region: Region) -> int:
    """How many of the calls under way lead to the function that a region traces, its own among them."""
    return sum(1 for activation in t.stack if region.outlived_by(activation.frame.serial)) + 1


# Loops of JAX


def with_keys(t: Tracer, carry: Value) -> Value:
    """A carry whose parts of unknown structure can be told apart, as keys, from what the body returns."""
    match carry:
        case TupleValue(items=items):
            return replace(carry, items=tuple(with_keys(t, item) for item in items))
        case PyTree(key=None):
            number = t.new_serial()
            return replace(carry, key=Key(number, number, None, supposed=True))
    return carry


def check_carry(t: Tracer, before: Value, after: Value, uses: Uses, transform: str) -> None:
    """A body of a loop has turned one carry into the next: what it uses up of it must be new in the next."""
    match before, after:
        case TupleValue(items=old), TupleValue(items=new) if len(old) == len(new):
            for a, b in zip(old, new, strict=True):
                check_carry(t, a, b, uses, transform)
        case (
            (Array(key=Key() as given) | PyTree(key=Key() as given)),
            (Array(key=Key() as left) | PyTree(key=Key() as left)),
        ):
            use = _use_of(t, given)
            if use is not None and use not in uses.get(given.number, ()) and _use_of(t, left) is not None:
                _report_body(t, use, transform)


def _use_of(t: Tracer, key: Key) -> Use | None:
    return next((use for use in t.junctions.uses_of(key, t.live.keys) if use.certain), None)


def _report_body(t: Tracer, use: Use, transform: str) -> None:
    """The use of a carried key that the next iteration repeats."""
    entering = use.steps[min(len(t.stack), len(use.steps) - 1)]
    step = _named(use, use.steps[min(len(t.stack) + 1, len(use.steps) - 1)])
    here = t.context()
    context = replace(here, call_sites=(*here.call_sites, entering.place))
    function = t.functions[entering.function][0] if isinstance(entering.function, Place) else None
    name = "" if function is None else function.name
    t.record(
        KeyReuse(
            step.place,
            context,
            use.certain,
            Again.BODY,
            step,
            step,
            False,
            transform,
            name,
            function,
            step.statement,
        )
    )
