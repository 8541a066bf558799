"""Indices that JAX takes where it does not take those that were written: traced ones, windows, masks."""

from __future__ import annotations

from jaxlint.domain import dtypes
from jaxlint.domain.avals import Aval
from jaxlint.domain.values import Array, Value
from jaxlint.fixes.imports import Spelling, spell
from jaxlint.fixes.mentions import Mention
from jaxlint.fixes.operands import Kind, Operands
from jaxlint.fixes.purity import Purity, is_suspended
from jaxlint.fixes.source import Source, is_plain
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.queries import data_shape
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.concretization import DataDependentShape, IndexConversion

MASKED_REDUCTIONS = frozenset({"sum", "mean", "prod", "any", "all", "std", "var"})
"""Reductions of `jax.numpy` that take `where=` without `initial=`."""
MASKED_UPDATES = {"set": "", "add": "+", "subtract": "-", "multiply": "*", "mul": "*", "divide": "/"}


def table_fix(event: IndexConversion, module: Module) -> Fix | None:
    """`table[i]` of a NumPy array to `jnp.asarray(table)[i]`."""
    node = event.node
    if not isinstance(node, tree.Subscript) or not module.is_faithful(node.at):
        return None
    if event.value.aval.dtype == dtypes.BOOL or is_suspended(node.value):
        return None
    spelling = spell(module, "jax.numpy.asarray", node.at)
    if spelling is None:
        return None
    source = Source(module)
    start, end = source.start(node.value), source.end(node.value)
    edits = (source.insert(start, f"{spelling.text}("), source.insert(end, ")"), *spelling.edits)
    applicability = Applicability.SAFE if event.certain else Applicability.UNSAFE
    return Fix(f"Index `{spelling.text}({source.of(node.value)})`", edits, applicability)


# Windows


def window_fix(event: IndexConversion, module: Module) -> Fix | None:
    """`x[i : i + k]` to `jax.lax.dynamic_slice_in_dim(x, i, k)`, which moves back what reaches over the end."""
    node = event.node
    if not isinstance(node, tree.Subscript) or not module.is_faithful(node.at):
        return None
    found = _one_slice(node.index)
    if found is None or (isinstance(node.value, tree.Attribute) and node.value.attr == "at"):
        return None
    axis, part = found
    purity, source, operands = Purity(module, node.at), Source(module), Operands(event, module)
    if part.lower is None or part.upper is None or part.step is not None or is_suspended(node):
        return None
    size = _size(part.lower, part.upper, source, operands)
    base, start = source.of(node.value), source.of(part.lower)
    spelling = spell(module, "jax.lax.dynamic_slice_in_dim", node.at)
    texts = (base, start, size or "")
    if size is None or spelling is None or not all(map(is_plain, texts)) or not purity.is_pure(part.lower):
        return None
    text = f"{spelling.text}({base}, {start}, {size}{f', axis={axis}' if axis else ''})"
    edit = source.replace(source.start(node), source.end(node), text)
    if "#" in _rest(source.of(node), source.of(node.index)):
        return None
    return Fix(f"Slice with `{spelling.text}`", (edit, *spelling.edits), Applicability.UNSAFE)


def _rest(text: str, inner: str) -> str:
    return text.replace(inner, "", 1) if is_plain(inner) else text


def _one_slice(index: tree.Expr) -> tuple[int, tree.Slice] | None:
    """The only slice with bounds among indices that take whole axes, and its axis."""
    if isinstance(index, tree.Slice):
        return 0, index
    if not isinstance(index, tree.Sequence) or index.kind is not tree.Display.TUPLE:
        return None
    bounded = [(axis, part) for axis, part in enumerate(index.elements) if not _is_whole(part)]
    match bounded:
        case [(axis, tree.Slice() as part)]:
            return axis, part
    return None


def _is_whole(part: tree.Expr) -> bool:
    return isinstance(part, tree.Slice) and (part.lower, part.upper, part.step) == (None, None, None)


def _size(lower: tree.Expr, upper: tree.Expr, source: Source, operands: Operands) -> str | None:
    """How long a slice is, if that is known while tracing."""
    start = source.of(lower)
    match upper:
        case tree.Binary(op="+", left=left, right=size) if source.of(left) == start:
            pass
        case tree.Binary(op="+", left=size, right=right) if source.of(right) == start:
            pass
        case tree.Binary(
            op="*", left=tree.Binary(op="+", left=number, right=tree.Constant(value=1)), right=size
        ) if start == f"{source.of(number)} * {source.of(size)}":
            pass
        case _:
            return None
    return source.of(size) if operands.kind(size) is Kind.NUMBER else None


# Masks


def mask_fix(event: DataDependentShape, module: Module, one: Mention) -> Fix | None:
    """`x.at[m].set(v)` to `jnp.where(m, v, x)`, `x[m].sum()` to `jnp.sum(x, where=m)`."""
    node = event.node
    if not isinstance(node, tree.Subscript) or isinstance(node.index, (tree.Sequence, tree.Slice)):
        return None
    if is_suspended(node) or not module.is_faithful(node.at):
        return None
    return _Masked(event, module, node, one).fix()


