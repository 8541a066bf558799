"""`and`, `or`, `not` and chained comparisons of arrays, written with the operators that arrays have."""

from __future__ import annotations

from collections.abc import Callable

from jaxlint.fixes.arithmetic import COMPARISONS
from jaxlint.fixes.imports import Spelling
from jaxlint.fixes.operands import Kind, Operands
from jaxlint.fixes.purity import Purity, is_suspended
from jaxlint.fixes.source import Source, is_plain
from jaxlint.program import tree
from jaxlint.records import dataclass
from jaxlint.text.edits import Edit

ATOMS = tree.Name | tree.Constant | tree.Call | tree.Attribute | tree.Subscript
OPERATORS = {"and": ("&", 2), "or": ("|", 1)}
"""With how tightly they bind; a comparison binds less than either."""
TIGHT = 3


@dataclass(frozen=True, slots=True)
class Elementwise:
    """The text of a test on every element, how tightly its operator binds, and the imports that it needs."""

    text: str
    binding: int
    edits: tuple[Edit, ...] = ()

    def within(self, binding: int) -> str:
        """The text as an operand of an operator."""
        return self.text if self.binding >= binding else f"({self.text})"


class Tests:
    """Writes tests anew. `spelled` says how a function of `jax.numpy` is written where they stand."""

    __test__ = False

    def __init__(
        self,
        source: Source,
        operands: Operands,
        purity: Purity,
        spelled: Callable[[str], Spelling | None],
    ) -> None:
        self._source, self._operands, self._purity = source, operands, purity
        self._spelled = spelled

    def elementwise(self, node: tree.Expr) -> Elementwise | None:
        """The test as arrays understand it; None where that may mean something else."""
        if is_suspended(node) or not self._purity.is_pure(node):
            return None
        return self._written(node)

    def _written(self, node: tree.Expr) -> Elementwise | None:
        match node:
            case tree.Boolean(op=op, left=left, right=right):
                first, second = self._written(left), self._written(right)
                if first is None or second is None:
                    return None
                sign, binding = OPERATORS[op]
                text = f"{first.within(binding)} {sign} {second.within(binding)}"
                return Elementwise(text, binding, first.edits + second.edits)
            case tree.Unary(op="not", operand=operand):
                return self._negated(operand)
            case tree.Compare(rest=rest) if len(rest) > 1:
                return self._chain(node)
        text = self._source.of(node)
        if not self._operands.is_truth(node) or not is_plain(text):
            return None
        return Elementwise(text, TIGHT if isinstance(node, ATOMS) else 0)

    def _negated(self, operand: tree.Expr) -> Elementwise | None:
        written = self._written(operand)
        if written is None:
            return None
        if self._operands.kind(operand) is Kind.ARRAY:
            return Elementwise(f"~{written.within(TIGHT)}", TIGHT, written.edits)
        # `~True` is -2: what may be Python's own truth value has to be negated by a function.
        spelling = self._spelled("logical_not")
        if spelling is None:
            return None
        return Elementwise(f"{spelling.text}({written.text})", TIGHT, written.edits + spelling.edits)

    def _chain(self, node: tree.Compare) -> Elementwise | None:
        """`a < b < c`: what stands in the middle is evaluated twice."""
        operands = [node.left, *(right for _, right in node.rest)]
        texts = [self._operand(operand) for operand in operands]
        if not all(op in COMPARISONS for op, _ in node.rest) or not self._operands.is_truth(node):
            return None
        if not all(is_plain(text) for text in texts):
            return None
        pairs = zip(texts, node.rest, texts[1:], strict=False)
        text = " & ".join(f"({left} {op} {right})" for left, (op, _), right in pairs)
        return Elementwise(text, OPERATORS["and"][1])

    def _operand(self, node: tree.Expr) -> str:
        text = self._source.of(node)
        loose = tree.Compare | tree.Boolean | tree.Conditional | tree.Lambda
        is_not = isinstance(node, tree.Unary) and node.op == "not"
        return f"({text})" if is_not or isinstance(node, loose) else text
