"""Public Contracts Scotland: notices of Scottish public bodies.

Covers    Since January 2019, above and below the threshold.  Open Government Licence (so its
          guide to the data, read in a copy; version 3 from general knowledge).
Access    GET https://api.publiccontractsscotland.gov.uk/v1/Notices with dateFrom=MM-YYYY (month
          granularity), noticeType (one a request), outputType=0 (OCDS).  No paging: a month comes
          whole, so each night asks current and previous month, type by type; a type that answers
          500 is counted and its month stays open.  ``/v1/Notice?id={ocid}`` for one process.
          Default library agents get 403; a challenge is ``Blocked``.
Identity  Release id where there is one, else ocid and the notice's own id (``APR351785``) from the
          document whose page it is.  ocid ``ocds-r6ebe6-…``.
Traps     A month with nothing is a package without ``releases``.  Party ids (``org-24``) are local
          to a release.  Durations are months times 30 days.  Half of the buyers tick "central
          purchasing body" for contracts of their own.  Unverified here: awards and changes
          (no sample has any), types 101 and 102, the live service.
"""

from __future__ import annotations

from spiders.base.unpaged_ocds_api import UnpagedJsonSpider


class PublicContractsScotlandSpider(UnpagedJsonSpider):
    name = "public_contracts_scotland"
    title = "Public Contracts Scotland"
    endpoint = "https://api.publiccontractsscotland.gov.uk/v1/Notices"
    # calls, awards, corrigenda, direct awards, changes, social services, the portal's own forms
    notice_types = ("2", "3", "5", "6", "14", "15", "20", "21", "101", "102", "103", "104")
    robots_exemption = "documented API, https://api.publiccontractsscotland.gov.uk/v1"
