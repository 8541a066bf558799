"""All the expressions that programs are written of: the tables put together."""

from __future__ import annotations

from collections.abc import Mapping

from jaxlint.verify.oracle import dimensions, dtypes, grammar, members, misfits, operators, refusable


def _joined(*tables: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    kinds = dict.fromkeys(kind for table in tables for kind in table)
    return {kind: sum((table.get(kind, ()) for table in tables), ()) for kind in kinds}


LEGAL = _joined(grammar.LEGAL, dimensions.LEGAL, dtypes.LEGAL, operators.LEGAL, members.LEGAL)
RISKY = _joined(
    refusable.RISKY, misfits.MISFITS, dimensions.RISKY, dtypes.RISKY, operators.RISKY, members.RISKY
)
