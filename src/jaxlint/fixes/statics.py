"""A parameter of a jitted function that its callers fill with literals, made static: `static_argnames="n"`."""

from __future__ import annotations

from collections.abc import Iterator

from jaxlint.domain.values import Array, PyTree
from jaxlint.fixes.arithmetic import local_values
from jaxlint.fixes.bindings import nodes
from jaxlint.fixes.imports import spell
from jaxlint.fixes.mentions import Mention, Variable, everything, mentions
from jaxlint.fixes.names import Names
from jaxlint.fixes.purity import Purity
from jaxlint.fixes.source import Source
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.program.tree import ParameterKind
from jaxlint.records import dataclass
from jaxlint.text.edits import Applicability, Edit, Fix
from jaxlint.tracer.concretization import Concretization

JIT = "jax.jit"
PARTIAL = "functools.partial"
FLAGS = frozenset({bool, str})
"""Types of which there are few values: compiling once for each is what was meant."""
CHOICES = FLAGS | {int}
"""Types of what a program chooses by; a float is a quantity, and hardly ever twice the same."""
KINDS = (ParameterKind.POSITIONAL, ParameterKind.KEYWORD_ONLY)
LITERALS = (bool, int, float, str)


class UnfitError(Exception):
    """The program is not simple enough for the fix to be surely right."""


def static_types(event: Concretization, module: Module) -> frozenset[type]:
    """The types of the literals that callers pass for the parameter of a finding; empty: it cannot be static."""
    found = _found(event, module)
    return frozenset({object}) if found is None else found.types


def static_fix(event: Concretization, module: Module) -> Fix | None:
    """The parameter named in `static_argnames`; None where a caller in view may pass an array."""
    found = _found(event, module)
    if found is None:
        return None
    try:
        edits = tuple(_Option(module, found).edits())
    except UnfitError:
        return None
    return Fix(f"Make `{found.parameter.name}` static", edits, Applicability.UNSAFE)


@dataclass(frozen=True, slots=True)
class _Found:
    """A parameter, where its function is jitted (the decorator, or the call of `jax.jit`), and what is passed."""

    parameter: tree.Parameter
    function: tree.Function
    jitted: tree.Expr
    is_decorator: bool
    types: frozenset[type]


def _found(event: Concretization, module: Module) -> _Found | None:
    try:
        return _Search(event, module).found()
    except UnfitError:
        return None


