"""Create, migrate, write and query the SQLite database."""
