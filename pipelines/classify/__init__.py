"""Match keywords, link suppliers to vendor groups, decide scope, assign and explain tags."""
