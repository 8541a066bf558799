"""What a statement writes into, and whether a JAX array could be there, as far as its `ast` tells.

An object that the code spells out as a dict, a list, a new NumPy array or a library's own cannot be one. What
a parameter holds only callers know; everything else may be an array.
"""

from __future__ import annotations

import ast
import builtins
import sys

from jaxlint.engine.variables import (
    EITHER,
    FUNCTIONS,
    Function,
    Source,
    Variables,
    bind_all,
    home_of,
    own_nodes,
    parameters,
)
from jaxlint.signatures.annotations import ARRAY_CLASSES, JAXTYPING_DTYPES
from jaxlint.signatures.array_facts import WRITES_IN_PLACE
from jaxlint.signatures.libraries import JAX_LIBRARIES, LIBRARIES
from jaxlint.signatures.methods import MethodKind, array_method_kind
from jaxlint.signatures.updates import UPDATE_METHODS
from jaxlint.syntax.bindings import ImportRecord
from jaxlint.syntax.content import Feature
from jaxlint.syntax.index import Index
from jaxlint.syntax.walking import walk
from jaxlint.tracer.attributes import READ_ONLY

WRITERS = frozenset("copyto fill_diagonal put place putmask shuffle put_along_axis at".split())
"""Last names of functions that write into an argument."""

FRESH = frozenset(
    """
    zeros ones empty full eye identity arange linspace zeros_like ones_like empty_like full_like array copy
    stack concatenate hstack vstack loadtxt fromiter repeat tile
    """.split()
)
"""Functions of NumPy that always give a new array of NumPy."""

GIVING_BACK = frozenset(
    {"copy.copy", "copy.deepcopy", "functools.reduce", "functools.partial", "typing.cast"}
)
"""Functions of Python's library that may give back an array."""

BACK = frozenset(
    {"getattr", "next", "max", "min", "sum", "abs", "pow", "round", "reduce", "eval", "super", "vars"}
)
"""Built-in functions that may give an array, or what holds one."""

SELF_CONTAINED = (
    ast.Constant
    | ast.JoinedStr
    | ast.Dict
    | ast.List
    | ast.Set
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.Call
)
"""Expressions that say what they make without a look at variables."""

_WRITING = frozenset({ast.Subscript, ast.Attribute, ast.AugAssign, ast.Expr, ast.Call})

ARRAYS = frozenset(ARRAY_CLASSES) | frozenset(JAXTYPING_DTYPES)
PLAIN = frozenset(sys.stdlib_module_names) | (LIBRARIES - JAX_LIBRARIES)


