"""Floor 7: one module per rule, found by its file name; nothing lists them."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from typing import Any

from jaxlint.rules.base import Rule

__all__ = ["Rule", "all_rules"]


@cache
def all_rules() -> dict[str, type[Rule[Any]]]:
    """Every rule by its code, in the order of the codes."""
    for module in pkgutil.iter_modules(__path__):
        if re.fullmatch(r"jxl\d{3}_\w+", module.name):
            importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(Rule.registry.items()))
