"""What statements mean."""

from __future__ import annotations

from jaxlint.domain.values import (
    UNKNOWN,
    Array,
    AtIndexer,
    Const,
    External,
    ExternalMethod,
    NumPyArray,
    Object,
    PyTree,
    TupleValue,
    Value,
)
from jaxlint.program import tree
from jaxlint.signatures.annotations import TYPE_CHECKING
from jaxlint.signatures.methods import MethodKind, array_method_kind
from jaxlint.signatures.signature import Conversion
from jaxlint.signatures.updates import UPDATE_METHODS
from jaxlint.tracer.annotations import annotated_value
from jaxlint.tracer.attributes import attribute, delete_attribute, store_attribute
from jaxlint.tracer.concretization import Asker, BoolConversion, compared, raised, report
from jaxlint.tracer.containers import change_in_place
from jaxlint.tracer.core import Tracer
from jaxlint.tracer.decisions import decide
from jaxlint.tracer.discards import note_method
from jaxlint.tracer.events import DiscardedMethod, DiscardedUpdate, StoreKind
from jaxlint.tracer.holding import holding
from jaxlint.tracer.items import load_item, record_readonly, store_item, touch
from jaxlint.tracer.narrowing import asks_size, doubts, narrow
from jaxlint.tracer.operators import binary
from jaxlint.tracer.patterns import parts_in
from jaxlint.tracer.size_tests import settle
from jaxlint.tracer.sizes import foresee, quietly
from jaxlint.tracer.state import State
from jaxlint.tracer.targets import assign


def expression(t: Tracer, node: tree.ExprStmt) -> None:
    """A value thrown away: fine for a call with effects, a mistake for one that only makes an array."""
    call = node.value
    if not isinstance(call, tree.Call) or not isinstance(call.func, tree.Attribute):
        t.evaluate(call)
        return
    method = call.func.attr
    result = t.evaluate(call)
    callee = t.last_callee.pop(call.at, None)
    note_method(t, callee, call)
    if not isinstance(callee, ExternalMethod) or t.expected:
        return
    place, receiver = t.place(call.at), callee.receiver
    base = _updated(call)
    if method in UPDATE_METHODS and base is not None and _may_be_array(receiver):
        array = receiver.array if isinstance(receiver, AtIndexer) else receiver
        t.record(DiscardedUpdate(place, t.context(), True, holding(t, base, array), node, call, method))
    elif not isinstance(receiver, Array):
        t.host_uses.add(place)
    elif array_method_kind(method) is MethodKind.PURE and _is_new_array(result):
        held = holding(t, call.func.value, receiver)
        t.record(DiscardedMethod(place, t.context(), True, held, node, call, method))


def _updated(call: tree.Call) -> tree.Expr | None:
    """`x` of a call that is written `x.at[i].method(...)`."""
    match call.func:
        case tree.Attribute(value=tree.Subscript(value=tree.Attribute(value=base, attr="at"))):
            return base
    return None


def _is_new_array(result: Value) -> bool:
    return isinstance(result, (Array, TupleValue)) or result is UNKNOWN


def _may_be_array(receiver: Value) -> bool:
    return isinstance(receiver, AtIndexer) or receiver is UNKNOWN


def assignment(t: Tracer, node: tree.Assign) -> None:
    foresee(t, node)
    value = t.evaluate(node.value)
    only = node if len(node.targets) == 1 else None
    for target in node.targets:
        assign(t, target, value, only)


def annotated_assignment(t: Tracer, node: tree.AnnAssign) -> None:
    if node.value is not None:
        assign(t, node.target, annotated_value(t, node.annotation, t.evaluate(node.value)), node)


