"""The same procedure on several portals is one contract; in doubt it is not.

Each portal is read by its own reader, through the whole line, in both orders of arrival.  Documents
are fixtures, made to speak of one procedure; real documents where both sides of a pair are at hand.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from monitor.cli.main import main
from pipelines.store.database import connect

FIXTURES = Path(__file__).parents[2] / "portals"
DEMO = Path(__file__).parents[3] / "data" / "demo"
Documents = list[tuple[str, str, bytes]]  # portal, file name, body
Pairs = dict[str, str]  # contract -> the contract that stands for it


def fixture(portal: str, name: str, *changes: tuple[str, str]) -> bytes:
    """A document with words exchanged; each must be there."""
    text = (FIXTURES / portal / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"{name} holds no {old!r}"
        text = text.replace(old, new)
    return text.encode()


def stored(folder: Path, documents: Documents) -> sqlite3.Connection:
    folder.mkdir(parents=True)
    for portal, name, body in documents:
        path = folder / name
        path.write_bytes(body)
        places = ["--db", str(folder / "vigie.db"), "--archive", str(folder / "archive")]
        done = CliRunner().invoke(main, ["ingest", portal, str(path), *places])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    return connect(folder / "vigie.db")


def linked(folder: Path, documents: Documents) -> Pairs:
    """Documents -> pairs, the same whatever comes first."""
    actual = [
        dict(
            stored(folder / str(number), order)
            .execute("SELECT id, same_as FROM contracts WHERE same_as IS NOT NULL")
            .fetchall()
        )
        for number, order in enumerate((documents, documents[::-1]))
    ]
    assert actual[0] == actual[1], "the order of arrival decides"
    return actual[0]


# --- the same notice of eForms, on TED and on a national portal -----------------------------------

COPIES = {
    "doffin": ("doffin", "ContractAwardNotice_can-standard_2022-347651.xml"),
    "oeffentlichevergabe": ("oeffentlichevergabe", "b1c2d3e4-0000-4000-8000-000000000001-01.xml"),
    "tenderned": ("tenderned", "441637_public.xml"),
}


@pytest.mark.parametrize("portal", COPIES)
def test_a_national_copy_of_a_notice_on_ted_is_the_same_contracts(
    portal: str, tmp_path: Path
) -> None:
    _, name = COPIES[portal]
    body = fixture(portal, name)
    both: Documents = [("ted", "700001-2026.xml", body), (portal, name, body)]
    own = stored(tmp_path / "own", both[1:])
    contracts = [row[0] for row in own.execute("SELECT id FROM contracts WHERE suppliers <> ''")]
    assert contracts, "out of scope: this proves nothing"
    pairs = linked(tmp_path / "both", both)
    assert {contract: pairs.get(contract, "none").partition(":")[0] for contract in contracts} == (
        dict.fromkeys(contracts, "ted")
    )
    assert {pair.partition("/")[2] for pair in pairs} == {
        x.partition("/")[2] for x in pairs.values()
    }


@pytest.mark.parametrize("portal", COPIES)
def test_another_procedure_of_the_same_buyer_and_winner_is_another_contract(
    portal: str, tmp_path: Path
) -> None:
    """The same notice but for the ids of procedure and notice, and its number on TED."""
    _, name = COPIES[portal]
    text = fixture(portal, name).decode()
    other = text
    for id_ in {
        "c3d4e5f6-a7b8-4c9d-8e0f-2c3d4e5f6ac1",
        "b1c2d3e4-0000-4000-8000-0000000000aa",
        "b1c2d3e4-0000-4000-8000-000000000001",
        "6a5f0c11-0000-4000-8000-000000601177",
        "6a5f0c11-0000-4000-8000-000000441637",
    }:
        other = other.replace(id_, id_[:-1] + "e")
    for number, other_number in (("131002-2026", "131009-2026"), ("050665", "050669")):
        other = other.replace(number, other_number)  # on TED, where it is stamped on
    for number in ("PROBE-2025-7/", "HLM-2025-118-"):
        other = other.replace(number, number.replace("-2025-", "-2025-9"))
    assert other != text
    both: Documents = [("ted", "700001-2026.xml", other.encode()), (portal, name, text.encode())]
    assert linked(tmp_path / "both", both) == {}


# --- France: TED, BOAMP, DECP ---------------------------------------------------------------------

NUMBER = "2024-SNCF-0142"


def decp(**changes: Any) -> bytes:
    """A contract in the shape of 2022: SNCF's, as TED and BOAMP tell it in the demo."""
    contract = {
        "id": NUMBER,
        "acheteur": {"id": "55204944776279"},
        "nature": "Marché",
        "objet": "Portail wifi des trains",
        "codeCPV": "72400000-4",
        "procedure": "Appel d'offres ouvert",
        "offresRecues": 1,
        "dureeMois": 48,
        "dateNotification": "2024-07-09",
        "datePublicationDonnees": "2024-09-05",
        "montant": 480000,
        "titulaires": [{"titulaire": {"id": "79167433600018", "typeIdentifiant": "SIRET"}}],
    }
    return json.dumps({"marches": {"marche": [contract | changes]}}).encode()


