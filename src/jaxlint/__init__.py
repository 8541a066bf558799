"""jaxlint: an abstract JAX tracer that finds where a program stops being pure."""

__version__ = "0.1.0"
