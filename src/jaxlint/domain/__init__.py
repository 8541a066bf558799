"""Floor 3: abstract values, their lattice, and what is known of arrays."""
