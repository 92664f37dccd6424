"""ASGI middleware of the site, each around everything that answers a request."""
