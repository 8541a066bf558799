"""Whole programs: a prelude, functions under transformations, and `run`, which calls them on constants.

What the generator cannot say yet: `async`, augmented operators (`__iadd__`), `__getattr__`, `__contains__`; several
modules; float16 and 64 bits; arrays of more than three dimensions; donation (NumPy, which executes the programs,
deletes nothing); `custom_batching`, `pmap` and `shard_map`; frameworks.

Left out as jaxlint is known to say nothing of them: misfits behind a test of a function that may ask for a shape
(`jnp.iscomplexobj(x)`), truth that builtins ask of objects (`bool(x)`, `min(x, y)`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

from hypothesis import strategies as st

from jaxlint.verify.oracle.applied import APPLIED, with_numbers
from jaxlint.verify.oracle.constructs import CONSTRUCTS
from jaxlint.verify.oracle.derivatives import DERIVATIVES, custom_jvp, custom_vjp
from jaxlint.verify.oracle.dispatching import MEMBERS
from jaxlint.verify.oracle.functions import STRUCTURED, definition, transformed
from jaxlint.verify.oracle.idioms import IDIOMS
from jaxlint.verify.oracle.kinds import FLOAT, VECTOR, constant
from jaxlint.verify.oracle.members import PRELUDE as ENUMERATIONS
from jaxlint.verify.oracle.objects import OBJECTS
from jaxlint.verify.oracle.operators import PRELUDE
from jaxlint.verify.oracle.program import Line, Program, read_program
from jaxlint.verify.oracle.scope import Callee, Parameter, Scope, Sheet
from jaxlint.verify.oracle.statements import COMPOUND, SIMPLE

_RISK = 0.15
_PRODUCTIONS = (
    *SIMPLE,
    *COMPOUND,
    *STRUCTURED,
    *DERIVATIVES,
    *IDIOMS,
    *CONSTRUCTS,
    *APPLIED,
    *OBJECTS,
    *MEMBERS,
)
_PRELUDE = read_program(
    """\
import contextlib
import dataclasses
import enum
import functools
import math
import operator
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

TABLE = np.array([0.5, 1.5, 2.5], np.float32)
WEIGHTS = jnp.array([0.5, -1.0, 2.0])
KEY = jax.random.key(0)
LIKE = jax.ShapeDtypeStruct((3,), jnp.float32)
scale = 1.5
settings = {"rate": 0.5, "calls": 0}
log = []


class Point(NamedTuple):
    pos: jax.Array
    mass: float

    def moved(self, by):
        return self._replace(pos=self.pos + by)

    @property
    def energy(self):
        return 0.5 * self.mass


@functools.partial(jax.tree_util.register_dataclass, data_fields=["w", "n"], meta_fields=[])
@dataclasses.dataclass
class State:
    w: jax.Array
    n: int

    @classmethod
    def empty(cls):
        return cls(jnp.zeros(3), 0)


"""
    + ENUMERATIONS
    + PRELUDE
    + """\


def on_host(x):
    x = np.asarray(x)
    if x[0] > 0.0:
        return np.tanh(x)
    return x


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


class Base:
    rate = 0.25

    def __init__(self, gain):
        self.gain = gain

    @property
    def double(self):
        return self.gain * 2.0

    @staticmethod
    def shifted(x, by=0.5):
        return x + by

    @classmethod
    def rated(cls, x):
        return x * cls.rate

    def scaled(self, x):
        return x * self.gain


class Model(Base):
    def __init__(self, gain):
        super().__init__(gain)
        self.calls = 0

    def scaled(self, x):
        return super().scaled(x) * 0.5

