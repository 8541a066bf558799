"""Functions of the program: their definitions, and running their bodies."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.domain.values import (
    NONE,
    UNKNOWN,
    ClassValue,
    Const,
    External,
    FunctionValue,
    Host,
    PartialValue,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.program.tree import ParameterKind
from jaxlint.signatures import classes as rows
from jaxlint.tracer.annotations import annotate, as_promised
from jaxlint.tracer.arguments import CallArguments, bind, parameters_of
from jaxlint.tracer.class_hooks import tell_of_class
from jaxlint.tracer.classes import ClassInfo, library_name
from jaxlint.tracer.consumption import name_arguments
from jaxlint.tracer.core import MAX_CALL_DEPTH, Activation, FrameInfo, Tracer
from jaxlint.tracer.ends import join_ends
from jaxlint.tracer.enumerations import earlier_enumeration, execute_body, initialise
from jaxlint.tracer.events import CallFrame
from jaxlint.tracer.generators import generated
from jaxlint.tracer.memo import Watching, key_of, recall, remember
from jaxlint.tracer.rebuilding import note_made
from jaxlint.tracer.records import CountFact
from jaxlint.tracer.sizes import quietly, renewed
from jaxlint.tracer.state import Contents, Kind, Slot
from jaxlint.tracer.versions import EMPTY_VERSION

MAX_RECURSION = 1
"""How often a function may be entered again while it is running."""


def make_function(t: Tracer, function: tree.Function) -> FunctionValue:
    """The function object that a `def` or lambda makes here and now."""
    frame = t.current
    place = t.place(function.at)
    count = t.live.get_fact(frame.serial, ("born", place))
    born = count.count + 1 if isinstance(count, CountFact) else 0
    t.live.set_fact(frame.serial, ("born", place), CountFact(born))
    owner = frame.owner if frame.is_class else None
    value = FunctionValue(place, frame.serial, born, owner)
    frame.captured = True
    t.functions[place] = (function, frame.module)
    if value not in t.defaults and (given := [p for p in function.parameters if p.default is not None]):
        t.defaults[value] = {p.name: t.evaluate(p.default) for p in given if p.default is not None}
    t.pending.add(value)
    note_made(t, value)
    return value


def define_function(t: Tracer, node: tree.FunctionDef) -> None:
    """`@decorators def f(...)`: decorators are calls, innermost first."""
    value: Value = make_function(t, node.function)
    place = t.place(node.name_at)
    for decorator in reversed(node.decorators):
        applied = t.evaluate(decorator)
        kind = rows.METHOD_KINDS.get(library_name(applied) or "")
        if kind is not None:
            owner = t.class_being_defined.get(t.current.serial)
            if owner is not None:
                owner[node.function.name] = kind
            if library_name(applied) in rows.CACHED_PROPERTIES:
                t.rebuilding.memoized.add(t.place(node.function.at))
            continue
        if isinstance(decorator, tree.Attribute) and decorator.attr in ("setter", "deleter", "getter"):
            return
        from jaxlint.tracer.calls import call

        value = call(t, applied, CallArguments((value,)), decorator)
    t.bind(node.function.name, value, place)


def define_class(t: Tracer, node: tree.ClassDef) -> None:
    """`class C(...)`: the body runs once, in a frame of its own."""
    outer = t.current
    bases = tuple(t.evaluate(base.value) for base in node.bases if base.keyword is None and base.stars == 0)
    place = t.place(node.at)
    info = FrameInfo(
        t.new_serial(), outer.module, node.scope, outer.serial, outer.function, is_class=True, owner=place
    )
    info.captured = outer.captured = True
    t.open_frame(info)
    value = ClassValue(place, info.serial)
    kinds: dict[str, str] = {}
    t.class_being_defined[info.serial] = kinds
    loops = t.loops, t.statement
    t.frame = info
    try:
        draft = execute_body(t, node, bases, value)
    finally:
        t.frame = outer
        t.loops, t.statement = loops
    fields = {
        s.target.id: s.value
        for s in node.body
        if isinstance(s, tree.AnnAssign) and isinstance(s.target, tree.Name) and _is_of_instances(t, s)
    }
    earlier = earlier_enumeration(t, value)
    t.class_frames[value] = info.serial
    cls = t.classes[value] = ClassInfo(node, value, bases, (), fields, kinds)
    t.classes_by_place[place] = value
    tell_of_class(t, cls, node)
    decorators = [_class_decorator(t, decorator) for decorator in node.decorators]
    enumeration = None
    if draft is not None and {library_name(d) for d in decorators} <= rows.ENUM_DECORATORS:
        enumeration = draft.made(earlier)
    cls.decorators, cls.enumeration = tuple(decorators), enumeration
    if enumeration is not None:
        initialise(t, value, node)
    for applied in decorators:
        if isinstance(applied, FunctionValue):
            from jaxlint.tracer.calls import call

            call(t, applied, CallArguments((value,)), node)
    t.bind(node.name, value, t.place(node.name_at))


def _is_of_instances(t: Tracer, node: tree.AnnAssign) -> bool:
    """Whether an annotated name of a class body may be a field: `ClassVar[int]` says that it is none."""
    said = node.annotation.value if isinstance(node.annotation, tree.Subscript) else node.annotation
    named = quietly(t, said) if isinstance(said, (tree.Name, tree.Attribute)) else UNKNOWN
    return not isinstance(named, External) or named.name not in rows.NO_FIELDS


def _class_decorator(t: Tracer, node: tree.Expr) -> Value:
    """What decorates a class; options of a library's decorator stay readable: `dataclass(frozen=True)`."""
    if not isinstance(node, tree.Call):
        return t.evaluate(node)
    from jaxlint.tracer.calls import call, evaluate_arguments
    from jaxlint.tracer.library import HANDLERS

    function, args = t.evaluate(node.func), evaluate_arguments(t, node.args)
    if isinstance(function, External) and function.name not in HANDLERS:
        return PartialValue(function, args.positional, args.keywords)
    return call(t, function, args, node)


