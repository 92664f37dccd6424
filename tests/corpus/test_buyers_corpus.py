"""Of the buyers with a valid registry number in real notices, how many dossiers hold each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest

from monitor.runtime import spider_registry
from pipelines.model import Notice, Organization
from pipelines.normalise.buyer_deduplication import name_key
from pipelines.normalise.normalise_notice import normalise
from pipelines.reference import registry_numbers
from pipelines.reference.normalisation_tables import load_normalisation_tables
from tests.corpus.test_line import FOLDERS, documents

pytestmark = pytest.mark.corpus

# A body named with its number in one notice and without in another is joined by buyers.csv alone:
# the number may be a subsidiary's (307304-2017, Transport for London), the name a namesake's.
MAX_SPLIT_RATIO = 1.01


def _buyers(corpus: Path) -> Iterator[Organization]:
    tables = load_normalisation_tables()
    for portal, folders in FOLDERS.items():
        spider = spider_registry.spider_class(portal)
        for file in (file for folder in folders for file in documents(corpus, folder)):
            for notice in spider.read(file.read_bytes(), file.name):
                if isinstance(notice, Notice):
                    for buyer in normalise(notice, tables).buyers:
                        yield buyer.organization


@pytest.fixture(scope="module")
def buyers(corpus: Path) -> list[Organization]:
    return list(_buyers(corpus))


def _name(buyer: Organization) -> tuple[str | None, str]:
    return buyer.country, name_key(buyer.name, buyer.country or "XX")


def test_a_valid_number_leads_to_one_dossier(buyers: list[Organization]) -> None:
    dossiers: dict[tuple[str, str], set[str | None]] = defaultdict(set)
    for buyer in buyers:
        for number in filter(registry_numbers.is_organization_id, buyer.identifiers):
            dossiers[number.scheme, number.id].add(buyer.id)
    assert len(dossiers) > 300
    assert mean(map(len, dossiers.values())) == 1.0


def test_the_same_name_without_its_number_is_rarely_another_dossier(
    buyers: list[Organization],
) -> None:
    by_name: dict[tuple[str | None, str], set[str | None]] = defaultdict(set)
    names: dict[tuple[str, str], set[tuple[str | None, str]]] = defaultdict(set)
    for buyer in buyers:
        by_name[_name(buyer)].add(buyer.id)
        for number in filter(registry_numbers.is_organization_id, buyer.identifiers):
            names[number.scheme, number.id].add(_name(buyer))
    dossiers = [set().union(*(by_name[name] for name in known)) for known in names.values()]
    assert mean(map(len, dossiers)) < MAX_SPLIT_RATIO
