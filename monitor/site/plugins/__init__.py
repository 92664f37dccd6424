"""Datasette plugins of the site; ``monitor.web`` registers them by name."""
