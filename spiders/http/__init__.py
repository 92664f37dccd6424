"""Download middlewares and handlers: politeness, retries, streaming of large files."""
