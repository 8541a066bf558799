"""Floor 9: the runtime verifier."""
