"""What a function does with a name after a statement, and which names may stand for the same array."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from jaxlint.fixes.bindings import bindings_of, bound_names, is_from_outside, is_unpacking, nodes, parts
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.syntax.index import StatementKind


class Flow:
    """The statements around one statement: of its function, or of its module's top level."""

    def __init__(self, module: Module, function: tree.Function | None, statement: tree.Stmt) -> None:
        self.function = function
        self._statement = statement
        self.block = tuple(_top_level(module, statement)) if function is None else function.body
        self._again, self._later = _following(self.block, statement) or ((), ())
        """What may run after the statement and before it as well, in a loop; and what runs only after it."""
        later = {node.at for node in nodes(self._later)}
        self._bindings = [binding for binding in bindings_of(self.block) if binding.at not in later]

    def uses(self, name: str) -> bool:
        """Whether the value that `name` has after the statement may be read."""
        if name in _closed_over(self.block):
            return True
        for statement in self._again + self._later:
            if _reads(statement, name):
                return True
            if isinstance(statement, tree.Assign) and any(
                isinstance(target, tree.Name) and target.id == name for target in statement.targets
            ):
                return False
        return False

    def returns(self, name: str) -> bool:
        """Whether the function may return the array of a name after the statement, alone or in a display."""
        return any(
            isinstance(node, tree.Return) and node.value is not None and name in parts(node.value)
            for node in nodes(self._again + self._later)
        )

    def sharing(self, name: str, *, items_are_scalars: bool = False, across_calls: bool = False) -> set[str]:
        """Names that may stand for the array of `name` or for a part of it, wherever they are bound.

        `items_are_scalars`: reading one item of it gives a number, not a view. `across_calls`: functions that
        another statement calls by a bare name, or as methods of `self`, may hand back what they are given.
        """
        same = self._same({name})
        views, owners = set(same), set(same)
        grown = True
        while grown:
            before = len(views) + len(owners)
            for binding in self._bindings:
                if binding.bound & owners:
                    owners |= binding.sources
                of_name = binding.sources_of_vectors if items_are_scalars else binding.sources
                if of_name & same or binding.sources & (views - same):
                    views |= binding.bound
                if across_calls and binding.at != self._statement.at and views & binding.handed_over:
                    views |= binding.bound
            views, owners = self._same(views), self._same(owners)
            grown = len(views) + len(owners) > before
        return (views | owners) - {name}

    def _same(self, names: set[str]) -> set[str]:
        """The names and those that are assigned the very same objects."""
        same = set(names)
        before = 0
        while len(same) > before:
            before = len(same)
            for binding in self._bindings:
                if binding.same & same:
                    same |= binding.same
        return same

    def keeps(self, name: str) -> bool:
        """Whether the array of `name` is put somewhere that outlives the name, or comes from there."""
        same = self._same({name})
        for binding in self._bindings:
            targets = binding.targets
            names = {target.id for target in targets if isinstance(target, tree.Name)}
            if names & same and is_from_outside(binding.value):
                return True
            stored = any(not isinstance(t, tree.Name) and not is_unpacking(t) for t in targets)
            if stored and (names | parts(binding.value)) & same:
                return True
        return False


@lru_cache(maxsize=8)
def _closed_over(block: tuple[tree.Stmt, ...]) -> frozenset[str]:
    """Names in functions inside a block, which may read a variable at any time."""
    bodies = [
        node.function.body for node in nodes(block) if isinstance(node, (tree.FunctionDef, tree.Lambda))
    ]
    return frozenset(node.id for node in nodes(bodies) if isinstance(node, tree.Name))


def _top_level(module: Module, statement: tree.Stmt) -> Iterator[tree.Stmt]:
    """What a module's top level runs, and its functions and classes that mention a name of the statement."""
    names = {node.id for node in nodes((statement,)) if isinstance(node, tree.Name)}
    line = module.line_of(statement.at)
    for entry in module.index.statements:
        runs = entry.kind in (StatementKind.SIMPLE, StatementKind.COMPOUND)
        if runs or entry.names & names or entry.first_line <= line <= entry.last_line:
            yield from module.open(entry.number)


_Following = tuple[tuple[tree.Stmt, ...], tuple[tree.Stmt, ...]]


def _following(block: tuple[tree.Stmt, ...], wanted: tree.Stmt) -> _Following | None:
    """What may run after a statement: in the loops around it, and after them."""
    for number, statement in enumerate(block):
        rest = block[number + 1 :]
        if statement is wanted:
            return (), rest
        inside = _following_inside(statement, wanted)
        if inside is not None:
            again, later = inside
            return again, later + rest
    return None


def _following_inside(statement: tree.Stmt, wanted: tree.Stmt) -> _Following | None:
    match statement:
        case tree.If(body=body, orelse=orelse):
            return _following(body, wanted) or _following(orelse, wanted)
        case tree.For(body=body, orelse=orelse) | tree.While(body=body, orelse=orelse):
            found = _following(body, wanted)
            if found is None:
                return _following(orelse, wanted)
            again, later = found
            return (*again, *later, statement), ()
        case tree.With(body=body) | tree.ClassDef(body=body):
            return _following(body, wanted)
        case tree.Match(cases=cases):
            return _first(_following(case.body, wanted) for case in cases)
        case tree.Try(body=body, handlers=handlers, orelse=orelse, final=final):
            found = _following(body, wanted)
            if found is not None:
                return found[0], (*found[1], tree.Try(statement.at, (), handlers, orelse, final))
            found = _first(_following(part, wanted) for part in (*[h.body for h in handlers], orelse))
            return _following(final, wanted) if found is None else (found[0], found[1] + final)
    return None


def _first(found: Iterable[_Following | None]) -> _Following | None:
    return next((one for one in found if one is not None), None)


def _reads(statement: tree.Stmt, name: str) -> bool:
    """Whether a statement reads a name; being bound is not reading."""
    bound: set[int] = set()
    for node in nodes((statement,)):
        match node:
            case tree.Assign(targets=targets):
                bound |= {n.at for target in targets for n in bound_names(target)}
            case tree.AnnAssign(target=target) | tree.For(target=target):
                bound |= {n.at for n in bound_names(target)}
    return any(isinstance(n, tree.Name) and n.id == name and n.at not in bound for n in nodes((statement,)))
