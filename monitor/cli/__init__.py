"""The commands of ``vigie``, one module per family."""
