"""Floor 2: the lowered program."""
