"""Classes of the program's own with operators and descriptors, and expressions of them."""

from __future__ import annotations

PRELUDE = """\
class Clamped:
    def __set_name__(self, owner, name):
        self.name = "_" + name

    def __get__(self, instance, owner=None):
        return getattr(instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, min(value, 8.0))


class Registered(type):
    members = []

    def __new__(cls, name, bases, namespace):
        made = super().__new__(cls, name, bases, namespace)
        cls.members.append(made)
        return made


class Options(metaclass=Registered):
    limit = Clamped()

    def __init__(self, limit, mode=Mode.TRAIN):
        self.limit = limit
        self.mode = mode

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


@jax.tree_util.register_pytree_node_class
class Dual:
    def __init__(self, value, slope):
        self.value = value
        self.slope = slope

    def tree_flatten(self):
        return (self.value, self.slope), None

    @classmethod
    def tree_unflatten(cls, aux, children):
        return cls(*children)

    def __add__(self, other):
        if isinstance(other, Dual):
            return Dual(self.value + other.value, self.slope + other.slope)
        return Dual(self.value + other, self.slope)

    def __mul__(self, other):
        return Dual(self.value * other, self.slope * other)

    __rmul__ = __mul__

    def __neg__(self):
        return -1.0 * self

    def __getitem__(self, index):
        return self.value[index]

    def __len__(self):
        return 3

    def __iter__(self):
        return iter((self.value, self.slope))

    def __bool__(self):
        return bool(self.slope > 0.0)

    def __lt__(self, other):
        return self.slope < other.slope

    def __call__(self, step):
        return self.value + self.slope * step


options = Options(2.0)
"""
LEGAL: dict[str, tuple[str, ...]] = {
    "dual": (
        "Dual({vec}, {float})",
        "{DUAL} + {DUAL}",
        "{DUAL} + {float}",
        "{DUAL} * 0.5",
        "2.0 * {DUAL}",
        "-{DUAL}",
        "jax.tree.map(lambda leaf: leaf * 0.5, {DUAL})",
        "Dual(*{DUAL})",
    ),
    "vec": ("{DUAL}.value", "{DUAL}({float})", "{DUAL}[::-1]", "tuple({DUAL})[0]"),
    "float": (
        "{DUAL}.slope",
        "{DUAL}[{k}]",
        "options.limit * {float}",
        "getattr(options, 'limit')",
    ),
    "int": ("len({DUAL})", "len(Registered.members)", "options.mode.value"),
    "bool": (
        "isinstance({DUAL}, Dual)",
        "options.mode is Mode.TRAIN",
        "options.mode == Mode.TEST",
        "({DUAL} < {DUAL})",
        "hasattr({DUAL}, 'slope')",
    ),
}
RISKY: dict[str, tuple[str, ...]] = {
    "float": ("({float} if {DUAL} else 0.5)", "({DUAL} or {DUAL}).slope"),
    "bool": ("not {DUAL}", "{DUAL} < {DUAL} and {bool}"),
}