def french(number: str = NUMBER) -> Documents:
    published = "Contrat Portail Wifi TGV Lyria"
    return [
        (portal, path.name, path.read_bytes().replace(published.encode(), number.encode()))
        for portal, path in (
            ("ted", DEMO / "ted" / "990112-2026.xml"),
            ("boamp", DEMO / "boamp" / "26-990101.json"),
        )
    ]


def test_ted_boamp_and_decp_tell_of_one_contract(tmp_path: Path) -> None:
    pairs = linked(tmp_path / "three", [*french(), ("decp", "marches.json", decp())])
    assert len(pairs) == 2
    assert set(pairs.values()) == {f"ted:990112-2026/{NUMBER}"}
    assert {pair.partition(":")[0] for pair in pairs} == {"boamp", "decp"}


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "2024-SNCF-0143"},
        {"acheteur": {"id": "21590163800019"}},
        {"dateNotification": "2021-10-20", "datePublicationDonnees": "2021-11-05"},
    ],
    ids=("another number", "another buyer", "another year"),
)
def test_a_contract_of_decp_that_agrees_in_part_is_not_the_same(
    changes: dict[str, Any], tmp_path: Path
) -> None:
    pairs = linked(tmp_path / "three", [*french(), ("decp", "marches.json", decp(**changes))])
    assert {pair.partition(":")[0] for pair in pairs} == {"boamp"}


def test_a_number_that_could_be_anybodys_links_nothing(tmp_path: Path) -> None:
    three = [*french("LOT 1"), ("decp", "marches.json", decp(id="LOT 1"))]
    assert {text.partition(":")[0] for text in linked(tmp_path / "three", three)} == {"boamp"}


def test_two_contracts_of_one_portal_under_one_number_are_neither(tmp_path: Path) -> None:
    """Platforms cut numbers off: a number that two contracts share proves nothing."""
    two = (
        json.loads(decp())["marches"]["marche"]
        + json.loads(decp(objet="Maintenance des bornes wifi", montant=91000))["marches"]["marche"]
    )
    body = json.dumps({"marches": {"marche": two}}).encode()
    pairs = linked(tmp_path / "three", [*french(), ("decp", "marches.json", body)])
    assert {pair.partition(":")[0] for pair in pairs} == {"boamp"}


@pytest.mark.corpus
def test_real_notices_of_ted_and_boamp_are_one_and_decp_joins_by_the_buyers_number(
    corpus: Path, tmp_path: Path
) -> None:
    """EDF's framework of 2024 with three firms: published on both; DECP as EDF would write it."""
    real = corpus / "samples"
    (ted,) = real.rglob("539823-2024_ef_30_FRA.xml")
    (boamp,) = real.rglob("00539823-2024.json")
    row = json.loads(decp())["marches"]["marche"][0] | {
        "id": "C5T2110960",
        "acheteur": {"id": "55208131766522"},
        "dateNotification": "2024-08-01",
        "datePublicationDonnees": "2024-09-20",
        "nature": "Accord-cadre",
        "titulaires": [{"titulaire": {"id": "38417434800076", "typeIdentifiant": "SIRET"}}],
    }
    documents: Documents = [
        ("ted", "539823-2024.xml", ted.read_bytes()),
        ("boamp", boamp.name, boamp.read_bytes()),
        ("decp", "marches.json", json.dumps({"marches": {"marche": [row]}}).encode()),
    ]
    pairs = linked(tmp_path / "real", documents)
    ours = [pair for pair in pairs if pair.startswith("boamp:")]
    assert len(ours) >= 3
    assert all(pairs[pair].startswith("ted:539823-2024/") for pair in ours)
    assert [pairs[pair] for pair in pairs if pair.startswith("decp:")] == [
        "ted:539823-2024/C5T2110960"
    ]


