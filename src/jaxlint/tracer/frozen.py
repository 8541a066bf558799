"""Stores into attributes of modules that are frozen once they are made: those of Flax Linen and Equinox."""

from __future__ import annotations

from jaxlint.domain.values import ClassValue, External, PartialValue, Value
from jaxlint.program import tree
from jaxlint.signatures.classes import CONSTRUCTION_METHODS
from jaxlint.signatures.framework_changes import FROZEN_WHEN_CALLED
from jaxlint.signatures.framework_rows import CALL, HOLD_OTHERS, LAYERS
from jaxlint.tracer.applied import Lack, UnmetNeed
from jaxlint.tracer.classes import ancestry, decorator_names, foreign_bases
from jaxlint.tracer.core import Tracer


def check_store(t: Tracer, base: Value, target: tree.Attribute) -> None:
    """`module.weight = w`; what a method that nobody in view calls does may belong to construction."""
    contents = t.contents(base)
    owner = None if contents is None else contents.class_value
    if not isinstance(owner, ClassValue) or t.quiet:
        return
    raises = [FROZEN_WHEN_CALLED[name] for name in foreign_bases(t, owner) if name in FROZEN_WHEN_CALLED]
    if not raises or None in foreign_bases(t, owner) | decorator_names(t, owner):
        return
    if any("__setattr__" in info.node.scope.bound for info in ancestry(t, owner)):
        return
    names = [t.functions[activation.value.place][0].name for activation in t.stack]
    if CONSTRUCTION_METHODS & set(names) or (t.stack and t.stack[0].value.owner is not None):
        return
    if t.expects(raises[0].rpartition(".")[2], "FlaxError", "AttributeError", "Exception"):
        return
    where = ""
    if t.stack and (method := t.stack[-1].value).owner is not None:
        home = next((info for info in ancestry(t, owner) if info.value.place == method.owner), None)
        where = "" if home is None else f"{home.node.name}.{names[-1]}"
    _record(t, target, where, raises[0])


def check_layer_store(t: Tracer, base: PartialValue, target: tree.Attribute) -> None:
    """`linear.weight = w` of a layer of Equinox."""
    name = base.function.name if isinstance(base.function, External) else ""
    layer = name.removesuffix(CALL)
    if layer != name and layer.startswith("equinox.") and (layer in LAYERS or layer in HOLD_OTHERS):
        if not t.expects("FrozenInstanceError", "AttributeError", "Exception"):
            _record(t, target, "", FROZEN_WHEN_CALLED["equinox.Module"])


def _record(t: Tracer, target: tree.Attribute, where: str, raises: str) -> None:
    need = (Lack.FROZEN, "", where, None, raises)
    t.record(UnmetNeed(t.place(target.at), t.context(), not t.doubt, *need))