def parameter_values(t: Tracer, value: FunctionValue, args: CallArguments) -> dict[str, Value]:
    """What each parameter holds when the body starts, `*args` and `**kwargs` included."""
    function, _ = t.functions[value.place]
    bound = bind(function, args)
    values = bound.values
    if bound.missing:
        defaults = t.defaults.get(value, {})
        for parameter in bound.missing:
            values[parameter.name] = defaults.get(parameter.name, UNKNOWN)
    for parameter in function.parameters:
        if parameter.kind is ParameterKind.VAR_POSITIONAL:
            values[parameter.name] = TupleValue(bound.extra) if bound.extra_known else UNKNOWN
    return values


def call_function(
    t: Tracer, value: FunctionValue, args: CallArguments, node: tree.Node, transforms: tuple[str, ...] = ()
) -> Value:
    """Run the body on these arguments and join what its paths return."""
    function, _ = t.functions[value.place]
    running = sum(1 for a in t.stack if a.value.place == value.place)
    if running > MAX_RECURSION or len(t.stack) >= MAX_CALL_DEPTH:
        t.surrender(node.at, f"`{function.name}` calls itself, or calls are nested too deeply")
        return UNKNOWN
    if function.is_async and not t.entering_root:
        return Host("async_generator" if function.is_generator else "coroutine")
    # What nobody calls is entered once.
    key = None if t.entering_root else key_of(t, value, args)
    t.entering_root = False
    if key is not None:
        known = recall(t, key)
        if known is not None:
            return renewed(t, known.result, known.sizes)
    serial = t.new_serial()
    if key is None and not t.watches:
        return _run_body(t, value, args, node, transforms, serial)
    with Watching(t, serial) as watch:
        result = _run_body(t, value, args, node, transforms, serial)
    if key is not None:
        remember(t, key, args, watch, result)
    return result


def _run_body(
    t: Tracer,
    value: FunctionValue,
    args: CallArguments,
    node: tree.Node,
    transforms: tuple[str, ...],
    serial: int,
) -> Value:
    function, module = t.functions[value.place]
    before = t.live.fork() if function.is_generator else None
    values = parameter_values(t, value, args)
    info = FrameInfo(serial, module, function.scope, value.frame, function, owner=None)
    site = t.place(node.at)
    shown = tuple(values.items())
    call = CallFrame(
        site,
        node if isinstance(node, tree.Call) else None,
        module.name,
        function,
        function.qualname,
        shown,
        transforms,
    )
    t.entered.add(value.place)
    t.open_frame(info)
    callee = t.last_callee.get(node.at) if isinstance(node, tree.Call) else None
    t.stack.append(Activation(info, call, value, callee, args, t.statement))
    try:
        with t.inside(info):
            promised = annotate(t, function, values)
            for parameter in function.parameters:
                bound = values.get(parameter.name, UNKNOWN)
                if parameter.kind is ParameterKind.VAR_KEYWORD:
                    bound = _keywords(t, function, args, parameter)
                t.live.write(info.serial, parameter.name, Slot(bound, EMPTY_VERSION))
                if t.watch is not None:
                    t.notice(parameter.name, bound, Place(module.name, parameter.at))
            t.execute(function.body)
            if t.state is not None:
                info.returns.append((NONE, t.state))
    finally:
        t.stack.pop()
    if before is not None:
        iterator = generated(t, info, function, before, site)
        _close(t, info)
        return iterator
    if not info.returns:
        # Every path raises: what follows the call is not reached, and assumed to be as before it.
        t.state = info.raised
        t.escaped = info.escapes
        _close(t, info)
        return UNKNOWN
    result = join_ends(t, [(state, value) for value, state in info.returns])
    name_arguments(t, info, function, args)
    _close(t, info)
    return result if promised is None else as_promised(t, promised, result, info)


def _close(t: Tracer, info: FrameInfo) -> None:
    """Forget the ends of a frame's paths, and the frame if nothing refers to it any more."""
    info.returns, info.yields, info.raised = [], [], None
    if not info.captured and t.state is not None:
        t.drop_frame(info)


def _keywords(t: Tracer, function: tree.Function, args: CallArguments, parameter: tree.Parameter) -> Value:
    taken = parameters_of(function).by_keyword
    items = {Const(k): Slot(v, EMPTY_VERSION) for k, v in args.keywords if k not in taken}
    return t.allocate(Contents(Kind.DICT, items, not args.more_keywords, UNKNOWN), parameter.at)


Tracer.executors.update({tree.FunctionDef: define_function, tree.ClassDef: define_class})
