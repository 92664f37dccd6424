"""Writes everything public as files: CSV, Parquet, SQLite and OCDS release packages."""
