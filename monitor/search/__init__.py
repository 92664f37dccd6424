"""Search: what a reader's words mean, and which contracts, bodies, groups and firms they find."""