@pytest.mark.corpus
def test_every_real_pair_of_ted_and_boamp_is_one(corpus: Path, tmp_path: Path) -> None:
    documents: Documents = []
    for number in ("187172-2024", "215327-2024", "539823-2024", "552131-2024"):
        (ted,) = (corpus / "samples" / "ted").rglob(f"{number}_ef_*.xml")
        (boamp,) = (corpus / "samples" / "boamp").rglob(f"00{number}.json")
        documents += [
            ("ted", f"{number}.xml", ted.read_bytes()),
            ("boamp", boamp.name, boamp.read_bytes()),
        ]
    connection = stored(tmp_path / "real", documents)
    rows = connection.execute(
        "SELECT id, same_as FROM contracts WHERE portal = 'boamp' AND suppliers <> ''"
    ).fetchall()
    assert len(rows) >= 5
    assert [row[0] for row in rows if not str(row[1]).startswith("ted:")] == []


# --- Spain and Poland -----------------------------------------------------------------------------

PLACSP = "licitacionesPerfilesContratanteCompleto3.atom"


def on_ted_for_spain(
    winner: str = "ORACLE IBÉRICA S.R.L.", number: str = "B78361482", published: str = "378123-2021"
) -> bytes:
    """The notice that PLACSP's folder 7940613 names as its own in the Official Journal."""
    return fixture(
        "ted",
        "winner_without_contract.xml",
        ("PROSEGUR SERVICIOS DE EFECTIVO ESPAÑA, S.L.", winner),
        ("B87498200", number),
        ("215461-2024", published),
        ("Servicio de recogida y transporte de fondos", "Soporte de licencias de software"),
        ("Transporte de fondos.", "Soporte de licencias de software."),
        (">66112000<", ">72267100<"),
    )


def spanish(body: bytes) -> Documents:
    return [("ted", "notice.xml", body), ("placsp", PLACSP, fixture("placsp", PLACSP))]


def test_placsp_names_its_notice_on_ted_and_is_the_same_contract(tmp_path: Path) -> None:
    pairs = linked(tmp_path / "both", spanish(on_ted_for_spain()))
    assert {(text.partition("/")[0], other.partition("/")[0]) for text, other in pairs.items()} == {
        ("placsp:7940613", "ted:378123-2021")
    }


@pytest.mark.parametrize(
    ("winner", "number", "published"),
    [
        ("ORACLE IBÉRICA S.R.L.", "B78361482", "378124-2021"),
        ("MICROSOFT IBÉRICA S.R.L.", "B78603495", "378123-2021"),
    ],
    ids=("another notice", "another winner"),
)
def test_placsp_and_another_notice_or_winner_are_two(
    winner: str, number: str, published: str, tmp_path: Path
) -> None:
    assert linked(tmp_path / "both", spanish(on_ted_for_spain(winner, number, published))) == {}


POLISH = "11111111-0000-4000-8000-000000000001"


def polish(procedure: str = POLISH) -> Documents:
    ted = fixture(
        "ted",
        "result_two_lots_consortium.xml",
        ("0d7c9f51-64b0-4b7e-8f1e-2f5f4b9f1c10", procedure),
        ("Microsoft sp. z o.o.", "APN PROMISE SPÓŁKA AKCYJNA"),
        ("5270103391", "5252344078"),
    )
    name = "result_of_three_lots.json"
    return [("ted", "191695-2025.xml", ted), ("bzp", name, fixture("bzp", name))]


def test_bzp_carries_the_procedure_of_ted_in_its_ocid_and_only_the_same_lot_is_one(
    tmp_path: Path,
) -> None:
    pairs = linked(tmp_path / "both", polish())
    assert len(pairs) == 1
    ((text, other),) = pairs.items()
    assert (text.partition(":")[0], other) == ("bzp", "ted:191695-2025/CON-0002")


def test_a_procedure_that_differs_by_one_digit_is_another(tmp_path: Path) -> None:
    assert linked(tmp_path / "both", polish(POLISH[:-1] + "2")) == {}


# --- United Kingdom: Find a Tender, Contracts Finder, Scotland, Wales -----------------------------


def sent_on(portal: str, mark: str) -> Documents:
    """A notice of Scotland or Wales, and Find a Tender's copy: another ocid, another number."""
    package = json.loads(fixture(portal, "award_two_lots.json"))
    (release,) = package["releases"]
    release["description"] = mark
    copy = {**release, "ocid": "ocds-h6vhtk-05a001", "id": "041000-2025"}
    copy["tender"] = {**release["tender"], "id": "ocds-h6vhtk-05a001"}
    copy["awards"] = [{**award, "id": f"041000-2025-{award['id']}"} for award in release["awards"]]
    copy["contracts"] = [
        {**item, "id": f"041000-2025-{item['id']}", "awardID": f"041000-2025-{item['awardID']}"}
        for item in release.get("contracts", [])
    ]
    return [
        ("find_a_tender", "041000-2025.json", json.dumps({"releases": [copy]}).encode()),
        (portal, "award_two_lots.json", json.dumps(package).encode()),
    ]


