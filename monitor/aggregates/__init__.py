"""Figures that pages show, made once at the end of a run."""
