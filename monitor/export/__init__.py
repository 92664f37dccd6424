"""Write all public data as files: CSV, Parquet, SQLite and OCDS release packages."""
