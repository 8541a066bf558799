"""JAX as the oracle: generated programs, what JAX makes of each statement, and what jaxlint says of it.

`grammar` and `statements` write programs, `harness` runs them on JAX, `judge` compares, `minimise` shortens.
"""
