"""Canada: contracts over 10,000 dollars, disclosed by each federal body (Open Government).

Covers    Contracts, call-ups, standing offers and their amendments of federal bodies, above 10,000
          Canadian dollars, since about 2004.  Open Government Licence - Canada.
Access    One CSV of hundreds of MB (a million rows), named by
          https://open.canada.ca/data/api/3/action/package_show (CKAN) and streamed, again only when
          it has changed.  No key.  Filed by quarter, some 30 days after its end: a week between
          two crawls is plenty.  It has no dates to be asked by: one window holds all.
Identity  ``owner_org/reference_number`` is the row.  A contract is its ``procurement_id`` with
          vendor and start: the number alone may stand for many ("Acquisition Card").
Traps     An amendment is a row of its own and restates the amended total; sums of rows count twice.
          No date of publication: the last day of the quarter reported.  Values include taxes; a
          standing offer has none.  "NA" is empty.  ``buyer_name`` is a person, whose name is
          hidden; so may be ``standing_offer_number``, which is read where it has a digit.
          Before 2019 most columns are empty, then no type is a contract.  ``number_of_bids`` 0 is
          not known.  Verified: ten real rows.  Unverified here: the whole file, the live service.
"""

from __future__ import annotations

import re

from spiders.base.bulk_files import BulkFilesSpider
from spiders.parsers.canada import disclosure
from spiders.parsers.decoding.record_splitter import csv_slices

DATASET = "d8f85d91-7dec-4fd1-8055-483b77225d8b"


class CanadaDisclosureSpider(BulkFilesSpider):
    name = "canada_disclosure"
    title = "Disclosure of contracts (Canada)"
    endpoint = f"https://open.canada.ca/data/api/3/action/package_show?id={DATASET}"
    files = re.compile(r"/resource/fac950c0-[0-9a-f-]{27}/download/[^/]+\.csv$")
    cuts = staticmethod(csv_slices)
    serves_as = "csv"
    pace_s = 10.0
    robots_exemption = "documented API, Open Government Licence - Canada, https://open.canada.ca/en/access-our-application-programming-interface-api"
    reads = staticmethod(disclosure.rows)
    parser = disclosure
    media_type = "text/csv"
