"""Crawls five practice portals on this machine and serves the result (``vigie demo``)."""
