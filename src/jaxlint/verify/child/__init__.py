"""The child processes of the verifier: the only modules of jaxlint that import JAX."""
