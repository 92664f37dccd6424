"""Datasette plugins of the site; ``monitor.web.server`` registers them by name."""
