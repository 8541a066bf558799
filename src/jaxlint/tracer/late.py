"""Import-time code that is put off until something reads what it makes, as if it had run at its place."""

from __future__ import annotations

from collections.abc import Collection, Hashable

from jaxlint.tracer.state import Cells, State


class LateCode:
    """What such code has made, so that every path can be given it: Python would have run it before any."""

    def __init__(self) -> None:
        self._made: list[dict[int, Cells]] = []
        self._numbers: dict[tuple[int, int], int] = {}

    def keep(
        self, state: State, since: int, home: int, before: Collection[Hashable], statement: int = -1
    ) -> None:
        """Note frames younger than `since`, and new cells of the module's frame."""
        cells = state.cells(home) or {}
        made = {serial: found.copy() for serial, found in state.made_since(since) if serial != home}
        made[home] = {key: entry for key, entry in cells.items() if key not in before}
        number = self._numbers[home, statement] = len(self._made)
        self._made.append(made)
        state.late |= {number}

    def recall(self, state: State, home: int, statement: int) -> bool:
        """Whether a statement has run before, on another path; then this one is given what it made."""
        number = self._numbers.get((home, statement))
        if number is None:
            return False
        state.fill(self._made[number])
        state.late |= {number}
        return True

    def catch_up(self, state: State, ahead: State) -> None:
        """Bring about in one state what has run late in another."""
        if state.late is ahead.late or state is ahead:
            return
        missing = ahead.late - state.late
        for number in sorted(missing):
            state.fill(self._made[number])
        state.late = ahead.late if not state.late - ahead.late else state.late | missing
