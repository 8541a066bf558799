"""A choice between two expressions as one that is made when the program runs: `jnp.where`, `jax.lax.cond`."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.fixes.arithmetic import COMPARISONS
from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.imports import Spelling, spell
from jaxlint.fixes.operands import NUMBERS, Kind, Operands
from jaxlint.fixes.purity import PURE_BUILTINS, Purity, is_suspended
from jaxlint.fixes.source import Source, is_plain
from jaxlint.fixes.truth import Tests
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.records import dataclass
from jaxlint.signatures.table import lookup
from jaxlint.text.edits import Edit
from jaxlint.tracer.concretization import Concretization

NO_ARRAYS = tree.Mapping | tree.FString | tree.Lambda | tree.Comprehension


@dataclass(frozen=True, slots=True)
class Choice:
    """The text of a choice, the function that makes it, and the imports that it needs."""

    text: str
    function: str
    edits: tuple[Edit, ...]


class Choices:
    """Writes the choices of one function anew."""

    def __init__(self, event: Concretization, module: Module) -> None:
        self._module, self._at = module, event.node.at
        self.source = Source(module)
        self.operands = Operands(event, module)
        self.purity = Purity(module, self._at)
        self.tests = Tests(self.source, self.operands, self.purity, self._numpy)

    def _numpy(self, name: str) -> Spelling | None:
        return spell(self._module, f"jax.numpy.{name}", self._at)

    def choose(self, test: tree.Expr, body: tree.Expr, orelse: tree.Expr, read: str = "") -> Choice | None:
        """`body if test else orelse`; None where the two may not be of one structure.

        `read`: the text of what `body` is computed from in an augmented assignment: `x + `.
        """
        condition = self._condition(test)
        if condition is None or not self._is_fit(body) or not self._is_fit(orelse):
            return None
        text, edits = condition
        is_pure = self.purity.is_pure(body) and self.purity.is_pure(orelse)
        if is_pure and not isinstance(body, tree.Sequence) and not isinstance(orelse, tree.Sequence):
            kinds = {self.operands.kind(body), self.operands.kind(orelse)}
            spelling = self._numpy("where") if kinds != {None} else None
            before = ""
        else:
            spelling = (
                spell(self._module, "jax.lax.cond", self._at) if self._are_alike(body, orelse) else None
            )
            before = "lambda: "
        if spelling is None:
            return None
        first, second = read + self._operand(body, read), self._text(orelse)
        call = f"{spelling.text}({text}, {before}{first}, {before}{second})"
        return Choice(call, spelling.text, edits + spelling.edits)

    def _text(self, node: tree.Expr) -> str:
        """The text of an expression as an argument."""
        if not isinstance(node, tree.Sequence):
            return self.source.of(node)
        elements = ", ".join(map(self.source.of, node.elements))
        return f"({elements},)" if len(node.elements) == 1 else f"({elements})"

    def _operand(self, node: tree.Expr, read: str) -> str:
        """The text of an expression, in parentheses where it stands behind an operator."""
        text = self._text(node)
        bare = tree.Name | tree.Constant | tree.Call | tree.Attribute | tree.Subscript
        return f"({text})" if read and not isinstance(node, bare) else text

    def _condition(self, test: tree.Expr) -> tuple[str, tuple[Edit, ...]] | None:
        match test:
            case tree.Boolean() | tree.Unary(op="not") | tree.Compare(rest=(_, _, *_)):
                written = self.tests.elementwise(test)
                return None if written is None else (written.text, written.edits)
        if any(isinstance(part, tree.Compare) and not _is_numeric(part) for part in nodes((test,))):
            return None
        text = self.source.of(test)
        if is_suspended(test) or not is_plain(text) or not self.purity.is_pure(test):
            return None
        return text, ()

    def _is_fit(self, node: tree.Expr) -> bool:
        """Whether an expression may give an array or a number, and is written on one line."""
        if isinstance(node, tree.Sequence):
            return (
                node.kind is tree.Display.TUPLE
                and bool(node.elements)
                and all(map(self._is_fit, node.elements))
            )
        if isinstance(node, NO_ARRAYS) or is_suspended(node) or not is_plain(self.source.of(node)):
            return False
        if isinstance(node, tree.Constant):
            return isinstance(node.value, NUMBERS)
        return not any(isinstance(part, (tree.Await, tree.Yield)) for part in nodes((node,)))

    def _are_alike(self, body: tree.Expr, orelse: tree.Expr) -> bool:
        """Whether the arms of a `cond` may have one type: `0` is an integer, where `f(x)` hardly is one."""
        if not all(map(self._may_be_traced, (*_calls(body), *_calls(orelse)))):
            return False
        match body, orelse:
            case tree.Sequence(elements=mine), tree.Sequence(elements=others):
                pairs = zip(mine, others, strict=False)
                return len(mine) == len(others) and all(self._are_alike(a, b) for a, b in pairs)
            case (tree.Sequence(), _) | (_, tree.Sequence()):
                return False
            case tree.Constant(value=a), tree.Constant(value=b):
                return type(a) is type(b)
        kinds = self.operands.kind(body), self.operands.kind(orelse)
        if Kind.NUMBER in kinds:
            return any(
                isinstance(arm, tree.Constant) and isinstance(arm.value, float) for arm in (body, orelse)
            )
        if self.source.of(body) == self.source.of(orelse):
            return True
        return kinds != (None, None) or all(any(_calls(arm)) for arm in (body, orelse))

    def _may_be_traced(self, call: tree.Call) -> bool:
        """Whether a call is not known to do more than to compute: both arms of a `cond` are traced."""
        if self.purity.is_pure(tree.Call(call.at, call.func, ())):
            return True
        name = self.purity.dotted(call.func)
        if name is not None:
            row = lookup(name)
            return name not in PURE_BUILTINS and "." in name and (row is None or row.impure is None)
        match call.func:
            case tree.Name(id=own):
                return not _has_effects(self._module, own)
            case tree.Attribute(value=tree.Name(id=owner)):
                # Layers of a module make their parameters when they are called, which a `cond` would trace.
                return owner != "self"
        return False


def _is_numeric(node: tree.Compare) -> bool:
    return all(op in COMPARISONS for op, _ in node.rest)


def _calls(node: tree.Expr) -> Iterator[tree.Call]:
    return (part for part in nodes((node,)) if isinstance(part, tree.Call))


def _has_effects(module: Module, name: str) -> bool:
    """Whether a function of the module does more than to compute, as its text tells."""
    for entry in module.index.statements:
        if name not in entry.binds:
            continue
        for node in nodes(module.open(entry.number)):
            match node:
                case tree.ExprStmt(value=tree.Call()) | tree.GlobalDecl() | tree.NonlocalDecl():
                    return True
                case tree.Assign(targets=targets) if any(
                    isinstance(target, (tree.Attribute, tree.Subscript)) for target in targets
                ):
                    return True
    return False
