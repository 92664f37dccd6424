"""Crawl five practice portals on this machine and serve the result (``vigie demo``)."""
