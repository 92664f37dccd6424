"""The commands of ``vigie``, by subject; ``monitor/cli/main.py`` gathers them."""
