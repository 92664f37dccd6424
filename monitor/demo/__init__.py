"""Crawl five mock portals on this machine and serve the result (``vigie demo``)."""
