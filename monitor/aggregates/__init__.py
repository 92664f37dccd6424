"""Precompute the figures that pages show, at the end of each run."""