def augmented(t: Tracer, node: tree.AugAssign) -> None:
    """`target op= value`: arrays of JAX are rebound, arrays of NumPy are changed in place."""
    target = node.target
    if isinstance(target, tree.Subscript):
        base, index = t.evaluate(target.value), t.evaluate(target.index)
        if isinstance(base, (Array, PyTree, AtIndexer)):
            store_item(t, target, base, index, t.evaluate(node.value), StoreKind.AUGMENTED)
            return
        value = _augmented_value(t, node, load_item(t, base, index, target))
        store_item(t, target, base, index, value, StoreKind.AUGMENTED)
        return
    if isinstance(target, tree.Attribute):
        owner = t.evaluate(target.value)
        store_attribute(t, target, owner, _augmented_value(t, node, attribute(t, owner, target.attr, target)))
        return
    old = t.evaluate(target)
    if isinstance(old, NumPyArray):
        right = t.evaluate(node.value)
        if not isinstance(right, Array):
            if old.readonly:
                record_readonly(t, old, target, t.place(node.at))
            touch(t, target)
            return
        assign(t, target, binary(t, node.op, old, right, node, (target, node.value)), None)
        return
    value = _augmented_value(t, node, old)
    if value is not old:
        assign(t, target, value, None)


def _augmented_value(t: Tracer, node: tree.AugAssign, old: Value) -> Value:
    """What `target` holds after `target op= value`: a container stays itself, and is changed."""
    right = t.evaluate(node.value)
    if change_in_place(t, node.op, old, right, node):
        return old
    return binary(t, node.op, old, right, node, (node.target, node.value))


def deletion(t: Tracer, node: tree.Delete) -> None:
    for target in node.targets:
        match target:
            case tree.Name(id=name):
                home = t.home_of(name)
                if home is not None:
                    t.live.delete(home.serial, name)
            case tree.Subscript():
                base, index = t.evaluate(target.value), t.evaluate(target.index)
                store_item(t, target, base, index, UNKNOWN, StoreKind.DELETE)
            case tree.Attribute():
                delete_attribute(t, t.evaluate(target.value), target.attr)
            case tree.Sequence(elements=elements):
                deletion(t, tree.Delete(node.at, elements))


def returning(t: Tracer, node: tree.Return) -> None:
    value = Const(None) if node.value is None else t.evaluate(node.value)
    if t.escaped:
        return
    if t.state is not None:
        t.current.returns.append((value, t.state))
        if node.value is not None:
            t.notice("return", value, t.place(node.at))
    t.state = None


def _is_for_types(t: Tracer, test: tree.Expr) -> bool:
    """`if TYPE_CHECKING:`"""
    match test:
        case tree.Name(id=name) | tree.Attribute(attr=name) if TYPE_CHECKING.endswith(f".{name}"):
            return quietly(t, test) == External(TYPE_CHECKING)
    return False


def branch(t: Tracer, node: tree.If) -> None:
    if _is_for_types(t, node.test):
        t.execute(node.body)
        t.execute(node.orelse)
        return
    asker = Asker.ELIF if node.is_elif else Asker.IF
    known = decide(t, node.test, asker)
    if t.escaped:
        return
    if known is not None:
        t.execute(node.body if known else node.orelse)
        return
    t.current.undecided = True
    holding, failing = doubts(t, node.test)
    unsized = asks_size(t, node.test)
    before = t.live.fork()
    t.unsized += unsized
    narrow(t, node.test, True)
    t.doubt += holding
    t.execute(node.body)
    t.doubt -= holding
    after = t.state
    t.state = before
    narrow(t, node.test, False)
    t.doubt += failing
    t.execute(node.orelse)
    t.doubt -= failing
    # Where one of the two ways does not come back, the doubt of the other stays to the end of the function.
    one_way = _ended(t.state) or after is None
    t.doubt += holding if _ended(t.state) else failing and after is None
    t.unsized -= unsized and not one_way
    if after is None and not node.orelse and not _ended(t.state):
        settle(t, node.test, False)
    t.state = t.join(after, t.state)


def _ended(state: State | None) -> bool:
    return state is None


def passing(t: Tracer, node: tree.Stmt) -> None:
    """`pass`, and declarations whose effect is in the scope."""


