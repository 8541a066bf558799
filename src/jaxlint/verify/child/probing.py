"""Asks JAX what it runs on."""

from __future__ import annotations

import importlib.metadata
import os
import platform

import jax

from jaxlint.verify.observation import Machine

_PLATFORMS = {"cpu": "cpu", "cuda": "gpu", "rocm": "gpu", "tpu": "tpu"}
"""Names for `JAX_PLATFORMS`, and the backend that each is."""


def probe(backend: str | None) -> Machine:
    """The machine with this backend, or JAX's own choice; another one where this backend is missing."""
    started: dict[str, jax.Device] = {}
    for name in _PLATFORMS:
        try:
            started[name] = jax.devices(name)[0]
        except RuntimeError:
            continue
    chosen = jax.devices()[0]
    for name, device in started.items():
        if _PLATFORMS[name] == backend:
            chosen = device
            break
    name = next((name for name, device in started.items() if device == chosen), chosen.platform)
    # Callbacks run on the CPU backend, so it must be there beside an accelerator.
    platforms = name if name == "cpu" else f"{name},cpu"
    if backend is None and os.environ.get("JAX_PLATFORMS"):
        platforms = os.environ["JAX_PLATFORMS"]
    return Machine(
        python=platform.python_version(),
        jax=jax.__version__,
        jaxlib=importlib.metadata.version("jaxlib"),
        platform=_PLATFORMS.get(name, name),
        device=chosen.device_kind,
        platforms=platforms,
        backends=tuple(sorted({_PLATFORMS[name] for name in started})),
    )
