"""Base spiders, one per way of access, each used by several portals."""
