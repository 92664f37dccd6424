"""Classes of queries over written notices: each query finds its notice first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from monitor.aggregates.refresh import refresh
from monitor.i18n.routes import page_path
from pipelines.model import Buyer, Code
from tests.pipelines.store.store_support import award, lot, notice, organization, stored
from tests.web.conftest import asker

MAX_OTHER_RESULTS = 3  # of the seventeen
# number of the notice: country, buyer, title
WRITTEN = {
    "100001-2021": ("CZ", "Ministerstvo obrany", "Telekomunikační služby"),
    "100002-2021": ("BG", "Министерство на отбраната", "Доставка на терминали"),
    "100003-2021": ("GR", "Αστυνομία Κύπρου", "Συντήρηση εφαρμογών"),
    "100004-2021": ("FI", "Oikeusministeriö", "Asianhallinnan ylläpito"),
    "100005-2021": ("HU", "Országos Meteorológiai Szolgálat", "Mérések"),
    "100006-2021": ("LT", "Generalinė prokuratūra", "Sutartis"),
    "100007-2021": ("DE", "Stadtwerke Lübeck", "Bibliothekssoftware"),
    "100008-2021": ("GB", "University of Dundee", "Flowerpot measurements"),
    "100009-2021": ("FR", "Direction générale des finances publiques", "Postes de travail"),
    "100010-2021": ("FR", "Commune de Calais", "Prestations Microsoft"),
    "100011-2021": ("SK", "Slovenský hydrometeorologický ústav", "Prevádzka"),
    "100012-2021": ("IT", "Comune di Genova", "Manutenzione rete"),
    "100013-2021": ("PL", "Politechnika Wrocławska", "Opieka serwisowa"),
    "100014-2021": ("FR", "Société de voyages", "Portail des voyageurs du Léman"),
    "100017-2021": ("DE", "Kreis Ahrweiler", "Museumsdepotverwaltung"),
    "100018-2021": ("DE", "Kreis Altona", "Depot, Verwaltung und Museum"),
    "100019-2021": ("NO", "Ålesund kommune", "Programvare for flyktning"),
    "100020-2021": ("HR", "Grad Vukovar", "Obnova pretplate"),
    "100021-2021": ("LV", "Ogres tehnikums", "Iekārtas"),
    "100022-2021": ("SK", "Mesto Senica", "Servis výťahov"),
    "100023-2021": ("EE", "Tartu linn", "Hange"),
    "100033-2021": ("CA", "Shared Services Canada", "Terminals"),
    "100034-2021": ("HU", "Győr Főpolgármesteri Hivatal", "Szerződés"),
    "100035-2021": ("GB", "Lomond Trust", "Video Consultation Platform"),
    "100036-2021": ("NL", "ROC Horizon", "Narrowcastingoplossing"),
    "100037-2021": ("SE", "Högskolan i Borås", "System för verksamhetsförlagd utbildning"),
    "100038-2021": ("CA", "City of Toronto", "Supply of wander alert systems"),
    "100039-2021": (
        "IT",
        "Rai Way",
        "Noleggio di transponder per servizi di distribuzione televisiva",
    ),
    "100040-2021": (
        "FR",
        "Oise Habitat",
        "Créances des locataires partis, commissaires de justice",
    ),
    "100032-2021": ("DE", "Kreis Altona", "Software zum Lieferkettensorgfaltspflichtengesetz"),
}
CALLS = {
    "100024-2021": ("CZ", "Obec Lhota", "Kamerový systém"),
    "100025-2021": ("FR", "Commune de Calais", "Vidéosurveillance"),
    "100026-2021": ("ZA", "State Information Technology Agency", "Switch"),
    "100027-2021": ("SK", "Technická univerzita v Košiciach", "IKT"),
    "100028-2021": ("RO", "Primăria Cluj", "Achiziție"),
    "100029-2021": ("LV", "Rīgas satiksme", "Sliekšņi"),
    "100030-2021": ("LV", "Rīgas muzejs", "Scanning microscopy"),
    "100031-2021": ("PL", "Muzeum Narodowe", "Licencje Microsoft"),
}
OF_LOTS = {"100031-2021": "Toner. Mikroskopy konfokalne i druki."}
OF_VISAS = [
    ("100015-2021", "tender", "Terminali: visa application"),
    ("100016-2021", "award", "Terminali pro visa"),
]
CODES = {"100013-2021": "72212931", "100020-2021": "72267100", "100021-2021": "30232110"}
CODES["100023-2021"] = "64214400"
CODES |= {"100027-2021": "30213000", "100028-2021": "72267000", "100029-2021": "42416100"}
PROCEDURES = {"100018-2021": "ocds-b5fd17-01dbe8cc-16df"}
QUERIES = [
    ("ministère de la défense tchèque", "100001-2021"),
    ("Ministerstvo obrany", "100001-2021"),
    ("ministerio de defensa de Bulgaria", "100002-2021"),
    ("Ministerstvo na otbranata", "100002-2021"),
    ("Astynomia Kyprou", "100003-2021"),
    ("ministère de la justice finlandais", "100004-2021"),
    ("Hungarian meteorological service", "100005-2021"),
    ("fiscalía de Lituania", "100006-2021"),
    ("Stadtwerke Luebeck", "100007-2021"),
    ("Software für Bibliotheken", "100007-2021"),
    ("flower pot measurements", "100008-2021"),
    ("DGFiP", "100009-2021"),
    ("ascenseurs", "100022-2021"),
    ("lifts in Slovakia", "100022-2021"),
    ("lignes terrestres", "100023-2021"),
    ("Micro soft Calais", "100010-2021"),
    ("Mikrosoft Calais", "100010-2021"),
    ("institut hydrométéorologique slovaque", "100011-2021"),
    ("mairie de Gênes", "100012-2021"),
    ("Technical University of Wroclaw", "100013-2021"),
    ("portail voyageurs suisses", "100014-2021"),  # nothing of Switzerland
    ("100008 2021", "100008-2021"),
    ("100008-2021", "100008-2021"),
    ("72212931", "100013-2021"),
    ("72212931-3", "100013-2021"),  # with the check digit
    ("CPV 72212931-3", "100013-2021"),
    ("Depot Ahrweiler", "100017-2021"),
    ("Depots Ahrweiler", "100017-2021"),
    ("ocds-b5fd17-01dbe8cc-16df", "100018-2021"),
    ("OCDS-B5FD17-01DBE8CC-16DF", "100018-2021"),
    ("réfugiés", "100019-2021"),
    ("mantenimiento de software", "100020-2021"),  # by the label of its code
    ("maintenance de logiciels Croatie", "100020-2021"),
    ("devoir de vigilance", "100032-2021"),
    ("téléconsultation", "100035-2021"),
    ("affichage dynamique", "100036-2021"),
    ("internship system", "100037-2021"),
    ("bracelet anti-fugue", "100038-2021"),
    ("satellite transponder TV", "100039-2021"),
    ("impayés huissier", "100040-2021"),
    ("imprimantes", "100021-2021"),  # by the code of a concept
]


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """The site over the written notices."""
    path = tmp_path_factory.mktemp("written") / "vigie.db"
    written = []
    for number, (country, buyer, title) in WRITTEN.items():
        code = CODES.get(number)
        written.append(
            notice(
                number,
                title=title,
                procedure=PROCEDURES.get(number, f"procedure {number}"),
                country=country,
                buyers=(Buyer(organization(buyer, country=country)),),
                codes=(Code("CPV", code, main=True),) if code else (),
                awards=(award(),),
            )
        )
    for number, (country, buyer, title) in CALLS.items():
        code = CODES.get(number)
        buyers = (Buyer(organization(buyer, country=country)),)
        procedure = f"procedure {number}"
        written.append(
            notice(
                number,
                "tender",
                title=title,
                procedure=procedure,
                country=country,
                buyers=buyers,
                codes=(Code("CPV", code, main=True),) if code else (),
                lots=(lot("1", "1", OF_LOTS[number]),) if number in OF_LOTS else (),
            )
        )
    for number, kind, title in OF_VISAS:
        buyer = Buyer(organization("Ministerstvo vnitra", country="CZ"))
        facts = {"awards": (award(),)} if kind == "award" else {}
        written.append(
            notice(
                number,
                kind,
                title=title,
                procedure=f"procedure {number}",
                country="CZ",
                buyers=(buyer,),
                **facts,
            )
        )
    connection = stored(path, written)
    refresh(connection)
    connection.close()
    return asker(path)


@pytest.fixture(scope="module")
def find(get: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """The page of results over the written notices."""

    def ask(query: str, **more: str) -> dict[str, Any]:
        page: dict[str, Any] = get(page_path("search", "fr", "json", q=query, **more)).json()
        return page

    return ask


@pytest.mark.parametrize(("query", "number"), QUERIES)
def test_a_query_finds_what_was_meant_first(
    find: Callable[..., dict[str, Any]], query: str, number: str
) -> None:
    first, *others = [contract["id"].split("/")[0] for contract in find(query)["contracts"]]
    assert first == f"ted:{number}"
    assert len(others) < MAX_OTHER_RESULTS


def test_a_kind_of_body_at_a_place_without_one_finds_none(
    find: Callable[..., dict[str, Any]],
) -> None:
    assert find("mairie de Brest")["contracts"] == []


def test_a_call_that_has_all_words_stays_beside_contracts_that_have_most(
    find: Callable[..., dict[str, Any]],
) -> None:
    page = find("terminali visa application Czech")
    assert [call["id"] for call in page["calls"]] == ["ted:100015-2021"]
    assert [contract["id"].split("/")[0] for contract in page["contracts"]] == ["ted:100016-2021"]
    assert page["left_out"] == ["application"]


def test_a_call_is_found_by_the_kind_of_body_that_publishes_it(
    find: Callable[..., dict[str, Any]],
) -> None:
    page = find("ministère visa application")
    assert [call["id"] for call in page["calls"]] == ["ted:100015-2021"]


def test_a_call_that_has_most_words_is_found_and_what_it_lacks_is_said(
    find: Callable[..., dict[str, Any]],
) -> None:
    page = find("vidéosurveillance drones Calais")
    assert [call["id"] for call in page["calls"]] == ["ted:100025-2021"]
    assert page["contracts"] == []
    assert [call["without"] for call in page["calls"]] == [["drones"]]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("ordinateurs université de Kosice", "100027-2021"),  # the code of a concept, and a case
        ("maintenance de logiciels Roumanie", "100028-2021"),  # the label of a code
        ("ascenseurs Lettonie", "100029-2021"),  # a word of the label of a code
        ("42416100", "100029-2021"),
        ("SITA switch", "100026-2021"),  # initials of the body
    ],
)
def test_a_call_is_found_as_contracts_are(
    find: Callable[..., dict[str, Any]], query: str, number: str
) -> None:
    page = find(query)
    assert [call["id"] for call in page["calls"]] == [f"ted:{number}"]
    assert page["calls"][0]["without"] == []


def test_a_name_that_no_text_has_is_left_out_beside_two_subjects_alone(
    find: Callable[..., dict[str, Any]],
) -> None:
    (call,) = find("vidéosurveillance Calais Zembla")["calls"]
    assert (call["id"], call["without"]) == ("ted:100025-2021", ["Zembla"])
    (call,) = find("vidéosurveillance Calais Lhota-Zembla")["calls"]  # Lhota is known
    assert call["without"] == ["Lhota", "Zembla"]
    page = find("vidéosurveillance Oslo")  # a town that is known
    assert (page["calls"], page["contracts"]) == ([], [])


@pytest.mark.parametrize(
    ("query", "number", "left_out"),
    [
        ("imprimantes clearview", "100021-2021", ["clearview"]),
        ("imprimantes Zembla", "100021-2021", ["Zembla"]),
        ("Zembla imprimantes", "100021-2021", ["Zembla"]),
        ("Microsoft zembla", "100010-2021", ["zembla"]),
        ("flowerpot zemblatisation", "100008-2021", ["zemblatisation"]),
        ("imprimantes QX Zembla", "100021-2021", ["QX", "Zembla"]),
        ("mairie Gênes Zembla", "100012-2021", ["Zembla"]),
        ("Flowerpot Zemblagerätewerk", "100008-2021", ["Zemblagerätewerk"]),
    ],
)
def test_a_word_known_nowhere_is_left_out_and_said(
    find: Callable[..., dict[str, Any]], query: str, number: str, left_out: list[str]
) -> None:
    page = find(query)
    assert [contract["id"].split("/")[0] for contract in page["contracts"]] == [f"ted:{number}"]
    assert page["left_out"] == left_out
    assert find(query, exact="yes")["contracts"] == []


def test_a_call_without_a_word_known_nowhere_is_found(
    find: Callable[..., dict[str, Any]],
) -> None:
    calls = find("vidéosurveillance Zembla")["calls"]
    assert [call["id"] for call in calls] == ["ted:100025-2021", "ted:100024-2021"]
    assert [call["without"] for call in calls] == [["Zembla"], ["Zembla"]]


@pytest.mark.parametrize(
    "query",
    [
        "Starlink",
        "Zembla Drones",  # one name
        "mairie Zembla",  # a kind of body alone is nobody
        "Zembla Norvège",
        "Zembla Calais Lyon",
        "maintenance zembla",
        "imprimantes 552131-2024",  # another notice's number
        "zembla 2021",
    ],
)
def test_what_says_too_little_without_a_word_known_nowhere_finds_nothing(
    find: Callable[..., dict[str, Any]], query: str
) -> None:
    page = find(query)
    assert (page["contracts"], page["calls"]) == ([], [])


def test_a_call_with_less_words_does_not_end_the_search_for_contracts_of_a_group(
    find: Callable[..., dict[str, Any]],
) -> None:
    page = find("Microsoft muzeum depot visa")
    assert [call["id"] for call in page["calls"]] == ["ted:100031-2021"]
    assert [contract["id"].split("/")[0] for contract in page["contracts"]] == ["ted:100010-2021"]
    assert set(page["left_out"]) == {"muzeum", "depot", "visa"}


def test_a_town_is_left_out_beside_two_subjects_that_stand_together(
    find: Callable[..., dict[str, Any]],
) -> None:
    page = find("visa terminali Oslo")
    assert {contract["id"].split("/")[0] for contract in page["contracts"]} == {"ted:100016-2021"}
    assert (page["left_out"], page["looked_in"]) == (["Oslo"], [])


def test_what_no_notice_of_a_town_has_is_looked_for_in_its_country_and_that_is_said(
    find: Callable[..., dict[str, Any]], get: Callable[..., Any]
) -> None:
    page = find("réfugiés Tromsø")
    assert [contract["id"].split("/")[0] for contract in page["contracts"]] == ["ted:100019-2021"]
    assert (page["left_out"], page["looked_in"]) == (["Tromsø"], ["NO"])
    for language, expected in (("fr", "tout le pays : Norvège"), ("en", "country instead: Norway")):
        shown = get(page_path("search", language, q="réfugiés Tromsø")).text.replace(
            "\N{NBSP}", " "
        )
        assert expected in shown
    (call,) = find("microscope Ventspils")["calls"]
    assert (call["id"], call["without"]) == ("ted:100030-2021", ["Ventspils"])
    (call,) = find("toner sudoku Muzeum Narodowe")["calls"]
    assert call["without"] == ["sudoku"]
    page = find("réfugiés Tromsø terminali")
    assert page["left_out"] == ["Tromsø", "terminali"]
    assert find("mairie de Lyon")["contracts"] == []  # no other town hall
    assert find("réfugiés Porto")["contracts"] == []  # another country


def test_more_than_half_is_left_out_beside_a_name_where_nothing_has_more(
    find: Callable[..., dict[str, Any]],
) -> None:
    page = find("drones sudoku échecs Dundee")
    assert [contract["id"].split("/")[0] for contract in page["contracts"]] == ["ted:100008-2021"]
    assert set(page["left_out"]) == {"drones", "sudoku", "échecs"}
    assert find("drones sudoku Norvège")["contracts"] == []  # all that a country buys


def test_a_call_is_found_by_another_form_of_a_word_of_a_concept(
    find: Callable[..., dict[str, Any]],
) -> None:
    (call,) = find("microscope Lettonie")["calls"]
    assert call["id"] == "ted:100030-2021"


@pytest.mark.parametrize("query", ["konfokalne", "mikroskopy Pologne", "toner Muzeum Narodowe"])
def test_a_call_is_found_by_the_description_of_a_lot(
    find: Callable[..., dict[str, Any]], query: str
) -> None:
    (call,) = find(query)["calls"]
    assert (call["id"], call["without"]) == ("ted:100031-2021", [])


def test_the_country_is_left_out_last(find: Callable[..., dict[str, Any]]) -> None:
    page = find("pretplate obnova depot Allemagne")  # the rarer words are of Croatia
    assert {contract["country"] for contract in page["contracts"]} == {"DE"}
    assert page["left_out"] == ["pretplate", "obnova"]


def test_the_words_that_say_most_are_kept(find: Callable[..., dict[str, Any]]) -> None:
    page = find("terminali oprema visa")
    assert [contract["id"].split("/")[0] for contract in page["contracts"]] == ["ted:100016-2021"]
    assert page["left_out"] == ["oprema"]


def test_calls_with_the_words_themselves_come_first(find: Callable[..., dict[str, Any]]) -> None:
    calls = [call["id"] for call in find("vidéosurveillance")["calls"]]
    assert calls == ["ted:100025-2021", "ted:100024-2021"]


def test_words_in_other_languages_that_were_searched_are_said(
    find: Callable[..., dict[str, Any]],
) -> None:
    actual = find("ascenseurs")["also"][-1]
    assert actual["label"] == "ascenseurs"
    assert {"ascensor…", "CPV 42416100"} <= set(actual["examples"])
    alone = find("ascenseurs", exact="yes")
    assert (alone["also"], alone["contracts"]) == ([], [])


def test_codes_that_were_searched_are_said_and_left_out_of_exact_words(
    find: Callable[..., dict[str, Any]],
) -> None:
    actual = [item["examples"] for item in find("maintenance de logiciels")["also"]]
    assert actual[-1] == ["CPV 72267000"]
    assert "manutenzion…" in actual[0]  # the beginning of words is no word
    alone = find("maintenance de logiciels", exact="yes")
    assert (alone["also"], alone["contracts"]) == ([], [])


def test_where_nothing_has_both_subjects_what_has_the_rarer_one_is_found_and_said(
    find: Callable[..., dict[str, Any]],
) -> None:
    page = find("imprimantes Microsoft")
    assert {contract["id"].split("/")[0] for contract in page["contracts"]} == {"ted:100010-2021"}
    assert page["left_out"] == ["imprimantes"]
    page = find("imprimantes visas")
    assert len(page["contracts"]) == len(page["left_out"]) == 1
    assert find("imprimantes Oslo")["contracts"] == []  # a town that is named is not left out


def test_a_concept_in_capitals_is_no_name(find: Callable[..., dict[str, Any]]) -> None:
    """German writes all nouns so."""
    page = find("Drucker Krankenhaus")
    assert [contract["id"].split("/")[0] for contract in page["contracts"]] == ["ted:100021-2021"]
    assert page["left_out"] == ["Krankenhaus"]


def test_an_ordinary_word_alone_is_not_what_a_subject_beside_it_asked_for(
    find: Callable[..., dict[str, Any]],
) -> None:
    assert find("drones rete Bulgarie")["contracts"] == []


def test_what_is_bought_is_found_without_the_kind_of_body_beside_it(
    find: Callable[..., dict[str, Any]],
) -> None:
    page = find("imprimantes hôpital")
    assert [contract["id"].split("/")[0] for contract in page["contracts"]] == ["ted:100021-2021"]
    assert page["left_out"] == ["hôpital"]


def test_words_read_as_one_are_said(find: Callable[..., dict[str, Any]]) -> None:
    assert find("flower pot measurements")["corrected"] == {"flower pot": "flowerpot"}
    assert find("Software für Bibliotheken")["corrected"] == {}


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("services partagés Canada", "Shared Services Canada"),
        ("mairie de Győr", "Győr Főpolgármesteri Hivatal"),
        ("horloges partagées Canada", None),  # one word of two
    ],
)
def test_a_body_is_found_by_its_name_in_another_language(
    find: Callable[..., dict[str, Any]], query: str, body: str | None
) -> None:
    assert [buyer["name"] for buyer in find(query)["buyers"]] == ([body] if body else [])
