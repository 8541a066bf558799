"""Enumerations, and expressions of their members."""

from __future__ import annotations

PRELUDE = """\
class Mode(enum.Enum):
    TRAIN = 1
    TEST = 2
    PLAIN = 1

    @property
    def is_test(self):
        return self is Mode.TEST


class Level(enum.IntEnum):
    OFF = 0
    LOW = enum.auto()
    HIGH = 2


class Act(enum.StrEnum):
    TANH = enum.auto()
    SIN = "sine"

    def __call__(self, x):
        return FUNCTIONS[self](x)


class Part(enum.Flag):
    LEFT = enum.auto()
    RIGHT = enum.auto()
    BOTH = LEFT | RIGHT


class Gain(enum.Enum):
    HALF = (0.5, "half")
    NONE = (0.0, "none")

    def __init__(self, factor, title):
        self.factor = factor
        self.title = title


FUNCTIONS = {Act.TANH: jnp.tanh, "sine": jnp.sin}
CHOSEN = {Mode.TRAIN: 0.5, Mode.TEST: 1.5, Level.LOW: 2.0}


"""
LEGAL: dict[str, tuple[str, ...]] = {
    "float": (
        "Act.TANH({float})",
        "CHOSEN[Mode.PLAIN] * {float}",
        "CHOSEN[1]",
        "Gain.HALF.value[0] * {float}",
        "Gain.HALF.factor",
        "({float} if options.mode == 1 else 0.5)",
        "({float} if Mode.PLAIN.is_test else 0.5)",
        "{LIST}[Level.LOW]",
        "{VEC}[Level.HIGH]",
        "sum(0.5 * each.value for each in Mode)",
        "{float} * Level.HIGH",
        "FUNCTIONS[Act('tanh')]({float})",
    ),
    "int": (
        "len(Mode)",
        "Level.HIGH",
        "{int} + Level.LOW",
        "Mode['PLAIN'].value",
        "len(Mode.PLAIN.name)",
        "Mode(2).value",
        "len(list(Part.BOTH))",
        "Part.BOTH.value",
        "max(Level)",
        "{IVEC}[Level.LOW]",
        "sum(level > Level.OFF for level in Level)",
    ),
    "bool": (
        "Mode.TRAIN is Mode.PLAIN",
        "options.mode == Mode.PLAIN",
        "options.mode == 1",
        "Level.LOW == 1",
        "Act.SIN == 'sine'",
        "Part.LEFT in Part.BOTH",
        "bool(Part.LEFT & Part.RIGHT)",
        "(Part.LEFT | Part.RIGHT) is Part.BOTH",
        "options.mode in (Mode.TEST, Mode.PLAIN)",
        "isinstance(Level.LOW, int)",
        "Mode.TEST.is_test",
        "Gain.NONE.name == 'HALF'",
        "not Level.OFF",
    ),
    "vec": (
        "jnp.ones(Level.HIGH + 1) * {float}",
        "Act.SIN({vec})",
        "{VEC}.reshape(Level.HIGH + 1)",
        "{VEC} + Level.LOW",
    ),
    "list": ("[{float} * each.value for each in (Mode.TRAIN, Mode.TEST, Mode.PLAIN)]",),
    "mat": ("jnp.zeros((Level.HIGH, 3)) + {vec}",),
}
RISKY: dict[str, tuple[str, ...]] = {
    "float": (
        "{LIST}[Level.HIGH - {int} % 2]",
        "(float({FLOAT}) if options.mode == 2 else 0.5)",
        "(float({FLOAT}) if not Mode.TEST.is_test else 0.5)",
        "(0.5 if Level.OFF else float({FLOAT}))",
        "CHOSEN.get(Level.LOW, 0.5) * float({FLOAT})",
    ),
    "bool": (
        "Level.OFF < {int} <= Level.HIGH",
        "Part.LEFT in Part.BOTH and {bool}",
        "Level.OFF or {bool}",
        "Mode.TRAIN != 1 and {bool}",
    ),
    "vec": ("jnp.ones(4 - Level.LOW + Level.OFF)[: Level.HIGH] + {VEC}",),
}
