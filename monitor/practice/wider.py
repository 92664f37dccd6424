"""The practice portals beyond those of the demo: portal -> its class."""

from __future__ import annotations

from monitor.practice.archives import Oeffentlichevergabe, Placsp
from monitor.practice.base import Practice
from monitor.practice.bzp import Bzp
from monitor.practice.canada import CanadaBuys, CanadaDisclosure
from monitor.practice.cursors import Austender, Prozorro
from monitor.practice.decp import Decp
from monitor.practice.files import Seao
from monitor.practice.gets import Gets
from monitor.practice.listings import Doffin, Simap
from monitor.practice.national import Dncp, Pncp, TenderNed
from monitor.practice.overseas import Secop2, SouthAfrica
from monitor.practice.proactis import PublicContractsScotland, Sell2Wales
from monitor.practice.toronto import Toronto
from monitor.practice.usaspending import UsaSpending

WIDER: tuple[type[Practice], ...] = (
    Seao, Simap, Doffin, PublicContractsScotland, Sell2Wales, Austender, Decp, Prozorro,
    Pncp, Dncp, Oeffentlichevergabe, Placsp, TenderNed, Bzp, SouthAfrica,
    Secop2, CanadaDisclosure, CanadaBuys, Gets, UsaSpending,
    Toronto,
)  # fmt: skip
