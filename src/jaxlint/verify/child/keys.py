"""Runs programs under `jax.debug_key_reuse`, one line of JSON each: where JAX refuses `run`."""

# `jax.config.update` is without annotations: jax 0.10 to 0.12.
# mypy: disallow-untyped-calls=False
from __future__ import annotations

import ast
import itertools
import json
import sys
import traceback
import types
import warnings
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

PATH = "<keys>"


def skip_computing() -> None:
    """Have JAX check the keys of each operation as ever, and answer zeros: compiling is all that takes time here.

    Known to jax 0.10 and 0.12; a version that calls its internals otherwise computes as usual.
    """
    try:
        from jax.experimental.key_reuse import _core

        checker: Any = _core
        check: Callable[..., Any] = checker.call_impl_with_key_reuse_checks
    except (ImportError, AttributeError):
        return
    answering = False

    def checked(primitive: Any, compute: Callable[..., Any], *arguments: Any, **parameters: Any) -> Any:
        def answer(*given: Any, **options: Any) -> Any:
            nonlocal answering
            program = options.get("jaxpr") if primitive.name in ("jit", "pjit") else None
            if program is None:
                shapes = _shapes(primitive, given, options)
            else:
                # Traced once more, it would be checked without the keys that it captures.
                shapes = [jax.ShapeDtypeStruct(aval.shape, aval.dtype) for aval in program.out_avals]
            answering = True
            try:
                return jax.tree.map(_zeros, shapes)
            finally:
                answering = False

        return check(primitive, compute if answering else answer, *arguments, **parameters)

    checker.call_impl_with_key_reuse_checks = checked


def _shapes(primitive: Any, given: tuple[Any, ...], options: dict[str, Any]) -> Any:
    try:
        structs = tuple(jax.ShapeDtypeStruct(one.shape, one.dtype) for one in given)
        return _known_shapes(primitive, structs, tuple(options.items()))
    except (AttributeError, TypeError):  # Python numbers, and options without a hash
        return jax.eval_shape(partial(primitive.bind, **options), *given)


@lru_cache(maxsize=4000)
def _known_shapes(
    primitive: Any, given: tuple[jax.ShapeDtypeStruct, ...], options: tuple[tuple[str, Any], ...]
) -> Any:
    return jax.eval_shape(partial(primitive.bind, **dict(options)), *given)


def _zeros(shape: jax.ShapeDtypeStruct) -> Any:
    if jnp.issubdtype(shape.dtype, jax.dtypes.prng_key):
        return jax.random.wrap_key_data(jnp.asarray(np.zeros((*shape.shape, 2), np.uint32)))
    return jax.device_put(np.zeros(shape.shape, shape.dtype))


BETWEEN_CLEARINGS = 400
"""Each program makes its functions anew; caches are cleared for the memory."""


class _Announced(ast.NodeTransformer):
    """Has each statement of `run`, functions inside aside, say that it is reached."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Put a call before each statement of each suite of a node."""
        for name in ("body", "orelse"):
            suite = getattr(node, name, None)
            if isinstance(suite, list):
                setattr(
                    node, name, [each for one in suite for each in (_announcement(one), self._inner(one))]
                )
        return node

    def _inner(self, statement: ast.stmt) -> ast.stmt:
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            self.visit(statement)
        return statement


def _announcement(statement: ast.stmt) -> ast.stmt:
    first = min((statement, *getattr(statement, "decorator_list", ())), key=lambda node: node.lineno)
    call = ast.Call(ast.Name(_REACHED, ast.Load()), [ast.Constant(first.lineno)], [])
    return ast.fix_missing_locations(ast.copy_location(ast.Expr(call), statement))


_REACHED = "__reached__"


def read(text: str) -> tuple[types.CodeType, list[tuple[bool, ...]]]:
    """The code of a program, and the arguments of its runs: each way to answer the tests that `run` makes."""
    module = ast.parse(text)
    run = next(node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "run")
    used = {node.id for node in ast.walk(run) if isinstance(node, ast.Name)}
    answers = [(True, False) if flag.arg in used else (False,) for flag in run.args.args]
    _Announced().visit(run)
    return compile(module, PATH, "exec"), list(itertools.product(*answers))


def ask(code: types.CodeType, flags: tuple[bool, ...]) -> dict[str, Any]:
    """The line of `run` in which `run(*flags)` reuses a key, the lines that it has reached, and any other error."""
    reached: set[int] = set()
    # A dataclass looks its module up.
    namespace: dict[str, Any] = {"__name__": __name__, _REACHED: reached.add}
    exec(code, namespace)
    refused: int | None = None
    failed: str | None = None
    try:
        namespace["run"](*flags)
    except jax.errors.KeyReuseError as error:
        frames = traceback.extract_tb(error.__traceback__)
        refused = next(f.lineno for f in frames if f.filename == PATH and f.name == "run")
    except Exception as error:  # the generator's fault
        failed = "".join(traceback.format_exception_only(error))
    return {"refused": refused, "reached": sorted(reached), "failed": failed}


def main() -> None:
    """Answer until the input ends."""
    jax.config.update("jax_debug_key_reuse", True)
    skip_computing()
    warnings.simplefilter("ignore")
    for count, line in enumerate(sys.stdin, 1):
        code, runs = read(json.loads(line))
        print(json.dumps([ask(code, flags) for flags in runs]), flush=True)
        if count % BETWEEN_CLEARINGS == 0:
            jax.clear_caches()


if __name__ == "__main__":
    main()
