"""What a rule may ask about the program: spans, text, names, spellings, and the modules of a trace."""

from __future__ import annotations

from jaxlint.domain.origins import Place
from jaxlint.program import tree
from jaxlint.program.module import Module
from jaxlint.signatures.changes import LATEST, Version
from jaxlint.text.findings import Note
from jaxlint.text.span import Span
from jaxlint.tracer.core import Program
from jaxlint.tracer.thresholds import CONSTANT_BYTES, UNROLLED_ROUNDS


class View:
    """The program behind a trace, for rules and fixes."""

    def __init__(
        self,
        program: Program,
        target: Version = LATEST,
        constant_bytes: int = CONSTANT_BYTES,
        unrolled_rounds: int = UNROLLED_ROUNDS,
        *,
        pedantic: bool = True,
    ) -> None:
        """`target`: the version of JAX that the program is for; `constant_bytes`: how large a constant may be;
        `unrolled_rounds`: how long an unrolled loop; `pedantic`: whether findings are asked for that are only possible.
        """
        self._program = program
        self.target = target
        self.constant_bytes = constant_bytes
        self.unrolled_rounds = unrolled_rounds
        self.pedantic = pedantic

    def module(self, place: Place) -> Module:
        """The module that a place belongs to."""
        module = self._program.module(place.module)
        assert module is not None, f"{place.module} was traced and is gone"
        return module

    def mentions(self, word: str) -> bool:
        """Whether a word, in small letters, stands in any module that has been read."""
        return any(word in text.lower() for text in self._program.texts())

    def span(self, place: Place) -> Span:
        return self.module(place).span_of(place.at)

    def text(self, place: Place) -> str:
        """The source of a node, as written."""
        return self.module(place).text_of(place.at)

    def span_in(self, module: Module, node: tree.Node) -> Span:
        return module.span_of(node.at)

    def where(self, place: Place) -> str:
        """`train.py:12`, for places in other files."""
        module = self.module(place)
        return f"{module.path.rsplit('/', 1)[-1]}:{self.span(place).line}"

    def note(self, message: str, place: Place, home: Place) -> Note:
        """A note at `place` of a finding at `home`."""
        path = None if place.module == home.module else self.module(place).path
        return Note(message, self.span(place), path)
