"""The practice portals beyond those of the demo: portal -> its class."""

from __future__ import annotations

from monitor.demo.portals.base import Practice
from tests.mock_portals.archives import Oeffentlichevergabe, Placsp
from tests.mock_portals.bzp import Bzp
from tests.mock_portals.canada import CanadaBuys, CanadaDisclosure
from tests.mock_portals.cursors import Austender, Prozorro
from tests.mock_portals.decp import Decp
from tests.mock_portals.files import Seao
from tests.mock_portals.gets import Gets
from tests.mock_portals.listings import Doffin, Simap
from tests.mock_portals.national import Dncp, Pncp, TenderNed
from tests.mock_portals.overseas import Secop2, SouthAfrica
from tests.mock_portals.proactis import PublicContractsScotland, Sell2Wales
from tests.mock_portals.toronto import Toronto
from tests.mock_portals.usaspending import UsaSpending

WIDER: tuple[type[Practice], ...] = (
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
