"""Crawl, ingest and replay documents, tag stored notices again, and check live portals."""
