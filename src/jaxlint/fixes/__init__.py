"""Floor 6: edits built from the program."""