@pytest.mark.parametrize(
    ("portal", "mark"),
    [("public_contracts_scotland", "(SC Ref:599001)"), ("sell2wales", "(WA Ref:149001)")],
)
def test_what_scotland_and_wales_send_on_is_the_same_lot_by_lot(
    portal: str, mark: str, tmp_path: Path
) -> None:
    pairs = linked(tmp_path / "both", sent_on(portal, f"Hosting in two lots.\n{mark}"))
    assert len(pairs) == 2
    assert {pair.partition(":")[0] for pair in pairs} == {portal}
    assert all(other.startswith("find_a_tender:041000-2025/") for other in pairs.values())


def test_a_mark_of_an_earlier_notice_in_the_text_links_nothing(tmp_path: Path) -> None:
    own = sent_on("sell2wales", "(WA Ref:149001)")
    later = sent_on("sell2wales", "It follows (WA Ref:149001).\n(WA Ref:151777)")
    assert linked(tmp_path / "both", [later[0], own[1]]) == {}


@pytest.mark.corpus
def test_ted_carries_the_marks_of_scotland_and_wales(corpus: Path) -> None:
    """The number in a real notice of 2019 is of the run that Scotland's own numbers are of."""
    from monitor.runtime.spider_registry import spider_class

    path = corpus / "samples" / "ted-train" / "177250-2019.xml"
    (notice,) = spider_class("ted").read(path.read_bytes(), path.name)
    assert ("proactis", "SC-580790") in [(x.scheme, x.id) for x in notice.procedure.other_ids]
    path = corpus / "samples" / "uk-public-contracts-scotland" / "srel12.json"
    (own,) = spider_class("public_contracts_scotland").read(path.read_bytes(), path.name)
    assert [(x.scheme, x.id) for x in own.procedure.other_ids] == [("proactis", "SC-581665")]
    assert own.procedure.id == "ocds-r6ebe6-0000581665"


PPON = {"scheme": "GB-PPON", "id": "PNBD-3289-CDGX"}


def english(contract: str, *, number: str | None = None, related: bool = False) -> bytes:
    """An award on Contracts Finder; its buyer's number, its contract's, and whether it names the
    process on Find a Tender."""
    release = json.loads(fixture("contracts_finder", "award_azure_reseller.json"))
    release["parties"][0]["identifier"] = PPON
    release["contracts"] = [{"id": contract, "awardID": release["awards"][0]["id"]}]
    release["awards"][0]["suppliers"][0]["name"] = number or "TRUSTMARQUE SOLUTIONS LIMITED"
    if related:
        release["relatedProcesses"] = [
            {
                "id": "1",
                "relationship": ["parent"],
                "scheme": "ocid",
                "identifier": "ocds-h6vhtk-04e9fb",
            }
        ]
    return json.dumps({"releases": [release]}).encode()


def signed(contract: str) -> bytes:
    """A contract on Find a Tender (UK7) with the same firm."""
    package = json.loads(fixture("find_a_tender", "contract_signed_uk7.json"))
    text = json.dumps(package).replace("Ricardo-AEA Limited", "TRUSTMARQUE SOLUTIONS LIMITED")
    package = json.loads(text.replace("08229264", "02183240"))
    release = package["releases"][0] if "releases" in package else package
    release["tender"]["title"] = "Azure Virtual Desktop licences"
    for item in release["contracts"]:
        item["id"] = contract
    return json.dumps(package).encode()


def uk(finder: bytes, tender: bytes) -> Documents:
    return [
        ("find_a_tender", "034817-2025.json", tender),
        ("contracts_finder", "award.json", finder),
    ]


def test_contracts_finder_and_find_a_tender_agree_on_buyer_and_number(tmp_path: Path) -> None:
    two = uk(english("DEFRA-2025-000417"), signed("DEFRA-2025-000417"))
    pairs = linked(tmp_path / "both", two)
    assert {pair.partition(":")[0] for pair in pairs} == {"contracts_finder"}
    assert all(other.startswith("find_a_tender:") for other in pairs.values())


def test_contracts_finder_names_the_process_of_find_a_tender(tmp_path: Path) -> None:
    pairs = linked(tmp_path / "both", uk(english("x", related=True), signed("y")))
    assert {pair.partition(":")[0] for pair in pairs} == {"contracts_finder"}


