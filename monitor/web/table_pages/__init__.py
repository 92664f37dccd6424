"""What Datasette's pages show of tables: cells in words, counts of facets, context of rows."""
