"""Families of rows: many names, one line of text for those that share their parameters.

    sin cos tan: x, /
    zeros ones: static shape, dtype=?, *, device=?, out_sharding=?

A row is made into a Signature when it is first looked up; indexing the text costs microseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jaxlint.records import dataclass
from jaxlint.signatures.signature import Conversion, Makes, ShapeRule, Signature, read_parameters

ANY_PARAMETERS = "?"
"""In place of parameters: the row does not say."""


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Rows that share their namespace, what they make, and the rule for its shape."""

    prefix: str
    """The namespace: `jax.numpy`."""
    rows: str
    shape: ShapeRule | None = None
    makes: Makes = Makes.ARRAY
    host_type: str | None = None
    impure: str | None = None
    conversion: Conversion = Conversion.ARRAY

    def lines(self) -> Iterator[tuple[str, str]]:
        """Each name with the text of its parameters. A line without `:` or after a comma continues."""
        held = ""
        for line in self.rows.splitlines():
            held = f"{held} {line.strip()}".strip()
            if ":" not in held or held.endswith(","):
                continue
            names, _, spec = held.partition(":")
            held = ""
            for name in names.split():
                yield name, spec.strip()
        if held:
            raise ValueError(f"{self.prefix}: a row without parameters: {held}")

    def signature(self, name: str, spec: str) -> Signature:
        full = f"{self.prefix}.{name}" if self.prefix else name
        named, does = (None, {}) if spec == ANY_PARAMETERS else read_parameters(spec)
        return Signature(
            full, named, self.makes, self.shape, self.host_type, does, self.impure, self.conversion
        )


class Table:
    """Signatures by full name, each built when first asked for."""

    __slots__ = ("_built", "_lines")

    def __init__(self, families: Iterable[Family]) -> None:
        self._built: dict[str, Signature] = {}
        self._lines: dict[str, tuple[Family, str, str]] = {}
        for family in families:
            for name, spec in family.lines():
                full = f"{family.prefix}.{name}" if family.prefix else name
                if full in self._lines:
                    raise ValueError(f"two rows for {full}")
                self._lines[full] = (family, name, spec)

    def get(self, name: str) -> Signature | None:
        built = self._built.get(name)
        if built is None and (line := self._lines.get(name)) is not None:
            family, short, spec = line
            built = self._built[name] = family.signature(short, spec)
        return built

    def names(self) -> Iterable[str]:
        return self._lines.keys()
