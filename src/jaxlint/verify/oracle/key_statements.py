"""What programs that deal in keys do in one statement, and what is known of each key while they are written."""

from __future__ import annotations

from dataclasses import field
from random import Random

from jaxlint.records import dataclass

REUSE = 0.12
"""How often a key is taken that has been consumed."""
DRAWS = (
    "random.bits({})",
    "draw({})",
    "jitted({})",
    "random.bits(key={})",
    "jax.checkpoint(draw)({})",
    "named(key={})",
    "random.normal({}).astype(jnp.uint32)",
    "random.permutation({}, 3).sum().astype(jnp.uint32)",
    "random.gamma({}, 2.0).astype(jnp.uint32)",
    "early({}, False)",
    "partial(draw, {})()",
)

_LOOKS = ("seen = {0}.shape", "random.key_data({0})", "seen = {0} == {0}", "seen = {0}.dtype, {0}")
"""What is done with a key that uses nothing up."""


FLAGS = ("flag", "flag2", "flag3")
"""What `run` is given; its branches ask for one each."""


@dataclass
class Writer:
    random: Random
    lines: list[str] = field(default_factory=list)
    indent: int = 1
    fresh: list[str] = field(default_factory=list)
    """Keys that nothing has consumed."""
    used: list[str] = field(default_factory=list)
    arrays: list[tuple[str, int]] = field(default_factory=list)
    names: int = 0
    flags: list[str] = field(default_factory=lambda: list(FLAGS))
    """Arguments of `run` that nothing has tested: paths that hang together are more than jaxlint knows of."""

    def write(self, line: str) -> None:
        self.lines.append("    " * self.indent + line)

    def name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"

    def new(self) -> str:
        key = self.name("k")
        self.write(f"{key} = random.key({self.random.randrange(9)})")
        self.fresh.append(key)
        return key

    def take(self) -> str:
        """A key to consume, now and then one that is consumed already."""
        if self.used and self.random.random() < REUSE:
            return self.random.choice(self.used)
        key = self.look()
        self.fresh.remove(key)
        self.used.append(key)
        return key

    def flag(self) -> str | None:
        """A test of which nothing is known, if one is left."""
        return self.flags.pop(0) if self.flags else None

    def look(self) -> str:
        return self.random.choice(self.fresh) if self.fresh else self.new()

    def bind(self, *keys: str) -> None:
        for key in keys:
            if key in self.used:
                self.used.remove(key)
            if key not in self.fresh:
                self.fresh.append(key)


def draw(w: Writer) -> None:
    w.write(f"total += {w.random.choice(DRAWS).format(w.take())}")


def split(w: Writer) -> None:
    key = w.take()
    match w.random.randrange(4):
        case 0:
            one, two = w.name("k"), w.name("k")
            w.write(f"{one}, {two} = random.split({key})")
            w.bind(one, two)
        case 1:
            sub = w.name("k")
            w.write(f"{key}, {sub} = random.split({key})")
            w.bind(key, sub)
        case 2:
            sub = w.name("k")
            w.write(f"{key}, *{sub}s = random.split({key}, 3)")
            w.write(f"{sub} = {sub}s[1]")
            w.bind(key, sub)
        case _:
            w.write(f"{key}, drawn = {w.random.choice(('advance', 'jitted_advance'))}({key})")
            w.write("total += drawn")
            w.bind(key)


def fold(w: Writer) -> None:
    key = w.look() if w.random.random() < 0.7 or not w.used else w.random.choice(w.used)
    if w.random.random() < 0.4:
        w.write(f"total += folded({key}, {w.random.randrange(3)})")
        return
    if w.random.random() < 0.2:
        w.write(w.random.choice(_LOOKS).format(key))
        return
    made = w.name("k")
    w.write(f"{made} = random.fold_in({key}, {w.random.randrange(3)})")
    w.bind(made)


def copy(w: Writer) -> None:
    made = w.name("k")
    if w.random.random() < 0.5:
        key = w.look() if not w.used or w.random.random() < 0.5 else w.random.choice(w.used)
        how = w.random.choice(("random.clone({0})", "random.wrap_key_data(random.key_data({0}))"))
        w.write(f"{made} = {how.format(key)}")
        w.bind(made)
        return
    # An alias: consumed under one name, it is consumed under the other.
    key = w.take()
    w.write(f"{made} = {key}")
    if w.random.random() < 0.5:
        w.write(f"total += random.bits({key})")
    else:
        w.write(f"total += random.bits({made})")
    w.used.append(made)


def array(w: Writer) -> None:
    size = w.random.randrange(2, 5)
    made = w.name("keys")
    how = w.random.choice(("random.split({0}, {1})", "random.split({0}, {1})", "several({0}, {1})"))
    w.write(f"{made} = {how.format(w.take(), size)}")
    w.arrays.append((made, size))


def rows(w: Writer) -> None:
    if not w.arrays:
        array(w)
    keys, size = w.random.choice(w.arrays)
    match w.random.randrange(4):
        case 0 | 1:
            w.write(f"total += {w.random.choice(DRAWS[:3]).format(f'{keys}[{w.random.randrange(size)}]')}")
        case 2:
            w.write(f"total += random.bits({keys}[-{w.random.randrange(1, size + 1)}])")
        case _:
            low = w.random.randrange(size)
            w.write(f"total += jax.vmap(random.bits)({keys}[{low}:]).sum()")
    if w.random.random() < 0.5:
        w.arrays.remove((keys, size))


def suite(w: Writer, count: int) -> None:
    """Statements of a block; what it binds is forgotten after it."""
    known, arrays = {*w.fresh, *w.used}, list(w.arrays)
    w.indent += 1
    for _ in range(count):
        w.random.choice((draw, split, fold, rows))(w)
    w.indent -= 1
    w.arrays = [one for one in w.arrays if one in arrays]
    w.fresh = [key for key in w.fresh if key in known]
    w.used = [key for key in w.used if key in known]
