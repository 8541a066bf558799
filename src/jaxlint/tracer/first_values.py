"""Attributes that are given a value where they have none: `if self._table is None: self._table = ...`."""

from __future__ import annotations

from jaxlint.program import tree


def gives_first_value(function: tree.Function, attr: str, at: int) -> bool:
    """Whether the store at a place of a function only runs where the attribute has no value yet."""
    return _first_in(function.body, attr, at, unset=False) is True


def _first_in(body: tuple[tree.Stmt, ...], attr: str, at: int, unset: bool) -> bool | None:
    """Whether the attribute surely has no value where the store is; None if these statements do not hold it."""
    for statement in body:
        found: bool | None = None
        match statement:
            case tree.If(test=test, body=then, orelse=other):
                when_true = unset or _is_unset(test, attr, came_out=True)
                when_false = unset or _is_unset(test, attr, came_out=False)
                found = _first_in(then, attr, at, when_true)
                if found is None:
                    found = _first_in(other, attr, at, when_false)
                if then and isinstance(then[-1], (tree.Return, tree.Raise)):
                    unset = when_false
            case tree.Try(body=tried, handlers=handlers, orelse=other, final=final):
                found = _first_in(tried, attr, at, unset)
                for handler in handlers:
                    if found is None:
                        missed = _names(handler.type, "AttributeError") and _reads(tried, attr)
                        found = _first_in(handler.body, attr, at, unset or missed)
                for block in (other, final):
                    if found is None:
                        found = _first_in(block, attr, at, unset)
            case tree.With(body=inner) | tree.While(body=inner) | tree.For(body=inner):
                found = _first_in(inner, attr, at, unset)
            case tree.Assign(targets=targets):
                if any(isinstance(target, tree.Attribute) and target.attr == attr for target in targets):
                    found = unset if at in (statement.at, *(target.at for target in targets)) else None
        if found is not None:
            return found
    return None


def _is_unset(test: tree.Expr, attr: str, *, came_out: bool) -> bool:
    """Whether the attribute has no value (or an empty one) where a test came out like that."""
    match test:
        case tree.Attribute(attr=name):
            return name == attr and not came_out
        case tree.Unary(op="not", operand=operand):
            return _is_unset(operand, attr, came_out=not came_out)
        case tree.Boolean(op=op, left=left, right=right):
            sides = (_is_unset(left, attr, came_out=came_out), _is_unset(right, attr, came_out=came_out))
            return any(sides) if (op == "and") is came_out else all(sides)
        case tree.Compare(
            left=read, rest=(("is" | "==" | "is not" | "!=" as op, tree.Constant(value=None)),)
        ):
            asked = _default_none(read, attr) or (isinstance(read, tree.Attribute) and read.attr == attr)
            return asked and (op in ("is", "==")) is came_out
        case tree.Compare(left=tree.Constant(value=name), rest=(("in" | "not in" as op, _),)):
            return name == attr and (op == "not in") is came_out
        case tree.Call(
            func=tree.Name(id="hasattr"), args=(_, tree.Argument(value=tree.Constant(value=name)))
        ):
            return name == attr and not came_out
    return _default_none(test, attr) and not came_out


def _default_none(read: tree.Expr, attr: str) -> bool:
    """`getattr(self, "attr", None)`."""
    match read:
        case tree.Call(
            func=tree.Name(id="getattr"),
            args=(
                _,
                tree.Argument(value=tree.Constant(value=name)),
                tree.Argument(value=tree.Constant(value=None)),
            ),
        ):
            return name == attr
    return False


def _names(kind: tree.Expr | None, name: str) -> bool:
    parts = kind.elements if isinstance(kind, tree.Sequence) else (kind,)
    return any(isinstance(part, tree.Name) and part.id == name for part in parts)


def _reads(body: tuple[tree.Stmt, ...], attr: str) -> bool:
    """`return self.attr`, and nothing else that may lack an attribute."""
    match body:
        case (tree.Return(value=tree.Attribute(value=tree.Name(), attr=name)),):
            return name == attr
    return False
