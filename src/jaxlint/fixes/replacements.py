"""Functions of Python, `math` and NumPy that need numbers, replaced by those of JAX that do without."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.fixes.batching import as_array
from jaxlint.fixes.destinations import Destinations
from jaxlint.fixes.imports import spell
from jaxlint.fixes.mentions import Mention
from jaxlint.fixes.operands import Kind, Operands
from jaxlint.fixes.source import Source
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.counterparts import counterpart, is_array, of_one_array, same_call, takes_sequences
from jaxlint.signatures.signature import Makes
from jaxlint.signatures.table import lookup
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.concretization import Cast, Concretization, NumPyConversion

DISPLAYS = tree.Sequence | tree.Comprehension | tree.Mapping
CASTS = {
    "builtins.float": "float",
    "builtins.int": "int",
    "builtins.complex": "complex",
    "builtins.bool": "bool",
}


def _is_plain_call(call: tree.Call) -> bool:
    return not any(one.stars for one in call.args)


def _are_positional(call: tree.Call) -> bool:
    return not any(one.stars or one.keyword for one in call.args)


def _renamed(module: Module, call: tree.Call, name: str, after: str = "") -> Fix | None:
    """The call of another function with the same arguments."""
    spelling = spell(module, name, call.at)
    if spelling is None or not module.is_faithful(call.at):
        return None
    source = Source(module)
    edits: tuple[Edit, ...] = (source.replace(source.start(call), source.end(call.func), spelling.text),)
    if after:
        edits = (*edits, source.insert(source.end(call), after))
    return Fix(f"Use `{spelling.text}`", edits + spelling.edits, Applicability.UNSAFE)


def numpy_fix(event: NumPyConversion, module: Module) -> Fix | None:
    """`np.sin(x)` to `jnp.sin(x)`, where the two take the same arguments."""
    call = event.node
    if not isinstance(call, tree.Call) or not _is_plain_call(call):
        return None
    operands = Operands(event, module)
    if operands.dotted(call.func) != event.by:
        return None
    keywords = frozenset(one.keyword for one in call.args if one.keyword is not None)
    name = same_call(event.by, len(call.args) - len(keywords), keywords)
    if name is None:
        return None
    arrays = (
        one.value
        for number, one in enumerate(call.args)
        if is_array(event.by, number if one.keyword is None else one.keyword)
    )
    row = lookup(event.by)
    if row is not None and row.makes is Makes.DELEGATES:
        return _of_sequence(module, call, name)
    if not takes_sequences(name) and any(isinstance(value, DISPLAYS) for value in arrays):
        return None
    return _renamed(module, call, name)


def _of_sequence(module: Module, call: tree.Call, name: str) -> Fix | None:
    """`np.mean(losses)` to `jnp.mean(jnp.asarray(losses))`: a list is all that such a function stumbles over."""
    renamed = _renamed(module, call, name)
    first = call.args[0] if call.args else None
    made = None if first is None or first.keyword is not None else as_array(first.value, module)
    if renamed is None or made is None:
        return None
    return Fix(renamed.title, tuple(dict.fromkeys(renamed.edits + made.edits)), renamed.applicability)


def builtin_fix(event: Concretization, module: Module) -> Fix | None:
    """`max(a, b)` to `jnp.maximum(a, b)`, `any(x > 0)` to `jnp.any(x > 0)`."""
    call = event.node
    if not isinstance(call, tree.Call) or not call.args or not _are_positional(call):
        return None
    operands = Operands(event, module)
    if operands.dotted(call.func) != event.by:
        return None
    kinds = [operands.kind(one.value) for one in call.args]
    if len(call.args) == 1:
        name = of_one_array(event.by)
        is_array = kinds[0] in (Kind.VALUE, Kind.ARRAY)
        return _renamed(module, call, name) if name is not None and is_array else None
    found = counterpart(f"builtins.{event.by}")
    if found is None or found.arguments != len(call.args) or set(kinds) == {None}:
        return None
    if any(isinstance(one.value, DISPLAYS) for one in call.args):
        return None
    return _renamed(module, call, found.name)


def cast_fix(event: Cast, module: Module, one: Mention) -> Fix | None:
    """`math.sin(x)` to `jnp.sin(x)`, `float(x)` to `x.astype(float)`, `x.item()` to `x`."""
    call = event.node
    if not isinstance(call, tree.Call) or not _are_positional(call):
        return None
    operands = Operands(event, module)
    # Callers of a helper may want an integer for a length or a shape, and a truth value for a branch.
    may_return = operands.is_traced_itself or _is_float(event)
    if not Destinations(module, operands, may_return=may_return).take_arrays(one):
        return None
    if event.by == "jax.Array.item":
        return _without_item(event, module, call)
    if operands.dotted(call.func) != event.by.removeprefix("builtins."):
        return None
    if event.by in CASTS:
        return _cast(event, module, call, operands)
    return _of_math(event, module, call, one)


def _is_float(event: Cast) -> bool:
    if event.by == "jax.Array.item":
        return dtypes.kind_of(event.value.aval.dtype) is dtypes.Kind.FLOATING
    row = lookup(event.by)
    return row is not None and row.host_type == "float"


def _of_math(event: Cast, module: Module, call: tree.Call, one: Mention) -> Fix | None:
    found = counterpart(event.by)
    if found is None or found.arguments != len(call.args):
        return None
    if found.only_floats and dtypes.kind_of(event.value.aval.dtype) is not dtypes.Kind.FLOATING:
        return None
    return _renamed(module, call, found.name, ".astype(int)" if found.is_integer and not _in_int(one) else "")


def _in_int(one: Mention) -> bool:
    """Whether the program makes an integer of the result anyway."""
    match one.parents[-2:]:
        case (tree.Call(func=tree.Name(id="int"), args=(argument,)), tree.Argument() as mine):
            return argument is mine
    return False


def _is_scalar(event: Concretization) -> bool:
    return event.value.aval.shape in ((), None)


def _cast(event: Cast, module: Module, call: tree.Call, operands: Operands) -> Fix | None:
    """A number of Python's has no `astype`: what may be one goes through `jnp.asarray`."""
    if len(call.args) != 1 or not _is_scalar(event) or not module.is_faithful(call.at):
        return None
    value, dtype = call.args[0].value, CASTS[event.by]
    if not event.certain:
        return None
    source = Source(module)
    text = source.of(value)
    if operands.kind(value) is Kind.ARRAY:
        atoms = tree.Name | tree.Call | tree.Attribute | tree.Subscript
        base = text if isinstance(value, atoms) else f"({text})"
        edit = source.replace(source.start(call), source.end(call), f"{base}.astype({dtype})")
        return _kept(source, call, value, Fix("Keep the array", (edit,), Applicability.UNSAFE))
    spelling = spell(module, "jax.numpy.asarray", call.at)
    if spelling is None:
        return None
    new = f"{spelling.text}({text}, dtype={dtype})"
    edit = source.replace(source.start(call), source.end(call), new)
    fix = Fix("Keep the array", (edit, *spelling.edits), Applicability.UNSAFE)
    return _kept(source, call, value, fix)


def _kept(source: Source, call: tree.Call, value: tree.Expr, fix: Fix) -> Fix | None:
    """The fix, unless it loses a comment between the parentheses and the argument."""
    between = source.text[source.end(call.func) : source.start(value)]
    after = source.text[source.end(value) : source.end(call)]
    return None if "#" in between + after else fix


def _without_item(event: Cast, module: Module, call: tree.Call) -> Fix | None:
    """`x.item()` where an array of shape () does as well."""
    if not isinstance(call.func, tree.Attribute) or call.args or not _is_scalar(event):
        return None
    if not module.is_faithful(call.at):
        return None
    source = Source(module)
    start, end = source.end(call.func.value), source.end(call)
    cut = source.text.rfind(".", start, end)
    # Parentheses around the value stay: what goes begins at the dot.
    if "#" in source.text[cut:end]:
        return None
    return Fix("Drop `.item()`", (source.replace(cut, end, ""),), Applicability.UNSAFE)
