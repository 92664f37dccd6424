"""Precomputed figures for pages, refreshed at the end of each run."""
