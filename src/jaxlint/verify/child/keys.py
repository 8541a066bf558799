"""Runs programs under `jax.debug_key_reuse`, one line of JSON each: where JAX refuses `run`."""

# `jax.config.update` is without annotations: jax 0.10 to 0.12.
# mypy: disallow-untyped-calls=False
from __future__ import annotations

import json
import sys
import traceback
import types
import warnings
from collections.abc import Callable
from functools import partial
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
                shapes = jax.eval_shape(partial(primitive.bind, **options), *given)
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


def _zeros(shape: jax.ShapeDtypeStruct) -> Any:
    if jnp.issubdtype(shape.dtype, jax.dtypes.prng_key):
        return jax.random.wrap_key_data(jnp.asarray(np.zeros((*shape.shape, 2), np.uint32)))
    return jax.device_put(np.zeros(shape.shape, shape.dtype))


BETWEEN_CLEARINGS = 400
"""Each program makes its functions anew; caches are cleared for the memory."""


def ask(text: str, flag: bool) -> dict[str, Any]:
    """The line of `run` in which `run(flag)` reuses a key, the lines that it has reached, and any other error."""
    namespace: dict[str, Any] = {"__name__": "keys"}
    exec(compile(text, PATH, "exec"), namespace)
    run = namespace["run"]
    reached: set[int] = set()

    def follow(frame: types.FrameType, event: str, _: object) -> Any:
        if frame.f_code is not run.__code__:
            return None
        reached.add(frame.f_lineno)
        return follow

    refused: int | None = None
    failed: str | None = None
    sys.settrace(follow)
    try:
        run(flag)
    except jax.errors.KeyReuseError as error:
        frames = traceback.extract_tb(error.__traceback__)
        refused = next(f.lineno for f in frames if f.filename == PATH and f.name == "run")
    except Exception as error:  # the generator's fault
        failed = "".join(traceback.format_exception_only(error))
    finally:
        sys.settrace(None)
    return {"refused": refused, "reached": sorted(reached), "failed": failed}


def main() -> None:
    """Answer until the input ends."""
    jax.config.update("jax_debug_key_reuse", True)
    skip_computing()
    warnings.simplefilter("ignore")
    for count, line in enumerate(sys.stdin, 1):
        text = json.loads(line)
        print(json.dumps([ask(text, flag) for flag in (True, False)]), flush=True)
        if count % BETWEEN_CLEARINGS == 0:
            jax.clear_caches()


if __name__ == "__main__":
    main()