def _matches(case: tree.Case, subject: Value, values: list[Value]) -> bool | None:
    """Whether a pattern matches, where it takes anything, or is of plain values and the subject is one."""
    if case.irrefutable:
        return True
    if case.elements is not None and isinstance(subject, TupleValue):
        return len(case.elements) == len(subject.items)
    if not case.plain or not isinstance(subject, Const):
        return None
    known = [value.value for value in values if isinstance(value, Const)]
    if any(_same(value, subject.value) for value in known):
        return True
    return False if len(known) == len(values) else None


def _compare_with_tracer(t: Tracer, subject: Value, values: list[Value], case: tree.Case) -> None:
    """`case 1:` asks for the truth of `subject == 1`; None, True and False are compared by identity."""
    array = compared(t, subject, case.values[0]) if isinstance(subject, Array) and values else None
    first = values[0] if values else None
    number = isinstance(first, Const) and isinstance(first.value, (int, float, complex))
    if array is not None and isinstance(first, Const) and number and not isinstance(first.value, bool):
        raises = raised(Conversion.BOOL, array.aval)
        report(t, BoolConversion, array, case.values[0], Asker.MATCH, "case", raises)


def _same(pattern: object, subject: object) -> bool:
    """How a pattern compares: the three singletons by identity."""
    return subject is pattern if pattern is None or isinstance(pattern, bool) else subject == pattern


def _bind_names(t: Tracer, case: tree.Case, subject: Value, parts: list[Value] | None) -> None:
    """Bind what a pattern captures."""
    if parts is not None and case.parts is not None:
        for (_, name), part in zip(case.parts, parts, strict=True):
            if name is not None:
                t.bind(name.id, part, t.place(name.at))
        return
    if case.elements is not None and isinstance(subject, TupleValue):
        for element, item in zip(case.elements, subject.items, strict=True):
            if element is not None:
                t.bind(element.id, item, t.place(element.at))
        return
    for name in case.binds:
        t.bind(name.id, subject if case.irrefutable else UNKNOWN, t.place(name.at))


def matching(t: Tracer, node: tree.Match) -> None:
    """`match`: a case that does not match, or whose guard fails, leaves what it has bound to the next."""
    subject = t.evaluate(node.subject)
    ends: list[State] = []
    # A pattern asks what a container is made of: behind one that is not decided, nothing is sure of it.
    undecided = False
    for case in node.cases:
        before = t.live.fork()
        values = [t.evaluate(value) for value in (*case.values, *case.classes)]
        parts = parts_in(t, case, subject, values)
        matches = _matches(case, subject, values) if parts is None else True
        if case.plain:
            _compare_with_tracer(t, subject, values, case)
        if matches is False:
            continue
        undecided |= matches is None and isinstance(subject, (Object, TupleValue))
        _bind_names(t, case, subject, parts)
        holds = True if case.guard is None else decide(t, case.guard, Asker.GUARD)
        past = t.live.fork()
        if holds is not False:
            asking = (node.subject, matches), (case.guard, holds)
            unsized = any(test is not None and known is None and asks_size(t, test) for test, known in asking)
            t.unsized += unsized
            t.doubt += undecided
            t.execute(case.body)
            t.doubt -= undecided
            t.unsized -= unsized
            if t.state is not None:
                ends.append(t.state)
        if matches is True and holds is True:
            t.state = None
            break
        t.state = past if matches is True else t.join(before, past)
    t.state = t.join_all(ends if t.state is None else [*ends, t.state])


Tracer.executors.update(
    {
        tree.ExprStmt: expression,
        tree.Assign: assignment,
        tree.AnnAssign: annotated_assignment,
        tree.AugAssign: augmented,
        tree.Delete: deletion,
        tree.Return: returning,
        tree.If: branch,
        tree.Pass: passing,
        tree.GlobalDecl: passing,
        tree.NonlocalDecl: passing,
        tree.Match: matching,
    }
)