class Written:
    """What the statements of one module write into."""

    def __init__(self, index: Index) -> None:
        self._busy: set[str] = set()
        self._index = index
        self._module = Variables(None)
        self._attributes: dict[str, list[ast.expr | None]] | None = None
        self._changed_inside: set[str] = set()
        for record in index.imports:
            if record.name != "*":
                self._module.bind(record.asname or (record.name or record.module).partition(".")[0], record)
        for name in index.global_writes:
            self._module.bind(name, EITHER)
        for statement in index.statements:
            node = statement.node
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self._module.bind(node.name, Source.NOWHERE)
            elif not isinstance(node, (ast.Import, ast.ImportFrom)) and statement.binds:
                bind_all(self._module, own_nodes([node]), EITHER)

    def source(self, statement: ast.stmt) -> Source:
        """Where the arrays could come from that a statement writes into, its functions included."""
        self._changed_inside = {
            name for node in walk(statement) if isinstance(node, ast.Nonlocal) for name in node.names
        }
        if isinstance(statement, FUNCTIONS):
            return self._in_function(statement, self._module, Source.GIVEN)
        return self._in_nodes(own_nodes([statement]), self._module)

    def _in_function(self, function: Function, outer: Variables, given: Source) -> Source:
        scope = Variables(outer)
        for argument in parameters(function.args):
            stated = argument.annotation is not None and self._may_be_array(argument.annotation)
            scope.bind(argument.arg, given | Source.MADE if stated else given)
        nodes = own_nodes([function.body] if isinstance(function, ast.Lambda) else function.body)
        bind_all(scope, nodes, EITHER)
        for name in self._changed_inside & scope.values.keys():
            scope.bind(name, EITHER)
        return self._in_nodes(nodes, scope)

    def _in_nodes(self, nodes: list[ast.AST], scope: Variables) -> Source:
        found = Source.NOWHERE
        for node in nodes:
            if found is EITHER:
                break
            if isinstance(node, FUNCTIONS):
                found |= self._in_function(node, scope, EITHER)
            elif node.__class__ in _WRITING:
                found |= self._written(node, scope)
        return found

    def _written(self, node: ast.AST, scope: Variables) -> Source:
        """Where the array could come from that this node writes into."""
        match node:
            case ast.Subscript(value=base, ctx=context):
                return Source.NOWHERE if isinstance(context, ast.Load) else self._of(base, scope)
            case ast.Attribute(value=base, attr=name, ctx=context):
                stores = name in READ_ONLY and not isinstance(context, ast.Load)
                return self._of(base, scope) if stores else Source.NOWHERE
            case ast.AugAssign(target=ast.Name() as target):
                # An operator writes into a view of NumPy; arrays of JAX are bound anew.
                return self._view(target, scope)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=base, attr=name))):
                if name in UPDATE_METHODS and isinstance(base, ast.Subscript):
                    return self._of(base.value, scope) if _is_at(base.value) else Source.NOWHERE
                if array_method_kind(name) is MethodKind.PURE:
                    return self._of(base, scope)
        if not isinstance(node, ast.Call):
            return Source.NOWHERE
        found = Source.NOWHERE
        for word in node.keywords:
            if word.arg == "out":
                found |= self._of(word.value, scope)
        function = node.func
        name = (
            function.attr
            if isinstance(function, ast.Attribute)
            else function.id
            if isinstance(function, ast.Name)
            else ""
        )
        if name in WRITERS and node.args:
            found |= self._of(node.args[0], scope)
        in_place = name in WRITES_IN_PLACE or array_method_kind(name) is MethodKind.MISSING
        if in_place and isinstance(function, ast.Attribute):
            found |= self._of(function.value, scope)
        return found

    def _view(self, target: ast.Name, scope: Variables) -> Source:
        """Where the array could come from of which a variable may be a read-only view."""
        home = home_of(scope, target.id)
        for value in () if home is None else home.values[target.id]:
            if isinstance(value, ast.Call) and self._dotted(value.func, home).startswith("numpy."):
                return self._of(value, home or scope)
        return Source.NOWHERE

    # Where values come from

    def _of(self, node: ast.expr, scope: Variables) -> Source:
        match node:
            case (
                ast.Constant() | ast.JoinedStr() | ast.Dict() | ast.List() | ast.Set() | ast.Lambda()
                | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp()
            ):  # fmt: skip
                return Source.NOWHERE
            case ast.Name(id=name):
                return self._name(name, scope)
            case ast.IfExp(body=a, orelse=b) | ast.BinOp(left=a, right=b):
                return self._of(a, scope) | self._of(b, scope)
            case ast.BoolOp(values=values):
                return self._union(values, scope)
            case ast.UnaryOp(operand=value) | ast.NamedExpr(value=value):
                return self._of(value, scope)
            case ast.Attribute(value=base, attr=name):
                return self._attribute(node, base, name, scope)
            case ast.Subscript(value=base):
                return self._item(base, scope)
            case ast.Call():
                return self._call(node, scope)
        return Source.MADE

    def _union(self, nodes: list[ast.expr], scope: Variables) -> Source:
        found = Source.NOWHERE
        for node in nodes:
            found |= self._of(node, scope)
        return found

    def _name(self, name: str, scope: Variables) -> Source:
        home = home_of(scope, name)
        if home is None:
            return Source.NOWHERE if hasattr(builtins, name) else Source.MADE
        if name in home.busy:
            return Source.NOWHERE
        home.busy.add(name)
        found = Source.NOWHERE
        for value in home.values[name]:
            match value:
                case Source():
                    found |= value
                case ImportRecord(module=module, level=level, name=imported):
                    plain = not level and module.partition(".")[0] in PLAIN
                    found |= Source.NOWHERE if plain or imported is None else EITHER
                case _:
                    found |= self._of(value, home)
        home.busy.discard(name)
        return found

    def _attribute(self, node: ast.Attribute, base: ast.expr, name: str, scope: Variables) -> Source:
        dotted = self._dotted(node, scope)
        if dotted and dotted.partition(".")[0] in PLAIN:
            return Source.NOWHERE
        if name == "at" or name in READ_ONLY:
            return self._of(base, scope)
        known = self._stored().get(name)
        if known and name not in self._busy:
            # `a.x = b.x`: an attribute that is stored from itself tells nothing more.
            self._busy.add(name)
            elsewhere = any(value is None or self._of(value, self._module) for value in known)
            self._busy.discard(name)
            if not elsewhere:
                return Source.NOWHERE
        origin = self._of(base, scope)
        root: ast.expr = base
        while isinstance(root, ast.Attribute):
            root = root.value
        if origin is Source.GIVEN and isinstance(root, ast.Name) and root.id not in ("self", "cls"):
            return Source.GIVEN
        return EITHER

    def _item(self, base: ast.expr, scope: Variables) -> Source:
        """An item of what a new array of NumPy or an argument is; containers may hold anything."""
        origin = self._of(base, scope)
        if origin is not Source.NOWHERE:
            return origin
        home = home_of(scope, base.id) if isinstance(base, ast.Name) else None
        values = home.values[base.id] if home is not None and isinstance(base, ast.Name) else [base]
        fresh = all(
            isinstance(v, ast.Call) and self._dotted(v.func, home or scope).startswith("numpy.")
            for v in values
        )
        return Source.NOWHERE if fresh else Source.MADE

    def _call(self, node: ast.Call, scope: Variables) -> Source:
        dotted = self._dotted(node.func, scope)
        root, _, rest = dotted.partition(".")
        if root == "numpy":
            if rest in FRESH and not _keeps(node):
                return Source.NOWHERE
            # Whether a conversion copies may hang on the dtype that callers pass.
            stated = Source.GIVEN if len(node.args) + len(node.keywords) > 1 else Source.NOWHERE
            origin = self._arguments(node, scope)
            return origin | stated if origin else origin
        if root == "builtins":
            return self._arguments(node, scope) | Source.MADE if rest in BACK else Source.NOWHERE
        if dotted in GIVING_BACK:
            return Source.MADE
        if root in PLAIN:
            return Source.NOWHERE
        if isinstance(node.func, ast.Attribute) and node.func.attr == "copy" and not dotted:
            return self._of(node.func.value, scope)
        if isinstance(node.func, ast.Name) and self._is_class(node.func.id, scope):
            return Source.NOWHERE
        if dotted.startswith(("jax.numpy.", "jax.random.", "jax.lax.")):
            return Source.MADE
        return EITHER

    def _arguments(self, node: ast.Call, scope: Variables) -> Source:
        return self._union([*node.args, *(word.value for word in node.keywords)], scope)

    def _may_be_array(self, annotation: ast.expr) -> bool:
        """Whether an annotation could be one of arrays."""
        named = annotation.value if isinstance(annotation, ast.Subscript) else annotation
        if not isinstance(named, (ast.Name, ast.Attribute)):
            return False
        dotted = self._dotted(named, self._module)
        if dotted:
            root = dotted.partition(".")[0]
            return (
                root not in PLAIN and root != "builtins" and (root not in JAX_LIBRARIES or dotted in ARRAYS)
            )
        return not (isinstance(named, ast.Name) and self._is_class(named.id, self._module))

    def _is_class(self, name: str, scope: Variables) -> bool:
        if home_of(scope, name) is not self._module:
            return False
        numbers = self._index.bindings.get(name, ())
        return len(numbers) == 1 and isinstance(self._index.statements[numbers[0]].node, ast.ClassDef)

    def _dotted(self, node: ast.expr, scope: Variables | None) -> str:
        """The library's name that an expression spells: `numpy.zeros`, `builtins.dict`; empty for others."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        home = None if scope is None else home_of(scope, node.id)
        if home is None:
            return "builtins." + node.id if not parts and hasattr(builtins, node.id) else ""
        values = home.values[node.id]
        record = values[0]
        if not isinstance(record, ImportRecord) or record.level or any(v != record for v in values[1:]):
            return ""
        if record.name is not None:
            base = f"{record.module}.{record.name}"
        else:
            base = record.module if record.asname else record.module.partition(".")[0]
        return ".".join([base, *reversed(parts)])

    def _stored(self) -> dict[str, list[ast.expr | None]]:
        """Attributes that the module stores, with the values; None for what is not looked into."""
        if self._attributes is None:
            self._attributes = {}
            for statement in self._index.statements:
                if statement.features & Feature.ATTRIBUTE_STORE:
                    _store_all(statement.node, self._attributes)
        return self._attributes


def _store_all(statement: ast.stmt, attributes: dict[str, list[ast.expr | None]]) -> None:
    """Note every store of an attribute; a value counts where it needs no variable to be known."""
    taken: set[int] = set()
    for node in walk(statement):
        match node:
            case ast.Assign(targets=targets, value=value):
                pass
            case ast.AnnAssign(value=ast.expr() as value):
                targets = [node.target]
            case ast.Attribute(ctx=ast.Store()):
                if id(node) not in taken:
                    attributes.setdefault(node.attr, []).append(None)
                continue
            case _:
                continue
        for target in targets:
            if isinstance(target, ast.Attribute):
                attributes.setdefault(target.attr, []).append(
                    value if isinstance(value, SELF_CONTAINED) else None
                )
                taken.add(id(target))


def _keeps(node: ast.Call) -> bool:
    """Whether a call is told not to copy."""
    return any(word.arg in ("copy", None) for word in node.keywords)


def _is_at(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "at"
