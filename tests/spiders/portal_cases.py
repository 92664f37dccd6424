"""The mock portal of each portal with a protocol of its own, and what it serves when."""

from __future__ import annotations

from tests.mock_portals.bulk_files import Anac, BasePt
from tests.mock_portals.bzp import Bzp
from tests.mock_portals.canada_open_data import CanadaBuys, CanadaDisclosure
from tests.mock_portals.cursor_paging import Austender, Prozorro
from tests.mock_portals.decp import Decp
from tests.mock_portals.gets import Gets
from tests.mock_portals.json_listings import Doffin, Simap
from tests.mock_portals.pncp_dncp_tenderned import Dncp, Pncp, TenderNed
from tests.mock_portals.proactis import PublicContractsScotland, Sell2Wales
from tests.mock_portals.seao_ckan import Seao
from tests.mock_portals.secop2_south_africa import Secop2, SouthAfrica
from tests.mock_portals.usaspending import UsaSpending
from tests.mock_portals.zip_packages import Oeffentlichevergabe, Placsp
from tests.spiders.portal_support import Case

KEYS = {"VIGIE_DNCP_KEY": Dncp.key, "VIGIE_DOFFIN_KEY": Doffin.key}

_CASES = (
    # served in part: other documents are of shapes that nobody asks the mock portal for
    Case(Seao, ("2026-03-16/2026-04-01", "2026-06-01/2026-06-15"), documents=3),
    Case(Simap, ("2026-04-14/2026-04-16", "2026-04-16/2026-04-19"), 2, documents=8),
    Case(
        Doffin,
        (
            "2022-07-07/2022-07-14",
            "2023-10-05/2023-10-12",
            "2023-11-09/2023-11-16",
            "2024-02-01/2024-02-08",
            "2024-05-02/2024-05-09",
            "2024-09-19/2024-09-26",
        ),
        documents=6,
    ),
    # fixtures of ANAC have no months: one each from March 2024 on
    Case(Anac, ("2024-03-01/2024-04-01", "2024-04-01/2024-05-01", "2024-05-01/2024-06-01")),
    Case(BasePt, ("2024-01-01/2025-01-01", "2025-01-01/2026-01-01"), served="contratos*"),
    Case(PublicContractsScotland, ("2019-04-01/2019-05-01", "2019-05-01/2019-06-01")),
    Case(Sell2Wales, ("2025-02-01/2025-03-01", "2025-03-01/2025-04-01")),
    Case(Austender, ("2024-01-15/2024-01-16", "2024-01-16/2024-01-17"), 2),
    Case(Decp, ("2024-03-27/2024-03-28",), served="opendatasoft_rows", documents=1),
    Case(
        Prozorro,
        (
            "2021-01-11T14:00:00Z/2021-01-11T15:00:00Z",
            "2024-03-15T08:00:00Z/2024-03-15T08:30:00Z",
            "2024-03-15T08:30:00Z/2024-03-15T09:00:00Z",
        ),
        1,
        "UA-*",
        4,
    ),
    Case(Pncp, ("2026-03-10/2026-03-11", "2026-03-11/2026-03-12"), 2),
    Case(Oeffentlichevergabe, ("2025-12-05/2025-12-06", "2025-12-06/2025-12-07")),
    Case(Placsp, ("2021-09-03/2021-09-04", "2021-09-04/2021-09-05"), served="[!o]*"),
    Case(TenderNed, ("2026-03-02/2026-03-03", "2026-03-03/2026-03-04"), 1),
    Case(
        Bzp,
        (
            "2024-02-08/2024-02-09",
            "2026-02-23/2026-02-24",
            "2026-02-24/2026-02-25",
            "2026-04-20/2026-04-21",
        ),
    ),
    Case(Dncp, ("2018-03-21/2018-03-22", "2024-05-14/2024-05-15"), 1),
    Case(
        Secop2,
        ("2023-09-20/2023-09-21", "2023-09-21/2023-09-22", "2024-03-12/2024-03-13"),
        served="c*",
    ),
    Case(CanadaDisclosure, ()),
    Case(
        UsaSpending,
        ("2025-09-24/2025-09-25", "2025-09-25/2025-09-26", "2025-09-26/2025-09-27"),
        1,
        "[pdv]*",
    ),
    Case(Gets, (), 2, "3*"),
    Case(CanadaBuys, ("2026-04-01/2026-07-01", "2026-10-01/2027-01-01")),
    Case(SouthAfrica, ("2025-09-18/2025-09-19", "2025-09-19/2025-09-20"), 1, "[ac]*"),
)
CASES = {case.name: case for case in _CASES}
