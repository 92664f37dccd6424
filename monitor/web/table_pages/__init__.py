"""Datasette pages of tables: what an address may ask, cells in words, counts of facets."""
