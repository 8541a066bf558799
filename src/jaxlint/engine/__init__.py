"""Floor 8: configuration, projects, linting and fixing."""