"""
)
_X = Parameter("x", FLOAT)
_HELPERS = (
    Callee("model.scaled", (_X,), FLOAT),
    Callee("model.shifted", (_X, Parameter("by", FLOAT, default="0.5")), FLOAT),
    Callee("Model.rated", (_X,), FLOAT),
)


def program(random: Random) -> Program:
    """A program that these choices make."""
    sheet = Sheet(
        random,
        _RISK,
        _PRODUCTIONS,
        list(_PRELUDE.lines),
    )
    module = Scope(sheet, variables=[("scale", FLOAT), ('settings["rate"]', FLOAT), ("WEIGHTS", VECTOR)])
    plain = [_method(module)]
    called: list[Callee] = []
    if random.random() < 0.3:
        called.append(_compiled_method(module))
    _gap(sheet)
    module.write("model = Model(0.5)", None)
    module.bind("model.gain", FLOAT)
    module.bind("model.double", FLOAT)
    module.callees += _HELPERS
    for _ in range(1 + random.randrange(3)):
        _gap(sheet)
        choice = random.random()
        if choice < 0.25:
            called.append(_decorated(module))
            continue
        if choice < 0.4:
            plain.append(random.choice((custom_vjp, custom_jvp, with_numbers))(module))
            module.callees.append(plain[-1])
            continue
        if choice < 0.5:
            sheet.lines.append(Line(0, "@logged"))
        plain.append(definition(module))
        module.callees.append(plain[-1])
    _gap(sheet)
    called += [transformed(module, random.choice(plain)) for _ in range(1 + random.randrange(3))]
    _gap(sheet)
    _run(module, called, plain)
    return Program(tuple(sheet.lines))


def _gap(sheet: Sheet) -> None:
    sheet.lines += [Line(0, ""), Line(0, "")]


def _method(module: Scope) -> Callee:
    """A method of `Model`, which reads the object's attribute."""
    with _body_of_class(module) as inner:
        name = module.random.choice(("apply", "__call__"))
        made = definition(inner, "self", name)
    return Callee("model" if name == "__call__" else "model.apply", made.parameters, made.returns)


def _compiled_method(module: Scope) -> Callee:
    """A method of `Model` under `jax.jit`, for which the object itself is static."""
    module.sheet.lines.append(Line(0, ""))
    with _body_of_class(module) as inner:
        inner.write("@functools.partial(jax.jit, static_argnums=0)", None)
        made = definition(inner, "self", "compiled")
    return replace(made, name="model.compiled")


@contextmanager
def _body_of_class(module: Scope) -> Iterator[Scope]:
    with module.suite() as inner:
        inner.depth = 0
        inner.bind("self.gain", FLOAT)
        inner.bind("self.double", FLOAT)
        inner.callees.append(replace(_HELPERS[0], name="self.scaled"))
        yield inner


def _decorated(module: Scope) -> Callee:
    """A function under `@jax.jit` or `@functools.partial(jax.jit, ...)`, which is written above it."""
    lines = module.sheet.lines
    place = len(lines)
    callee = definition(module)
    flags = tuple(
        number for number, each in enumerate(callee.parameters) if each.kind.is_scalar and module.chance(0.4)
    )
    options = (
        f"static_argnums={flags!r}" if module.chance(0.5) else f"static_argnames={_names(callee, flags)!r}"
    )
    decorator = f"@functools.partial(jax.jit, {options})" if flags else "@jax.jit"
    lines.insert(place, Line(module.indent, decorator))
    taken = tuple(replace(each, static=number in flags) for number, each in enumerate(callee.parameters))
    return replace(callee, parameters=taken)


def _names(callee: Callee, numbers: tuple[int, ...]) -> list[str]:
    return [callee.parameters[number].name for number in numbers]


def _run(module: Scope, transformed: list[Callee], plain: list[Callee]) -> None:
    """`run`: calls each transformed function, changes what they read, and calls them again."""
    module.write("def run():", None)
    with module.suite() as inner:
        inner.depth = 1
        inner.fixed = frozenset(name for name, _ in module.variables)
        inner.write("global scale", None)
        inner.write("results = []", None)
        calls: list[str] = []
        for callee in transformed:
            calls.append(inner.call_of(callee))
            inner.write(f"results.append({calls[-1]})")
        for _ in range(1 + module.random.randrange(4)):
            choice = module.random.random()
            if choice < 0.4:
                calls.append(inner.call_of(module.random.choice([*transformed, *plain]), 0))
            elif choice < 0.8:
                _change(inner)
            inner.write(f"results.append({module.random.choice(calls)})")
        inner.write('return [results, len(log), settings["calls"], model.calls]', None)


def _change(scope: Scope) -> None:
    """Rebind or change what functions read from outside."""
    target = scope.random.choice(("scale", 'settings["rate"]', "model.gain", "model.gain"))
    scope.write(f"{target} = {constant(FLOAT, scope.random)}")


def programs() -> st.SearchStrategy[Program]:
    """Programs, drawn and shrunk by hypothesis."""
    return st.builds(program, st.randoms(use_true_random=False))
