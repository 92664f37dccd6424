"""The group behind a supplier's name: names as they are published, look-alikes among them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.classify.vendor_links import find_vendor_links, link_vendors
from pipelines.model import Award, Identifier, Notice, Organization, Supplier
from pipelines.reference.load_reference_tables import load_tables

TODAY = date(2026, 11, 1)


def groups(name: str, on: date | None = TODAY) -> set[str]:
    return {
        link.group
        for link in find_vendor_links(name, (), on, load_tables())
        if link.confidence != "low"
    }


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("MICROSOFT IRELAND OPERATIONS LTD", "microsoft"),
        ("Microsoft Ibérica, S.R.L.", "microsoft"),
        ("Microsoft Danmark ApS", "microsoft"),
        ("Oracle Italia SRL a socio unico", "oracle"),
        ("SAP Deutschland SE & Co. KG", "sap"),
        ("SAP", "sap"),
        ("Amazon Web Services EMEA SARL, succursale française", "amazon"),
        ("Apple Distribution International Limited", "apple"),
        ("Dell GmbH", "dell"),
        ("HP Deutschland GmbH", "hp"),
        ("Cisco Systems (Italy) Srl", "cisco"),
        ("Orange Business Services SA", "orange"),
        ("ORANGE ROMANIA", "orange"),
        ("Atos Luxembourg PSF S.A. (group leader)", "atos"),
        ("SPECIALIST COMPUTER CENTRES, S.L.", "scc"),
        ("British Telecommunications Plc", "bt"),
        ("Société Française du Radiotéléphone - SFR", "sfr"),
        ("Konica Minolta Business Solutions France", "konica"),
        ("ERNEST AND YOUNG", "ey"),
        ("SCANSOFT OPERATING AS NUANCE COMMUNICATIONS", "microsoft"),
        ("ORACLE DE MEXICO S.A. de C.V.", "oracle"),
        ("Microsoft do Brasil Ltda", "microsoft"),
        ("INTERNATIONAL BUSINESS MACHI", "ibm"),
        ("CONSEILLERS EN GESTION ET", "cgi"),
        ("SCIENCE APPLICATIONS INTERNAT", "saic"),
        ("MOTOTOLA SOLUTION CANADA", "motorola"),
        ("VMWARRE", "broadcom"),
        ("Мicrosoft Ireland", "microsoft"),
        ("Micrоsоft Ireland", "microsoft"),
        ("Micro\N{SOFT HYPHEN}soft Ireland", "microsoft"),
        ("Micro\N{ZERO WIDTH SPACE}soft\N{LEFT-TO-RIGHT MARK} Ireland", "microsoft"),
        ("\N{RIGHT-TO-LEFT OVERRIDE}Orac\N{COMBINING GRAPHEME JOINER}le Italia", "oracle"),
    ],
)
def test_a_published_name_leads_to_its_group(name: str, group: str) -> None:
    assert groups(name) == {group}


@pytest.mark.parametrize(
    "name",
    [
        "Alphabet Belgium Long Term Rental",
        "Alphabet España Fleet Management, S.A.",
        "Alphabet",
        "APPLE FITNESS",
        "Apple Courier",
        "Associazione Ornitologi dell'Emilia Romagna",
        "O'Dell Construction",
        "HP – Hrvatska pošta d.d.",
        "HP Gagnon et fils",
        "Atos Jacquaires Insertion Services 87",
        "Atos Medical AB",
        "ATOSSA Bureau d'étude incendie",
        "Port of San Francisco",
        "Tipografia Serigrafia Amazon S.a.s.",
        "AWS Remediation Technologies",
        "Oraclepoll Research",
        "Oracle Red Bull Racing",
        "META GROUP",
        "Commune d'Orange",
        "Orange Dream",
        "AeroInsight",
        "Les traducteurs réunis S.C.C.",
        "S.A.P. srl",
        "Sagedata Solutions",
        "Proactis",
        "SOGETI INGENIERIE BATIMENT",
        "Scuola Materna San Giuseppe",
        "Koenig & Bauer (CA) Inc.",
        "Trifoglio Cooperativa Sociale - Via Tertulliano 38, Andria (BT)",
        "Spl Chorégies d'Orange (Orange)",
        "INTERNATIONAL BUSINESS",
        "INTERNATIONAL BUSINESS MAGAZINES",
        "SAGA SOFTWARE",
        "NETSOLUTIONS GHANA LIMITED",
        "ADVANTAGE MICROSYSTEMS",
        "Soluzione Ufficio srl",
        "Civica Infrastructure",
        "confidential",
        "keine Angabe",
        "n/a",
        "111 111 111",
        "",
        "…",
    ],
)
def test_a_look_alike_or_placeholder_leads_nowhere(name: str) -> None:
    assert groups(name) == set()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "Bietergemeinschaft Computacenter AG & Co. oHG / T-Systems International GmbH",
            {"computacenter", "tsystems"},
        ),
        (
            "Mandataire : Capgemini Technology Services ; cotraitant : Sopra Steria Group",
            {"capgemini", "sopra"},
        ),
        ("RTI Almaviva S.p.A. (capofila) - Leonardo S.p.A.", {"almaviva", "leonardo"}),
        ("Atos & Deloitte Consortium", {"atos", "deloitte"}),
        ("UTE INDRA SOLUCIONES TECNOLOGIAS DE LA INFORMACION SL-SISTEMAS Y MONTAJES SA", {"indra"}),
        ("1) IBM Polska Sp. z o.o.; 2) Asseco Poland S.A.", {"ibm", "asseco"}),
        ("Maison Dupont et fils, Microsoft France", {"microsoft"}),
    ],
)
def test_a_name_that_holds_several_firms_is_split(name: str, expected: set[str]) -> None:
    assert groups(name) == expected


def test_an_identifier_proves_more_than_the_name() -> None:
    siret = Identifier("FR-SIRET", "327 733 184 00516")
    (link,) = find_vendor_links("MSF SAS", (siret,), TODAY, load_tables())
    assert (link.group, link.basis) == ("microsoft", "identifier")
    assert link.rule.startswith("vendor_identifiers.csv:")
    (link,) = find_vendor_links("Microsoft France", (siret,), TODAY, load_tables())
    assert link.basis == "identifier"


def test_a_wrong_letter_is_forgiven_only_where_the_table_says_so() -> None:
    (link,) = find_vendor_links("MIRCOSOFT", (), TODAY, load_tables())
    assert (link.group, link.basis, link.confidence) == ("microsoft", "near_miss", "medium")
    assert find_vendor_links("Cisko", (), TODAY, load_tables()) == ()


def test_a_name_that_is_spelt_as_in_the_table_is_no_slip_of_another_one() -> None:
    assert groups("SAP CANADA INC") == {"sap"}, "one letter from SAS Canada"
    assert groups("SOGEIT SOLUTIONS SRL") == {"engineering"}, "two letters swapped in Sogeti"


def test_a_name_that_was_cut_off_is_no_sure_proof() -> None:
    (link,) = find_vendor_links("INTERNATIONAL BUSINESS MACHI", (), TODAY, load_tables())
    assert (link.basis, link.confidence) == ("near_miss", "medium")


def test_evidence_is_the_words_as_published() -> None:
    (link,) = find_vendor_links("Société  MICROSOFT-France (mandataire)", (), TODAY, load_tables())
    assert link.evidence in "Société  MICROSOFT-France (mandataire)"


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2019, 5, 1), {"dell"}), (date(2022, 5, 1), set()), (date(2024, 5, 1), {"broadcom"})],
)
def test_a_name_is_judged_at_the_date_of_the_contract(day: date, expected: set[str]) -> None:
    assert groups("VMware International Limited", day) == expected


def test_every_supplier_of_every_award_is_linked_but_no_natural_person() -> None:
    known = Supplier(Organization("Oracle France"))
    person = Supplier(Organization("Oracle France", natural_person=True))
    notice = Notice(
        id="ted:1-2024",
        portal="ted",
        number="1-2024",
        kind="award",
        published=TODAY,
        awards=(Award(key="1", suppliers=(known, person)), Award(key="2", suppliers=(known,))),
    )
    once = link_vendors(notice, load_tables())
    assert [len(s.vendors) for a in once.awards for s in a.suppliers] == [1, 0, 1]
    assert link_vendors(once, load_tables()) == once


NAMES = ["Microsoft Ireland Operations Ltd", "Oracle Nederland BV", "Apple Fitness", "Sage Words"]


@given(st.sampled_from(NAMES), st.sampled_from([" ", "  ", "\u00a0", "\u200b "]), st.booleans())
def test_case_accents_and_white_space_never_change_the_group(
    name: str, space: str, upper: bool
) -> None:
    changed = name.replace(" ", space).replace("o", "ö").replace("e", "é")
    assert groups(changed.upper() if upper else changed.lower()) == groups(name)


@given(st.sampled_from(["", " Ltd", " GmbH", " S.p.A.", " SARL", ", Inc.", " Sp. z o.o."]))
def test_the_legal_form_never_changes_the_group(form: str) -> None:
    assert groups(f"Salesforce{form}") == {"salesforce"}
    assert groups(f"Apple Fitness{form}") == set()


@given(st.text(max_size=3000))
def test_any_name_is_answered(name: str) -> None:
    find_vendor_links(name, (), TODAY, load_tables())


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("Vodafone Italia S.p.A.", {"vodafone"}, {"swisscom"}),
        ("VODAFONE ESPAÑA, S.A.U.", {"vodafone"}, set()),
        ("Vodafone GmbH", {"vodafone"}, {"vodafone"}),
        ("Vodafone", {"vodafone"}, {"vodafone"}),
        ("Sopra Banking Software SAS", {"sopra"}, set()),
        ("Sopra Steria Group", {"sopra"}, {"sopra"}),
        ("Telindus France", {"sfr"}, {"sfr"}),
    ],
)
def test_a_longer_name_that_was_sold_hides_the_shorter_one_in_it(
    name: str, before: set[str], after: set[str]
) -> None:
    assert groups(name, date(2024, 1, 15)) == before
    assert groups(name, date(2026, 1, 15)) == after


def test_names_of_subsidiaries_and_strangers_as_they_are_written_in_awards() -> None:
    """A thousand made-up and real spellings, whose groups are general knowledge: subsidiaries by
    country, bought firms, several firms in one string, slips, and strangers of the same name."""
    wrong = []
    with Path(__file__).with_name("supplier_names.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            links = find_vendor_links(row["name"], (), TODAY, load_tables())
            if {link.group for link in links} != set(filter(None, row["groups"].split(";"))):
                wrong.append((row["name"], row["groups"], links))
    assert wrong == []


def test_a_longer_name_of_another_group_tells_whose_the_shorter_one_is() -> None:
    assert groups("Hewlett Packard Enterprise Nederland B.V.", date(2024, 1, 1)) == {"hpe"}


@pytest.mark.parametrize("name", ["Rave Wireless Inc", "Rave Mobile Safety"])
def test_two_names_of_a_firm_are_those_of_its_buyer_from_the_same_day(name: str) -> None:
    assert groups(name, date(2022, 6, 1)) == set()
    assert groups(name, date(2023, 1, 1)) == {"motorola"}


@pytest.mark.parametrize(
    "name",
    [
        "Securitas AG",
        "Securitas Direct España SAU",
        "Hitachi Zosen Inova AG",
        "Axway Software",
        "CSC - Tieteen tietotekniikan keskus Oy",
        "CSC-IT Center for Science Ltd",
        "Kurt Salmon",
        "AGFA HealthCare NV",
        "Mercell Norge AS",
        "CANCOM UK Limited",
    ],
)
def test_a_firm_that_shares_a_name_is_not_of_the_group(name: str) -> None:
    assert groups(name, date(2026, 1, 15)) <= {"telefonica"}
