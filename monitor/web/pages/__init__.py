"""Pages of the site, one module each: ``data(request)`` is the JSON of the page; docs/site.md.

Nothing in here makes HTML, knows Datasette, or reads the clock (``request.today``).
"""
