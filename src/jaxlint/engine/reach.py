"""Where the names of a module come from: JAX's world, the project, or other libraries."""

from __future__ import annotations

import sys
from functools import cache

from jaxlint.program.module import Module
from jaxlint.signatures.libraries import JAX_LIBRARIES, LIBRARIES


@cache
def plain_libraries() -> frozenset[str]:
    """Modules that have nothing to do with JAX."""
    return frozenset(sys.stdlib_module_names) | (LIBRARIES - JAX_LIBRARIES)


def reaching_names(module: Module) -> frozenset[str]:
    """Names imported from JAX's world, from the project, or from nowhere known."""
    plain = plain_libraries()
    return frozenset(
        record.asname or (record.name or record.module).partition(".")[0]
        for record in module.index.imports
        if record.level or record.module.partition(".")[0] not in plain
    )


def renamed_imports(module: Module) -> dict[str, str]:
    """`from jax import jit as my_jit`: the words are those of the library."""
    return {r.asname: r.name for r in module.index.imports if r.asname and r.name and not r.level}


def project_names(module: Module) -> frozenset[str]:
    """Names imported from modules that belong to no library."""
    libraries = plain_libraries() | JAX_LIBRARIES
    return frozenset(
        record.asname or (record.name or record.module).partition(".")[0]
        for record in module.index.imports
        if record.level or record.module.partition(".")[0] not in libraries
    )
