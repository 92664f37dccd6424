"""What a portal begins or ceases to write is seen, also where our reader does not look."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from lxml import etree

from monitor.cli.main import main
from monitor.demo.portals.server import create_portals, running_portals
from spiders.parsers.decoding.field_inventory import MAX_NAMES, names
from tests.operations.support import rows, settings
from tests.spiders.crawl_support import crawls_in_forks


def test_names_are_those_of_fields_and_never_of_data() -> None:
    record = {
        "idweb": "26-1",
        "donnees": {"objet": "x", "lots": [{"n": 1}]},
        "lots": [{"titre": "a"}, {"montant": 2}],
        "2026-11-24": {"a": 1},
        "26104233": {"b": 1},
        "jeanne@example.org": 1,
        "a" * 80: 1,
    }
    assert names(record) == {
        "idweb",
        "donnees",
        "donnees/objet",
        "donnees/lots",
        "lots",
        "lots/titre",
        "lots/montant",
    }
    assert names(BeautifulSoup("<p>page</p>", "lxml")) == set()
    assert names([1, 2]) == names("text") == names(None) == set()
    assert len(names({f"field{'x' * n}": 1 for n in range(50)})) == 50
    letters = "abcdefghij"
    many = {a + b + c: 1 for a in letters for b in letters for c in letters}
    assert len(names(many)) == MAX_NAMES


def test_elements_are_named_without_their_name_space() -> None:
    root = etree.fromstring('<n:A xmlns:n="urn:x"><n:ID>1</n:ID><n:B><n:C/></n:B></n:A>')
    assert names(root) == {"ID", "B", "B/C"}


@pytest.mark.slow
@pytest.mark.parametrize(("portal", "field"), [("boamp", "idweb"), ("ted", "UBLExtensions")])
def test_a_crawl_notes_the_fields_of_a_sample(tmp_path: Path, portal: str, field: str) -> None:
    config = settings(tmp_path, [portal])
    stock = create_portals(pace=0.0)
    with running_portals({portal: stock[portal]}) as addresses, crawls_in_forks():
        command = ["--config", str(config), "crawl", portal, "--pace", "0"]
        command += ["--since", "2026-11-02", "--until", "2026-11-06"]
        done = CliRunner().invoke(main, [*command, "--mock", json.dumps(addresses)])
    assert done.exit_code == 0, done.output
    ((figures,),) = rows(tmp_path, "SELECT figures FROM runs WHERE command = 'crawl'")
    data = json.loads(figures)
    assert data["records"] >= 1
    assert 1 <= data["keys"][field] <= data["records"]
