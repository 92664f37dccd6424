"""The commands of ``vigie``, by subject; ``monitor/cli.py`` gathers them."""
