"""Whether evaluating an expression changes nothing, so that it may be evaluated earlier, later or twice."""

from __future__ import annotations

from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.names import Names
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.methods import MethodKind, array_method_kind
from jaxlint.signatures.table import lookup

PURE_BUILTINS = frozenset(
    {
        "abs",
        "all",
        "any",
        "bool",
        "bytes",
        "complex",
        "divmod",
        "float",
        "frozenset",
        "getattr",
        "hasattr",
        "hash",
        "int",
        "isinstance",
        "issubclass",
        "len",
        "max",
        "min",
        "pow",
        "range",
        "repr",
        "round",
        "slice",
        "sorted",
        "str",
        "sum",
        "tuple",
        "type",
    }
)
PURE_MODULES = ("jax.numpy.", "jax.lax.", "jax.nn.", "jax.random.", "math.", "operator.")
"""Modules whose functions change nothing: NumPy's say so in their rows."""


class Purity:
    """What can be said of the expressions at one place of a module."""

    def __init__(self, module: Module, at: int) -> None:
        self._module, self._at = module, at
        self._found: Names | None = None

    @property
    def _names(self) -> Names:
        """Worked out when the first call is met."""
        if self._found is None:
            self._found = Names(self._module, self._module.span_of(self._at))
        return self._found

    def is_pure(self, root: tree.Expr) -> bool:
        """Whether an expression is free of side effects."""
        return all(self._is_harmless(node) for node in nodes((root,)))

    def _is_harmless(self, node: tree.Node) -> bool:
        match node:
            case tree.Walrus() | tree.Yield() | tree.Await() | tree.Opaque():
                return False
            case tree.Call(func=func):
                return self._is_pure_call(func)
        return True

    def _is_pure_call(self, func: tree.Expr) -> bool:
        name = self.dotted(func)
        if name is not None:
            if name in PURE_BUILTINS or name.startswith(PURE_MODULES):
                return True
            signature = lookup(name)
            return signature is not None and signature.impure is None and not signature.does
        match func:
            case tree.Attribute(value=tree.Subscript(value=tree.Attribute(attr="at")), attr=attr):
                return attr != "at"
            case tree.Attribute(attr=attr):
                return array_method_kind(attr) is MethodKind.PURE
        return False

    def dotted(self, node: tree.Expr) -> str | None:
        """The canonical name of a function: `jax.numpy.add`, `len`; None where it is the program's own."""
        match node:
            case tree.Name(id=name):
                meaning = self._names.meaning(name)
                return name if meaning is None and self._names.is_builtin(name) else meaning
            case tree.Attribute(value=value, attr=attr):
                owner = self.dotted(value)
                return None if owner is None else f"{owner}.{attr}"
        return None


def is_steady(root: tree.Expr) -> bool:
    """Whether no call made meanwhile gives an expression another value: constants, names, arithmetic."""
    allowed = tree.Constant | tree.Name | tree.Slice | tree.Unary | tree.Binary | tree.Sequence
    return all(isinstance(node, allowed) for node in nodes((root,)))


def is_suspended(root: tree.Expr) -> bool:
    """Whether an expression binds names or lets other code run in its middle."""
    kinds = tree.Walrus | tree.Yield | tree.Await | tree.Starred | tree.Opaque
    return any(isinstance(node, kinds) for node in nodes((root,)))
