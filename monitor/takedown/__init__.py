"""Apply granted objections to the archive and to the database."""