class _Masked:
    """What is done with the elements that a mask selects."""

    def __init__(self, event: DataDependentShape, module: Module, node: tree.Subscript, one: Mention) -> None:
        self._event, self._module, self._node = event, module, node
        self._parents = one.parents
        self._source, self._operands = Source(module), Operands(event, module)

    def fix(self) -> Fix | None:
        match self._node.value, self._parents[-2:]:
            case (
                tree.Attribute(value=base, attr="at"),
                (tree.Call(args=(tree.Argument(keyword=None, stars=0, value=value),)) as call,
                 tree.Attribute(attr=method)),
            ) if method in MASKED_UPDATES:  # fmt: skip
                return self._update(base, call, MASKED_UPDATES[method], value)
            case base, (tree.Call(args=()) as call, tree.Attribute(attr=method)):
                return self._reduction(base, call, f"jax.numpy.{method}")
            case base, (tree.Call(args=(_,), func=func) as call, tree.Argument(keyword=None)):
                name = Purity(self._module, call.at).dotted(func)
                return None if name is None else self._reduction(base, call, name)
        return None

    def _update(self, base: tree.Expr, call: tree.Call, operator: str, value: tree.Expr) -> Fix | None:
        if not self._is_number(value) or not self._may_fit(base):
            return None
        array, new = self._source.of(base), self._source.of(value)
        atom = isinstance(value, (tree.Name, tree.Constant, tree.Call, tree.Attribute, tree.Subscript))
        if operator:
            new = f"{array} {operator} {new if atom else f'({new})'}"
        safe = self._fits(base) and isinstance(value, tree.Constant) and not operator
        return self._replaced(call, "where", "{}({}, {}, {})", new, array, safe=safe)

    def _reduction(self, base: tree.Expr, call: tree.Call, name: str) -> Fix | None:
        module, _, method = name.rpartition(".")
        if module != "jax.numpy" or method not in MASKED_REDUCTIONS or not self._may_fit(base):
            return None
        array = self._source.of(base)
        return self._replaced(call, method, "{0}({2}, where={1})", array, safe=False)

    def _replaced(self, call: tree.Call, name: str, form: str, *texts: str, safe: bool) -> Fix | None:
        spelling = spell(self._module, f"jax.numpy.{name}", call.at)
        mask = self._source.of(self._node.index)
        purity = Purity(self._module, call.at)
        base = self._node.value
        if spelling is None or not all(map(is_plain, (*texts, mask))):
            return None
        if not purity.is_pure(base) or not purity.is_pure(self._node.index):
            return None
        if self._holds_comment(call, mask, *texts):
            return None
        edit = self._source.replace(
            self._source.start(call), self._source.end(call), form.format(spelling.text, mask, *texts)
        )
        applicability = Applicability.SAFE if safe and self._event.certain else Applicability.UNSAFE
        return Fix(f"Mask with `{spelling.text}`", (edit, *spelling.edits), applicability)

    def _holds_comment(self, call: tree.Call, *kept: str) -> bool:
        rest = self._source.of(call)
        for text in kept:
            rest = rest.replace(text, "")
        return "#" in rest

    # Shapes

    def _is_number(self, node: tree.Expr) -> bool:
        """Whether what is stored has no axes: several values go to as many places as the mask selects."""
        if isinstance(node, tree.Name) and not self._operands.is_rebound(node.id):
            given = self._operands.given.get(node.id)
            if isinstance(given, Array):
                return given.aval.shape == ()
        return self._operands.kind(node) is Kind.NUMBER

    def _shape(self, base: tree.Expr) -> Aval | None:
        """What is known of the masked array, where it is an argument."""
        if not isinstance(base, tree.Name) or self._operands.is_rebound(base.id):
            return None
        given: Value | None = self._operands.given.get(base.id)
        return given.aval if isinstance(given, Array) else None

    def _may_fit(self, base: tree.Expr) -> bool:
        """Whether the mask may be one of single elements: a mask of rows has fewer axes."""
        aval, mask = self._shape(base), self._event.value.aval
        return aval is None or None in (aval.ndim, mask.ndim) or aval.ndim == mask.ndim

    def _fits(self, base: tree.Expr) -> bool:
        aval, mask = self._shape(base), self._event.value.aval
        known = aval is not None and aval.shape is not None and None not in aval.shape
        return known and aval is not None and aval.shape == mask.shape and aval.dtype is not None


# Functions


def size_sketch(event: DataDependentShape, module: Module) -> Fix | None:
    """`jnp.nonzero(x)` with the largest size that its result may have; the caller has to see to the padding."""
    call, row = event.node, data_shape(event.by)
    if not isinstance(call, tree.Call) or not call.args or row is None or "size" not in row.unless:
        return None
    first = call.args[0]
    source = Source(module)
    if first.keyword or first.stars or not isinstance(first.value, (tree.Name, tree.Attribute)):
        return None
    last = call.args[-1]
    edits: tuple[Edit, ...] = (
        source.insert(source.end(last.value), f", size={source.of(first.value)}.size"),
    )
    return Fix("Pad to the largest size", edits, Applicability.DISPLAY)


def membership_sketch(module: Module, node: tree.Expr) -> Fix | None:
    """`x in [a, b]` as `jnp.isin(x, jnp.array([a, b]))`."""
    match node:
        case tree.Compare(left=left, rest=(("in", tree.Sequence() as right),)):
            pass
        case _:
            return None
    isin: Spelling | None = spell(module, "jax.numpy.isin", node.at)
    array = spell(module, "jax.numpy.array", node.at)
    if isin is None or array is None or right.kind is tree.Display.SET:
        return None
    source = Source(module)
    text = f"{isin.text}({source.of(left)}, {array.text}({source.of(right)}))"
    edit = source.replace(source.start(node), source.end(node), text)
    return Fix(f"Compare with `{isin.text}`", (edit, *isin.edits), Applicability.DISPLAY)
