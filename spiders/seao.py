"""SEAO: Québec's electronic tendering system (Secrétariat du Conseil du trésor).

Covers    Calls, awards and contracts of Québec's ministries, health network, schools and
          municipalities since March 2021.  CC BY 4.0, "Secrétariat du Conseil du trésor".  French.
Access    https://www.donneesquebec.ca/recherche/dataset/systeme-electronique-dappel-doffres-seao
          links to one OCDS package a week (``hebdo_20251124_20251130.json``, 8 to 35 MB, the day
          after the week or some days later); the monthly ones repeat them.  No key.  robots.txt
          forbids ``/recherche/api/`` (the same list as JSON) and allows page and downloads, ten
          seconds apart: the page is asked.
Identity  ``ocid/tag`` and, of an award or contract, the ids of its awards; ocid
          ``ocds-ec9k95-{SEAO number}``.  Each week's file gives the same contract a new release id
          (551 of 554): it is one notice, in its latest state.  A file is known by its resource id:
          one name may stand there twice.  ``awards[].id`` is the contract everywhere.
Traps     UTF-8 with a byte order mark.  A direct award may be years old.  ``tender.id`` is the
          buyer's reference.  NEQ stands in ``details.neq`` or ``details.NEQ``.
          ``contracts[].value`` is the amount settled in the end, ``awards[].value`` that of the
          award; a contract that is over is ``terminated``.  No description.  XML of before 2021 is
          not read.  Unverified here: the marks of the page, a whole weekly file, everything about
          the live service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.model import Notice, Trouble
from spiders.base.date_windows import DateWindow
from spiders.parsers import ocds
from spiders.parsers.common.json_values import clean_text, mapping, strings
from spiders.parsers.common.list_of_objects import list_of_objects
from spiders.portal_bases.linked_files import LinkedFilesSpider


def number(release: dict[str, Any]) -> str | None:
    """Number that a release keeps when it comes again under another id."""
    ocid, tags = clean_text(release.get("ocid")), strings(release.get("tag"))
    if not ocid or not tags:
        return ocds.same_number(release)
    awards = sorted(
        filter(
            None, (clean_text(item.get("id")) for item in list_of_objects(release.get("awards")))
        )
    )
    return "/".join((ocid, "_".join(tags), *(["_".join(awards)] if awards else ())))


PROFILE: dict[str, Any] = {
    "zone": "America/Toronto",
    "country": "CA",
    "language": "fr",
    "currency": "CAD",
    "number": number,
}


def add_identifier(party: dict[str, Any]) -> dict[str, Any]:
    """Add the enterprise number (NEQ) to a party where OCDS has identifiers."""
    details = mapping(party.get("details"))
    neq = clean_text(details.get("neq")) or clean_text(details.get("NEQ"))
    return {"identifier": {"scheme": "CA-NEQ", "id": neq}, **party} if neq else party


class SeaoSpider(LinkedFilesSpider):
    name = "seao"
    title = "SEAO"
    endpoint = (
        "https://www.donneesquebec.ca/recherche/dataset/systeme-electronique-dappel-doffres-seao"
    )
    # a week's file was seen up to seven days late, and may be put there a second time
    window = DateWindow(
        field="hebdo", first="2021-04-01", step_days=7, zone="America/Toronto", overlap_days=14
    )
    files = re.compile(r"/resource/[0-9a-f-]{36}/download/hebdo_\d{8}_(?P<until>\d{8})\.json$")
    pace_s = 10.0  # Crawl-delay of its robots.txt
    reads = staticmethod(ocds.from_json)
    parser_version = "2"

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice | Trouble]:
        """Parse an OCDS release."""
        if isinstance(record, dict) and record.get("parties"):
            record = {
                **record,
                "parties": [add_identifier(x) for x in list_of_objects(record["parties"])],
            }
        yield from ocds.notices(record, "seao", **PROFILE)
