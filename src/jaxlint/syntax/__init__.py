"""Floor 1: the ast index of a file, and libcst parsing of the statements that are opened."""
