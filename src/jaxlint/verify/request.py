"""What the parent asks a child process to do."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from jaxlint.records import dataclass
from jaxlint.verify.contract import TimingClaim
from jaxlint.verify.observation import Mode
from jaxlint.verify.variation import Argument, Variation


@dataclass(frozen=True, slots=True)
class Request:
    """One run of one program in a process of its own."""

    mode: Mode
    folder: str
    """Where the child leaves `result.json`, `stdout` and `stderr`."""
    path: str = ""
    seconds: float = 60.0
    memory_mb: int | None = None
    reference: str | None = None
    """For a varied run: the program whose eager meaning counts, if not the program itself."""
    variation: Variation | None = None
    timing: TimingClaim | None = None
    backend: str | None = None
    """For a probe: the backend that is asked for."""

    @property
    def result(self) -> Path:
        """The file of the answer."""
        return Path(self.folder, "result.json")

    @property
    def stdout(self) -> Path:
        """The file of what the program prints."""
        return Path(self.folder, "stdout")

    @property
    def stderr(self) -> Path:
        """The file of everything else it says."""
        return Path(self.folder, "stderr")

    def dump(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self) | {"mode": self.mode.value})


def load_request(text: str) -> Request:
    """The request that `dump` wrote."""
    data = json.loads(text)
    data["mode"] = Mode(data["mode"])
    if data["variation"] is not None:
        data["variation"] = Variation(
            data["variation"]["function"],
            tuple(
                Argument(
                    each["dtype"],
                    None if each["dimensions"] is None else tuple(each["dimensions"]),
                    each["keyword"],
                    each["low"],
                    each["high"],
                )
                for each in data["variation"]["arguments"]
            ),
        )
    if data["timing"] is not None:
        data["timing"] = TimingClaim(**data["timing"])
    return Request(**data)
