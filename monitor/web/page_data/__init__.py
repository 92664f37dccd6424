"""Queries and texts that several pages share."""