class _Search:
    """Looks for the function, its jit, and its calls."""

    def __init__(self, event: Concretization, module: Module) -> None:
        self._event, self._module = event, module
        origin = event.value.origin
        if origin is None or origin.place.module != module.name or f"`{JIT}`" not in origin.because:
            raise UnfitError
        self._at = self._parameter(origin.place.at)
        assert isinstance(self._at.node, tree.Parameter)
        self._parameter_node = self._at.node
        definition = self._at.parents[-1] if self._at.parents else None
        if not isinstance(definition, tree.FunctionDef) or any(frame.is_class for frame in self._at.frames):
            raise UnfitError
        self._definition, self._function = definition, definition.function

    def _parameter(self, at: int) -> Mention:
        for number in self._module.index.slices[self._group(at)].numbers:
            for one in everything(self._module.open(number)):
                if isinstance(one.node, tree.Parameter) and one.node.at == at:
                    return one
        raise UnfitError

    def _group(self, at: int) -> int:
        return self._module.index.statements[self._module.statement_of(at)].group

    def found(self) -> _Found:
        asked = self._asked_with()
        if self._parameter_node not in asked or any(parameter.kind not in KINDS for parameter in asked):
            raise UnfitError
        jitted, variable, at_once = self._jitted()
        calls = [*at_once, *self._calls(variable)]
        if not calls:
            raise UnfitError
        types = frozenset(self._type_passed(call, parameter) for call in calls for parameter in asked)
        is_decorator = jitted in self._definition.decorators
        return _Found(self._parameter_node, self._function, jitted, is_decorator, types)

    def _asked_with(self) -> list[tree.Parameter]:
        """The parameters in what is asked, as they were passed; all else in it is known while tracing."""
        frame = self._event.frames[-1] if self._event.frames else None
        used = {node.id for node in nodes((self._event.node,)) if isinstance(node, tree.Name)}
        if frame is None or frame.function.at != self._function.at or self._parameter_node.name not in used:
            raise UnfitError
        rebound = {bound for bound, _ in local_values(self._function)}
        traced = {given for given, value in frame.arguments if isinstance(value, (Array, PyTree))}
        passed = {given for given, _ in frame.arguments}
        names = Names(self._module, self._module.span_of(self._event.node.at))
        for one in used - (passed - rebound):
            if not names.is_builtin(one) and names.meaning(one) is None and not self._is_constant(one):
                raise UnfitError
        return [parameter for parameter in self._function.parameters if parameter.name in used & traced]

    def _is_constant(self, name: str) -> bool:
        """Whether a name is the module's own for something that it spells out."""
        if name in self._function.scope.bound:
            return False
        bound = [s for s in self._module.index.statements if name in s.binds]
        literal = self._module.literal(bound[0].number) if len(bound) == 1 else None
        return literal is not None

    # The jit

    def _jitted(self) -> tuple[tree.Expr, Variable | None, list[Mention]]:
        """The decorator or the call that jits, the variable whose calls are jitted, and a call on the spot."""
        decorators = self._definition.decorators
        own = self._variable()
        if decorators:
            if len(decorators) != 1 or not self._is_jit(decorators[0]):
                raise UnfitError
            return decorators[0], own, []
        applied = [
            one
            for one in mentions(self._module, self._function.name) or ()
            if one.variable(self._function.name) == own and self._is_applied(one)
        ]
        if len(applied) != 1:
            raise UnfitError
        call, *around = reversed(applied[0].parents[:-1])
        assert isinstance(call, tree.Call)
        match around[0] if around else None:
            case tree.Assign(targets=(tree.Name(id=name),), value=value) if value is call:
                return call, applied[0].variable(name), []
            case tree.Call(func=func) as outer if func is call:
                return call, None, [Mention(outer, applied[0].parents, applied[0].frames)]
        raise UnfitError

    def _variable(self) -> Variable:
        return Mention(self._definition, (), self._at.frames).variable(self._function.name)

    def _is_jit(self, node: tree.Expr) -> bool:
        if not isinstance(node, tree.Call):
            return self._dotted(node) == JIT
        name = self._dotted(node.func)
        if name == PARTIAL and node.args:
            return self._dotted(node.args[0].value) == JIT
        return name == JIT

    def _is_applied(self, one: Mention) -> bool:
        match one.parents[-2:]:
            case (tree.Call(func=func, args=(first, *_)), tree.Argument(keyword=None, stars=0) as mine):
                return mine is first and self._dotted(func) == JIT
        return False

    def _dotted(self, node: tree.Expr) -> str | None:
        return Purity(self._module, node.at).dotted(node)

    # What is passed

    def _calls(self, variable: Variable | None) -> Iterator[Mention]:
        """Every call of a variable; all else that is done with it may lead to calls out of sight."""
        if variable is None:
            return
        bindings = 0
        found = mentions(self._module, variable.name)
        for one in found or ():
            if one.variable(variable.name) != variable:
                continue
            parent = one.parents[-1] if one.parents else None
            match one.node, parent:
                case tree.FunctionDef(), _:
                    bindings += 1
                case tree.Name(), tree.Assign(targets=targets) if one.node in targets:
                    bindings += 1
                case tree.Name(), tree.Call(func=func) as call if func is one.node:
                    yield Mention(call, one.parents, one.frames)
                case _:
                    raise UnfitError
        if bindings != 1:
            raise UnfitError

    def _type_passed(self, one: Mention, parameter: tree.Parameter) -> type:
        call = one.node
        assert isinstance(call, tree.Call)
        if any(argument.stars for argument in call.args):
            raise UnfitError
        by_position = [argument for argument in call.args if argument.keyword is None]
        names = [p.name for p in self._function.parameters if p.kind is ParameterKind.POSITIONAL]
        name = parameter.name
        passed = [argument.value for argument in call.args if argument.keyword == name]
        if name in names and names.index(name) < len(by_position):
            passed.append(by_position[names.index(name)].value)
        if not passed and parameter.default is not None:
            passed.append(parameter.default)
        if len(passed) != 1:
            raise UnfitError
        value = self._literal(passed[0], one)
        if not isinstance(value, LITERALS):
            raise UnfitError
        return type(value)

    def _literal(self, node: tree.Expr, one: Mention) -> object:
        """The value that an expression spells out, itself or by the only binding of a name."""
        match node:
            case tree.Constant(value=value):
                return value
            case tree.Unary(op="-", operand=tree.Constant(value=int() | float() as value)):
                return -value
            case tree.Name(id=name):
                return self._bound_literal(name, one)
        return None

    def _bound_literal(self, name: str, one: Mention) -> object:
        variable = one.variable(name)
        found = mentions(self._module, name) or ()
        bindings = [
            other for other in found if other.variable(name) == variable and not _is_read(other, name)
        ]
        match [(other.node, other.parents[-1:]) for other in bindings]:
            case [(tree.Name(), (tree.Assign(targets=(tree.Name(),), value=tree.Constant(value=value)),))]:
                return value
        return None


