"""A real browser, as for the site."""

from tests.web.conftest import browser

__all__ = ["browser"]
