"""Import-time code that is put off until something reads what it makes, as if it had run at its place."""

from __future__ import annotations

from itertools import islice

from jaxlint.tracer.state import Cells, State


class LateCode:
    """What such code has made, so that every path can be given it: Python would have run it before any."""

    def __init__(self) -> None:
        self._made: list[tuple[tuple[int, Cells], ...]] = []
        self._numbers: dict[tuple[int, int], int] = {}

    def keep(self, state: State, since: int, home: int, before: int, statement: int = -1) -> None:
        """Note frames younger than `since`, and the cells of the module's frame behind the first `before`."""
        cells = state.cells(home) or {}
        made = [(serial, found) for serial, found in state.made_since(since) if serial != home]
        for serial, _ in made:
            state.disown(serial)
        made.append((home, dict(islice(cells.items(), before, None))))
        number = self._numbers[home, statement] = len(self._made)
        self._made.append(tuple(made))
        state.late |= 1 << number

    def recall(self, state: State, home: int, statement: int) -> bool:
        """Whether a statement has run before, on another path; then this one is given what it made."""
        number = self._numbers.get((home, statement))
        if number is None:
            return False
        state.fill(self._made[number])
        state.late |= 1 << number
        return True

    def catch_up(self, state: State, ahead: State) -> None:
        """Bring about in one state what has run late in another."""
        missing = ahead.late & ~state.late
        state.late |= missing
        while missing:
            first = missing & -missing
            state.fill(self._made[first.bit_length() - 1])
            missing ^= first
