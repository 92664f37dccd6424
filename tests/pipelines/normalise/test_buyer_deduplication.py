"""One body, one dossier, however clerks spell it; two bodies, never one dossier."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from pipelines.errors import Misconfigured
from pipelines.model import Buyer, Identifier, Notice, Organization
from pipelines.normalise.buyer_deduplication import dossier_id, name_key
from pipelines.normalise.normalise_notice import normalise
from pipelines.reference.data_folder import REFERENCE
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.reference.organization_registers import REGISTERS
from pipelines.reference.registry_numbers import valid_identifiers

SPELLINGS = Path(__file__).parent / "buyers_spellings.csv"
SAME = [
    ("Electrica Furnizare S.A.", "ELECTRICA FURNIZARE SA", "RO"),
    ("H M Revenue & Customs", "HM Revenue and Customs", "GB"),
    ("Deutsche Welthungerhilfe e. V.", "Deutsche Welthungerhilfe e.V", "DE"),
    ("ATAC S.p.A.", "ATAC SpA", "IT"),
    ("Joint Research Centre", "European Commission, Joint Research Centre", "IT"),
]
DIFFERENT = [
    ("Commune de Toulon", "CCAS de Toulon", "FR"),
    ("Ville de Paris", "Département de Paris", "FR"),
    ("Ville de Nice", "Métropole Nice Côte d'Azur", "FR"),
    ("Ville de Besançon", "Centre communal d'action sociale de Besançon", "FR"),
    ("Grand Besançon", "Ville de Besançon", "FR"),
    ("Ministère de la Justice", "Ministère de l'Intérieur", "FR"),
    ("Commune de Saint-Denis", "Commune de Saint-Denis-en-Val", "FR"),
    ("Université Lyon 1", "Université Lyon 2", "FR"),
    ("CHU de Lille", "CH de Lille", "FR"),
    ("Stadt Köln", "Landkreis Köln", "DE"),
    ("Pflegekasse der IKK Südwest", "IKK Südwest", "DE"),
    ("Land Berlin - Landesarchiv Berlin", "Land Berlin", "DE"),
    ("NHS Durham Dales Clinical Commissioning Group", "NHS North Durham CCG", "GB"),
    ("Ministry of Defence, Air Support", "Ministry of Defence, C&C", "GB"),
    ("Comune di Pisa", "Università di Pisa", "IT"),
    ("Gmina Kraków", "Miasto Kraków", "PL"),
    ("European Commission", "European Parliament", "BE"),
]


def _id(name: str, country: str, number: str = "") -> str | None:
    identifiers = valid_identifiers("", number, country) if number else ()
    return dossier_id(
        Organization(name, country=country, identifiers=identifiers), load_normalisation_tables()
    )


def _spellings() -> list[dict[str, str]]:
    with SPELLINGS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("name", "other", "country"), SAME)
def test_initials_and_legal_forms_tell_no_bodies_apart(name: str, other: str, country: str) -> None:
    assert _id(name, country) == _id(other, country)


def test_a_hundred_spellings_of_thirty_buyers_make_one_dossier_each() -> None:
    rows = _spellings()
    actual: dict[str, set[str | None]] = defaultdict(set)
    for row in rows:
        actual[row["buyer"]].add(_id(row["spelling"], row["country"], row["number"]))
    assert len(rows) >= 100
    assert len(actual) >= 30
    assert {buyer: ids for buyer, ids in actual.items() if len(ids) != 1} == {}
    assert len(set.union(*actual.values())) == len(actual)


@pytest.mark.parametrize(("name", "other", "country"), DIFFERENT)
def test_two_bodies_never_share_a_dossier(name: str, other: str, country: str) -> None:
    assert _id(name, country) != _id(other, country)


def test_a_valid_number_comes_before_the_name() -> None:
    assert _id("Direction des achats", "FR", "552 081 317") == "FR-SIREN-552081317"


def test_the_same_name_in_two_countries_is_two_dossiers() -> None:
    assert _id("Ministry of Health", "GH") != _id("Ministry of Health", "GB")


def test_a_name_made_of_noise_keeps_its_words() -> None:
    assert name_key("La Ville", "FR")
    assert name_key("Service achats", "FR")


def test_a_name_without_letters_has_no_dossier() -> None:
    assert _id("—", "FR") is None


def test_a_central_purchasing_body_is_told_by_its_role() -> None:
    ugap = Buyer(
        Organization("UGAP", country="FR", identifiers=(Identifier("FR-SIREN", "776056467"),))
    )
    notice = Notice(id="boamp:1", portal="boamp", number="1", kind="award", buyers=(ugap,))
    (buyer,) = normalise(notice, load_normalisation_tables()).buyers
    assert buyer.role == "central_purchasing"
    assert buyer.organization.id == "FR-SIREN-776056467"


def test_a_parent_is_known_with_its_basis() -> None:
    tables = load_normalisation_tables()
    id_ = "name:EU:commission-dg-informatics"
    above = tables.buyers[tables.buyers[id_].parent or ""]
    assert above.name == "European Commission"
    assert tables.buyers[id_].parent_basis == "directorate-general"


def test_every_known_number_passes_its_own_check() -> None:
    schemes = {register.scheme for registers in REGISTERS.values() for register in registers}
    for id_, buyer in load_normalisation_tables().buyers.items():
        if not id_.startswith("name:"):
            scheme = next(scheme for scheme in schemes if id_.startswith(scheme + "-"))
            number = id_.removeprefix(scheme + "-")
            assert Identifier(scheme, number) in valid_identifiers(scheme, number, buyer.country), (
                id_
            )


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("X-1,FR,A,main,boss,,,s", "role: 'boss': expected buyer, central_purchasing"),
        ("X-1,FR,A,nickname,buyer,,,s", "kind: 'nickname': expected main, name,"),
        ("X-1,FR,A,main,buyer,X-2,why,s", "parent: 'X-2': no such id"),
        ("X-1,FR,A,main,buyer,,,", "source: '': is empty"),
        ("X-1,FR", "(row): '': it has more or fewer cells than the header"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: str, complaint: str) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    (folder / "buyers.csv").write_text(
        f"id,country,name,kind,role,parent,parent_basis,source\n{row}\n"
    )
    with pytest.raises(Misconfigured) as raised:
        load_normalisation_tables(folder)
    assert f"buyers.csv, row 2, {complaint}" in str(raised.value)


def test_faults_of_several_tables_are_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    with (folder / "exchange_rates.csv").open("a") as rates:
        rates.write("ABC,2024-01-01,0,rate,s\nABC,01/02/2024,2,rate,s\nABC,,2,rate,s\n")
    (folder / "cpv.csv").unlink()
    with pytest.raises(Misconfigured) as raised:
        load_normalisation_tables(folder)
    text = str(raised.value)
    assert "units_per_eur: '0': expected a number above 0" in text
    assert "from: '01/02/2024': expected a date" in text
    assert "from: '': is empty" in text
    assert "cpv.csv, row 0, (file)" in text
    assert text.startswith("reference/: 4 faults")
