"""Crawls, ingests and replays documents, tags stored notices again, and checks live portals."""
