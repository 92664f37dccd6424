"""Parse documents into notices, one package or module a document format; pure functions."""