@pytest.mark.parametrize(
    ("finder", "tender"),
    [
        (english("DEFRA-2025-000418"), signed("DEFRA-2025-000417")),
        (english("x", number="SOFTCAT PLC", related=True), signed("y")),
    ],
    ids=("another number", "the same process, another winner"),
)
def test_contracts_finder_and_find_a_tender_that_agree_in_part_are_two(
    finder: bytes, tender: bytes, tmp_path: Path
) -> None:
    assert linked(tmp_path / "both", uk(finder, tender)) == {}


# real ids: Sell2Wales' IT Products and Services Agreement (iii), which names its planning notice on
# Find a Tender; Public Contracts Scotland's Server and Infrastructure Maintenance
THREE = {
    "sell2wales": ("(WA Ref:148098)", "ocds-kuma6s-148098", "2024/S 000-034328"),
    "public_contracts_scotland": ("(SC Ref:575122)", "ocds-r6ebe6-0000575122", None),
}


def one_lot(portal: str, *, finder_names: str = "ocds-h6vhtk-05a001") -> Documents:
    """One award on the nation's portal, Find a Tender's copy, and Contracts Finder's notice of it,
    which names the process on Find a Tender and knows neither the nation's mark nor its ocid."""
    mark, ocid, planned = THREE[portal]
    (tender, own) = sent_on(portal, f"Hosting.\n{mark}")
    actual: Documents = []
    for name, file, body in (tender, own):
        package = json.loads(body)
        (release,) = package["releases"]
        for part in ("awards", "contracts"):
            release[part] = release.get(part, [])[:1]
        release["tender"]["lots"] = release["tender"]["lots"][:1]
        if name == portal:
            release["ocid"] = ocid
            if planned:
                release["relatedProcesses"] = [
                    {
                        "id": "1",
                        "relationship": ["planning"],
                        "scheme": "EU-OJ",
                        "identifier": planned,
                    }
                ]
        actual.append((name, file, json.dumps(package).encode()))
    winner = json.loads(actual[0][2])["releases"][0]["awards"][0]["suppliers"][0]["name"]
    finder = json.loads(english("CF-1", number=winner, related=True))
    (release,) = finder["releases"]
    release["relatedProcesses"][0]["identifier"] = finder_names
    return [*actual, ("contracts_finder", "award.json", json.dumps(finder).encode())]


@pytest.mark.parametrize("portal", THREE)
def test_find_a_tender_contracts_finder_and_a_nations_portal_tell_of_one_contract(
    portal: str, tmp_path: Path
) -> None:
    pairs = linked(tmp_path / "three", one_lot(portal))
    assert {pair.partition(":")[0] for pair in pairs} == {"contracts_finder", portal}
    (stands,) = set(pairs.values())
    assert stands.startswith("find_a_tender:041000-2025/")


@pytest.mark.parametrize("portal", THREE)
def test_contracts_finder_and_a_nations_portal_are_not_joined_without_find_a_tender(
    portal: str, tmp_path: Path
) -> None:
    """Nothing that the two publish is common to both: the third ties them."""
    _, own, finder = one_lot(portal)
    assert linked(tmp_path / "two", [own, finder]) == {}


@pytest.mark.parametrize("portal", THREE)
def test_contracts_finder_that_names_another_process_stays_out_of_the_three(
    portal: str, tmp_path: Path
) -> None:
    pairs = linked(tmp_path / "three", one_lot(portal, finder_names="ocds-h6vhtk-05a002"))
    assert {pair.partition(":")[0] for pair in pairs} == {portal}


@pytest.mark.corpus
def test_the_ids_of_the_three_are_those_of_real_notices(corpus: Path) -> None:
    from monitor.runtime.spider_registry import spider_class

    files = {
        "sell2wales": "uk-sell2wales/wrel23.json",
        "public_contracts_scotland": "uk-public-contracts-scotland/srel8.json",
    }
    for portal, (mark, ocid, planned) in THREE.items():
        path = corpus / "samples" / files[portal]
        (notice,) = spider_class(portal).read(path.read_bytes(), path.name)
        kind, number = mark.strip("()").split(" Ref:")
        assert [(x.scheme, x.id) for x in notice.procedure.other_ids] == [
            ("proactis", f"{kind}-{number}")
        ]
        assert notice.procedure.id == ocid
        named = [(x.scheme, x.id) for x in notice.references]
        assert named == ([("find_a_tender", "034328-2024")] if planned else [])
