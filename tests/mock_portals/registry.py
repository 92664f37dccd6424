"""The mock portals beyond those of the demo: portal -> its class."""

from __future__ import annotations

from monitor.demo.portals.mock_portal import MockPortal
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
from tests.mock_portals.toronto import Toronto
from tests.mock_portals.usaspending import UsaSpending
from tests.mock_portals.zip_packages import Oeffentlichevergabe, Placsp

WIDER: tuple[type[MockPortal], ...] = (
    Seao,
    Simap,
    Doffin,
    PublicContractsScotland,
    Sell2Wales,
    Austender,
    Decp,
    Prozorro,
    Pncp,
    Dncp,
    Oeffentlichevergabe,
    Placsp,
    TenderNed,
    Bzp,
    SouthAfrica,
    Secop2,
    CanadaDisclosure,
    CanadaBuys,
    Gets,
    UsaSpending,
    Toronto,
)