def _is_read(one: Mention, name: str) -> bool:
    """Whether a mention only reads a variable."""
    if not isinstance(one.node, tree.Name):
        return False
    match one.parents[-1] if one.parents else None:
        case tree.Assign(targets=targets) | tree.Delete(targets=targets):
            return one.node not in targets
        case (
            tree.AugAssign(target=target)
            | tree.AnnAssign(target=target)
            | tree.For(target=target)
            | tree.Generator(target=target)
            | tree.Walrus(target=target)
            | tree.WithItem(target=target)
        ):
            return one.node is not target
        case tree.Sequence() | tree.Starred():
            return not any(isinstance(p, (tree.Assign, tree.For, tree.Generator)) for p in one.parents[-3:])
    return True


def option_edits(
    module: Module, jitted: tree.Expr, parameter: tree.Parameter, function: tree.Function
) -> Iterator[Edit]:
    """The edits that name a parameter in the options of a jit.

    Raises:
        UnfitError: where the options are not written in a way that takes one more.
    """
    yield from _Option(module, _Found(parameter, function, jitted, False, frozenset())).edits()


class _Option:
    """Names the parameter in the options of the jit."""

    def __init__(self, module: Module, found: _Found) -> None:
        self._module, self._found = module, found
        self._source = Source(module)
        if not module.is_faithful(found.jitted.at):
            raise UnfitError

    def edits(self) -> Iterator[Edit]:
        jitted, name = self._found.jitted, self._found.parameter.name
        if isinstance(jitted, tree.Call):
            yield self._option(jitted, name)
            return
        spelling = spell(self._module, PARTIAL, jitted.at)
        if spelling is None:
            raise UnfitError
        start, end = self._source.start(jitted), self._source.end(jitted)
        text = f'{spelling.text}({self._source.of(jitted)}, static_argnames="{name}")'
        yield self._source.replace(start, end, text)
        yield from spelling.edits

    def _option(self, call: tree.Call, name: str) -> Edit:
        options = {one.keyword: one.value for one in call.args if one.keyword is not None}
        names, numbers = options.get("static_argnames"), options.get("static_argnums")
        if any(one.stars for one in call.args) or (names is not None and numbers is not None):
            raise UnfitError
        if names is not None:
            return self._longer(names, f'"{name}"', str)
        if numbers is not None:
            # With both options, JAX takes each for all that there is.
            return self._longer(numbers, str(self._position()), int)
        if not call.args:
            raise UnfitError
        return self._source.insert(self._source.end(call.args[-1].value), f', static_argnames="{name}"')

    def _position(self) -> int:
        names = [p.name for p in self._found.function.parameters if p.kind is ParameterKind.POSITIONAL]
        if self._found.parameter.name not in names:
            raise UnfitError
        return names.index(self._found.parameter.name)

    def _longer(self, option: tree.Expr, text: str, kind: type) -> Edit:
        """One more in an option that names one, or several."""
        source = self._source
        match option:
            case tree.Constant(value=value) if isinstance(value, kind):
                return source.replace(
                    source.start(option), source.end(option), f"({source.of(option)}, {text})"
                )
            case tree.Sequence(elements=(*_, last)) if source.of(option)[:1] in ("(", "["):
                end, closing = source.end(last), source.end(option) - 1
                if source.text[end:closing] == ",":
                    return source.replace(end, closing, f", {text}")
                return source.insert(end, f", {text}")
        raise UnfitError
