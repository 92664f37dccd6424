"""The public site: Datasette's metadata, canned questions, templates and plugins."""
