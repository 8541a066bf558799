"""A variable that a traced function reads made an argument of it, at the definition and at every call."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.origins import Place
from jaxlint.domain.values import UNKNOWN, Array, Const, Extent, Host, NumPyArray, Value
from jaxlint.fixes.arithmetic import Arithmetic
from jaxlint.fixes.imports import newline
from jaxlint.fixes.mentions import Mention, Variable, everything, mentions
from jaxlint.fixes.purity import Purity
from jaxlint.fixes.source import Source, opening_parentheses
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.program.tree import ParameterKind
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.events import StaleRead

HANDS_ON = frozenset(
    {
        "jax.jit",
        "jax.checkpoint",
        "jax.remat",
        "jax.grad",
        "jax.value_and_grad",
        "equinox.filter_jit",
        "flax.nnx.jit",
        "haiku.jit",
    }
)
"""Transformations that hand their arguments on: one more at the end changes nothing for the others."""

NUMBERING = frozenset(
    {"static_argnums", "static_argnames", "donate_argnums", "donate_argnames", "donate", "argnums"}
)
"""Options that name arguments: a number from the front stays right, one from the back does not."""

HARMLESS = NUMBERING | {
    "has_aux",
    "inline",
    "keep_unused",
    "holomorphic",
    "allow_int",
    "policy",
    "prevent_cse",
}
NUMBERS = (bool, int, float, complex)
HOST_NUMBERS = frozenset({"bool", "int", "float", "complex"})


class UnfitError(Exception):
    """The program is not simple enough for the fix to be surely right."""


def pass_as_argument(event: StaleRead, module: Module) -> Fix | None:
    """`f(x)` that reads `n`, as `f(x, n)`, and its calls likewise; None where that is not surely right."""
    if event.definition is None or not _is_number(event.value) or not isinstance(event.node, tree.Name):
        return None
    if event.definition.module != module.name or event.place.module != module.name:
        return None
    try:
        edits = tuple(_Change(event, event.definition, module).edits())
    except UnfitError:
        return None
    title = f"Pass `{event.name}` to `{event.function}` as an argument"
    return Fix(title, edits, Applicability.UNSAFE)


def _is_number(value: Value) -> bool:
    """Whether a value is one that JAX takes as an argument."""
    match value:
        case Const(value=constant):
            return isinstance(constant, NUMBERS)
        case Host(type_name=name):
            return name in HOST_NUMBERS
    return isinstance(value, (Array, NumPyArray, Extent)) or value is UNKNOWN


class _Change:
    """One parameter more."""

    def __init__(self, event: StaleRead, definition: Place, module: Module) -> None:
        self._module, self._source, self._name = module, Source(module), event.name
        self._at = _definition(module, definition)
        assert isinstance(self._at.node, tree.FunctionDef)
        self._definition = self._at.node
        self._function = self._definition.function
        uses = self._uses(event)
        self._variable = uses[0].variable(self._name)
        calculations = Arithmetic(module, self._function, event.arrays)
        if not all(calculations.absorbs(use) for use in uses):
            raise UnfitError
        self._by_keyword = self._has_defaults() or self._has_kind(ParameterKind.KEYWORD_ONLY)

    def edits(self) -> Iterator[Edit]:
        self._check_definition()
        calls = list(self._calls())
        if not calls:
            raise UnfitError
        yield self._new_parameter()
        for call in calls:
            yield self._new_argument(call)

    # What is read

    def _uses(self, event: StaleRead) -> list[Mention]:
        """Where the function itself reads the variable; the event's read is one of them."""
        found = mentions(self._module, self._name)
        if found is None or self._function.scope.bound & {self._name}:
            raise UnfitError
        inside = [one for one in found if one.within(self._function.scope)]
        if any(isinstance(one.node, (tree.GlobalDecl, tree.NonlocalDecl)) for one in inside):
            raise UnfitError
        read = next((one for one in inside if one.node is event.node), None)
        if read is None:
            raise UnfitError
        variable = read.variable(self._name)
        return [
            one for one in inside if isinstance(one.node, tree.Name) and one.variable(self._name) == variable
        ]

    # The definition

    def _check_definition(self) -> None:
        function = self._function
        home = self._at.frames[-1] if self._at.frames else None
        refused = (ParameterKind.VAR_POSITIONAL, ParameterKind.VAR_KEYWORD, ParameterKind.POSITIONAL_ONLY)
        if home is not None and home.is_class:
            raise UnfitError
        if function.is_async or function.is_generator or any(self._has_kind(kind) for kind in refused):
            raise UnfitError
        if not all(self._hands_on(decorator) for decorator in self._definition.decorators):
            raise UnfitError
        for entry in self._module.index.statements:
            if function.name in entry.attributes:
                raise UnfitError
        if any(f"{quote}{function.name}{quote}" in self._module.text for quote in "'\""):
            # `__all__`, `getattr`: the function is known by its name elsewhere.
            raise UnfitError

    def _has_kind(self, kind: ParameterKind) -> bool:
        return any(parameter.kind is kind for parameter in self._function.parameters)

    def _has_defaults(self) -> bool:
        return any(parameter.default is not None for parameter in self._function.parameters)

    def _hands_on(self, node: tree.Expr) -> bool:
        """Whether a decorator is one of the transformations, bare or with options."""
        if not isinstance(node, tree.Call):
            return self._dotted(node) in HANDS_ON
        name, args = self._dotted(node.func), node.args
        if name == "functools.partial" and args and args[0].keyword is None:
            name, args = self._dotted(args[0].value), args[1:]
        return name in HANDS_ON and all(_is_harmless(argument) for argument in args)

    def _dotted(self, node: tree.Expr) -> str | None:
        return Purity(self._module, node.at).dotted(node)

    # Calls

    def _calls(self) -> Iterator[Mention]:
        """Every call of the function, under each name that it has.

        Raises:
            UnfitError: when it is used in another way.
        """
        own = self._at.variable(self._function.name)
        waiting, seen = [own], {own}
        while waiting:
            variable = waiting.pop()
            bound: set[tree.Node] = set()
            targets: list[tree.Node] = []
            for one in mentions(self._module, variable.name) or ():
                if one.variable(variable.name) != variable:
                    continue
                if one.node is self._definition:
                    bound.add(one.node)
                elif not isinstance(one.node, tree.Name):
                    raise UnfitError
                elif isinstance(one.parents[-1], tree.Assign) and one.node in one.parents[-1].targets:
                    targets.append(one.node)
                else:
                    reached = self._reached(one)
                    if isinstance(reached, tree.Assign):
                        target = self._new_name(reached, one)
                        if target == variable:
                            bound.add(reached.targets[0])
                        elif target in seen:
                            raise UnfitError
                        else:
                            seen.add(target)
                            waiting.append(target)
                    else:
                        yield self._checked(Mention(reached, one.parents, one.frames))
            if variable == own:
                if any(target not in bound for target in targets) or self._definition not in bound:
                    raise UnfitError
            elif len(targets) != 1:
                raise UnfitError

    def _reached(self, one: Mention) -> tree.Call | tree.Assign:
        """The call of a mentioned function, through transformations around it, or the assignment of these."""
        child: tree.Node = one.node
        parents = [*one.parents]
        while parents:
            parent = parents.pop()
            match parent:
                case tree.Call(func=func) if func is child:
                    return parent
                case tree.Assign(value=value) if value is child and child is not one.node:
                    return parent
                case tree.Argument(keyword=None, stars=0):
                    call = parents.pop()
                    if not isinstance(call, tree.Call) or call.args[0] is not parent:
                        raise UnfitError
                    if self._dotted(call.func) not in HANDS_ON or not all(map(_is_harmless, call.args[1:])):
                        raise UnfitError
                    child = call
                case _:
                    raise UnfitError
        raise UnfitError

    def _new_name(self, statement: tree.Assign, one: Mention) -> Variable:
        match statement.targets:
            case (tree.Name(id=name),):
                return one.variable(name)
        raise UnfitError

    def _checked(self, one: Mention) -> Mention:
        """A call that can take one argument more, and sees the variable that the function reads."""
        call = one.node
        assert isinstance(call, tree.Call)
        if any(argument.stars or argument.keyword == self._name for argument in call.args):
            raise UnfitError
        named = any(argument.keyword for argument in call.args)
        if not self._by_keyword and not named and len(call.args) != len(self._function.parameters):
            raise UnfitError
        if len(call.args) == 1 and isinstance(call.args[0].value, tree.Comprehension):
            raise UnfitError
        inside = one.within(self._function.scope)
        if not inside and one.variable(self._name) != self._variable:
            raise UnfitError
        if inside and one.variable(self._name) not in (self._variable, self._parameter):
            raise UnfitError
        return one

    @property
    def _parameter(self) -> Variable:
        return Variable(self._name, id(self._function.scope))

    # Edits

    def _new_parameter(self) -> Edit:
        star = "*, " if self._has_defaults() and not self._has_kind(ParameterKind.KEYWORD_ONLY) else ""
        self._check_faithful(self._definition)
        parameters = self._function.parameters
        if parameters:
            return self._after(parameters[-1], self._end(parameters[-1]), star + self._name)
        opening = self._source.after_blank(self._source.end(tree.Node(self._definition.name_at)))
        if not self._source.text.startswith("(", opening):
            raise UnfitError
        return self._source.insert(opening + 1, self._name)

    def _end(self, parameter: tree.Parameter) -> int:
        """Where a parameter ends, with its annotation and default."""
        source, end = self._source, self._source.end(parameter)
        for part in (parameter.annotation, parameter.default):
            if part is not None:
                gap = source.text[end : source.start(part)]
                end = source.outer_end(part, opening_parentheses(gap))
        return end

    def _new_argument(self, one: Mention) -> Edit:
        call = one.node
        assert isinstance(call, tree.Call)
        self._check_faithful(call)
        closing = self._source.end(call) - 1
        named = self._by_keyword or any(argument.keyword for argument in call.args)
        text = f"{self._name}={self._name}" if named else self._name
        if not call.args:
            return self._source.insert(closing, text)
        last = call.args[-1]
        end = self._source.end(last.value)
        while (bracket := self._source.after_filler(end)) < closing and self._source.text[bracket] == ")":
            end = bracket + 1
        return self._after(last, end, text)

    def _after(self, node: tree.Node, end: int, text: str) -> Edit:
        """One item more after the last one, on a line of its own if that one has one."""
        start = self._source.start(node)
        line = self._source.text.rfind("\n", 0, start) + 1
        before = self._source.text[line:start]
        separator = ", " if before.strip() else f",{newline(self._module)}{before}"
        return self._source.insert(end, separator + text)

    def _check_faithful(self, node: tree.Node) -> None:
        if not self._module.is_faithful(node.at):
            raise UnfitError


def _definition(module: Module, place: Place) -> Mention:
    for one in everything(module.open(module.statement_of(place.at))):
        if isinstance(one.node, tree.FunctionDef) and one.node.function.at == place.at:
            return one
    raise UnfitError


def _is_harmless(argument: tree.Argument) -> bool:
    """Whether an option of a transformation stays right with one argument more at the end."""
    if argument.keyword not in HARMLESS:
        return False
    if argument.keyword not in NUMBERING:
        return True
    value = argument.value
    items = value.elements if isinstance(value, tree.Sequence) else (value,)
    return all(
        isinstance(item, tree.Constant) and (isinstance(item.value, str) or _counts_from_front(item.value))
        for item in items
    )


def _counts_from_front(value: object) -> bool:
    return isinstance(value, int) and value >= 0
