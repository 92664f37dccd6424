"""Download middlewares and handlers: politeness, retries, streaming of large files.

One truthful agent for all.  Only declared hosts are asked.  robots.txt is obeyed; an exemption is
named on the spider with its reason and covers the host of its endpoint alone.  ``Crawl-delay``,
``Retry-After`` and the portal's documented pauses are honoured.  A challenge, a login page, an
empty answer, a refusal, or patience at its end is ``Blocked``: never "no news".

Settings  VIGIE_CONTACT, VIGIE_PACE (factor of every delay; other than 1 for loopback hosts only),
          VIGIE_ENDPOINTS ({portal: base address} of mock portals).
Spider    ``pace_s``, ``wait_on`` {status: seconds}, ``robots_exemption``, ``hosts``.
Source    the faults of Scrapy's own classes that these repair are named in each docstring.
"""
