"""Floor 5: the abstract tracer."""
