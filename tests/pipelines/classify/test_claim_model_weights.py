"""The claim model: its files, its probabilities, what it quotes, and classes of wrong claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.classify.assign_tags import claim_values
from pipelines.classify.claim_model_evidence import TargetEvidence
from pipelines.classify.claim_model_features import combined_signs
from pipelines.classify.claim_model_sums import TextSums
from pipelines.classify.classify_notice import classify, classify_with_evidence
from pipelines.classify.weighed_words import ReadText, WeighedWords
from pipelines.model import Award, Code, Notice, Organization, Supplier, Text, replace
from pipelines.reference.claim_model_weights import (
    FILES,
    HEADERS,
    MODEL_CLAIMS,
    ClaimThresholds,
    PlaceWeights,
    add,
    build_model,
    load_model,
    pack,
    pieces,
    unpack,
    unpack_one,
)
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER, load_tables
from pipelines.reference.person_words import load_person_words
from pipelines.reference.scanned_text import ScannedText
from pipelines.text_folding import fold

TABLES = load_tables()
FOLDER = REFERENCE_FOLDER / "model"
LIMITS = dict.fromkeys(MODEL_CLAIMS, ClaimThresholds(-1.0, 1.0, 0.0, 0.7, 0.4))


def notice(title: str, language: str = "fr", supplier: str = "", code: str = "") -> Notice:
    winner = Supplier(Organization(supplier, country="FR"))
    return Notice(
        id="ted:1-2026",
        portal="ted",
        number="1-2026",
        kind="award",
        languages=(language,),
        country="FR",
        codes=(Code("CPV", code, main=True),) if code else (),
        texts=(Text("title", title, language),),
        awards=(Award(key="1", suppliers=(winner,)),) if supplier else (),
    )


def read(words: str, field: str = "title") -> ReadText:
    scanned = ScannedText(words, words, [])
    return ReadText(Text(field, words), None, scanned, words.split(), field == "title")


# The files


def test_the_model_is_small_and_is_read_by_people() -> None:
    assert sum((FOLDER / name).stat().st_size for name in FILES) < 5_000_000
    model = load_model(FOLDER, [])
    assert set(model.claims) == set(MODEL_CLAIMS)
    first = (FOLDER / "signs.csv").read_text("utf-8").splitlines()[1]
    assert first.split(",")[0].split(":")[0] in ("rules", "concept", "rule", "concept in title")


def test_no_given_name_of_a_person_is_a_weight() -> None:
    names = load_person_words().given
    rows = (FOLDER / "parts.csv").read_text("utf-8").splitlines()[1:]
    parts = [row.split(",")[1] for row in rows]
    whole = [part.strip("_").split("_") for part in parts if part[0] == part[-1] == "_"]
    assert [words for words in whole if names & set(words)] == []


def test_a_broken_file_is_named_and_loads_no_model(tmp_path: Path) -> None:
    for name in FILES:
        begun = (FOLDER / name).read_text("utf-8")[:2000]
        (tmp_path / name).write_text(begun[: begun.rindex(",")], "utf-8")  # within a row
    complaints: list[str] = []
    assert load_model(tmp_path, complaints).claims == {}
    assert "vigie calibrate" in complaints[0]


@pytest.mark.parametrize("kept", [slice(0), slice(1), slice(1, None)])
@pytest.mark.parametrize("name", FILES)
def test_a_file_without_its_first_line_or_without_rows_is_no_lighter_model(
    tmp_path: Path, name: str, kept: slice
) -> None:
    """Claims would be fewer, and nothing would say so."""
    for each in FILES:
        lines = (FOLDER / each).read_text("utf-8").splitlines()[:8]
        (tmp_path / each).write_text("\n".join(lines[kept] if each == name else lines), "utf-8")
    complaints: list[str] = []
    assert load_model(tmp_path, complaints).claims == {}
    assert complaints[0].startswith(f"model/{name}:1: expected '{HEADERS[name][:5]}")


@pytest.mark.parametrize(
    ("name", "line", "row", "expected"),
    [
        ("parts.csv", 3, "text,000,nan,,,", "model/parts.csv:3: 'nan' is no weight"),
        ("parts.csv", 2, "body,000,1,,,", "model/parts.csv:2: place is 'body'"),
        ("signs.csv", 4, "code: CPV 72,1e400,,,", "model/signs.csv:4: '1e400' is no weight"),
        ("signs.csv", 2, "code: CPV 72,two,,,", "model/signs.csv:2: could not convert"),
        ("claims.csv", 2, "digital,0,1,0,0.2,0.8", "model/claims.csv:2: expected 0 <= unclear"),
        ("claims.csv", 3, "digitall,0,1,0,0.8,0.2", "model/claims.csv:3: expected a claim"),
    ],
)
def test_a_weight_that_cannot_be_one_is_named_with_file_and_line(
    tmp_path: Path, name: str, line: int, row: str, expected: str
) -> None:
    """And a blank line or a mark at the beginning, as spreadsheets leave them, are none."""
    for each in FILES:
        lines = (FOLDER / each).read_text("utf-8").splitlines()[:8]
        (tmp_path / each).write_text("\n".join([*lines, "", ""]), "utf-8-sig")
    complaints: list[str] = []
    load_model(tmp_path, complaints)
    assert complaints == []
    broken = (tmp_path / name).read_text("utf-8").splitlines()
    broken[line - 1] = row
    (tmp_path / name).write_text("\n".join(broken), "utf-8")
    assert load_model(tmp_path, complaints).claims == {}
    assert complaints[0].startswith(expected)


# Sums, words and answers


def test_a_sum_is_its_intercept_signs_and_words_and_says_which_words_weighed() -> None:
    heavy, light = (2.0, 0.0, 0.0, 0.0), (-0.5, 0.0, 0.0, 0.0)
    model = build_model(
        LIMITS,
        {"sign": (1.0, 0.0, 0.0, 0.0)},
        [("title", "_hosting_", heavy), ("text", "_roads_", light)],
    )
    evidence = TargetEvidence(
        TextSums(model),
        frozenset({"sign", "other"}),
        (read("hosting"), read("of roads", "description")),
    )
    total = evidence.total("digital")
    assert total.weight == pytest.approx(-1.0 + 1.0 + 2.0 - 0.5)
    assert total.answer == "yes"
    words = {text.published()[0]: text.weight for text in evidence.weighed_words("digital")}
    assert words == {"hosting": pytest.approx(2.0), "of roads": pytest.approx(-0.5)}
    assert evidence.heaviest_against("data_outsourcing") is None
    assert evidence.total("data_outsourcing").answer == "no"


def test_the_heaviest_word_against_is_the_first_of_those_that_weigh_equally() -> None:
    light, heavy = (-0.5, 0.0, 0.0, 0.0), (-1.0, 0.0, 0.0, 0.0)
    parts = [("text", "_paving_", light), ("text", "_roads_", heavy), ("text", "_paint_", heavy)]
    texts = (read("paving"), read("new paving of roads", "description"), read("paint", "keywords"))
    evidence = TargetEvidence(TextSums(build_model(LIMITS, {}, parts)), frozenset(), texts)
    against = next(text for text in evidence.weighed_words("digital") if text.weight < 0)
    assert evidence.heaviest_against("digital") == against
    assert against.published()[0] == "paving of roads"


def test_parts_of_words_keep_their_edges() -> None:
    of_three = {"_da", "dat", "ata", "ta_"}
    assert pieces("data") == {"_data_", "_dat", "data", "ata_", "_data", "data_"} | of_three


def test_the_parts_that_a_word_weighs_are_those_that_it_is_fitted_with() -> None:
    place = TABLES.model.places["text"]
    for word in ("hebergement", "rechenzentrum", "papapapapa", "υποδομων", "logiciels", "supply"):
        known = [place.parts[part] for part in pieces(word) if part in place.parts]
        assert unpack(place.words[word]) == (len(known), pytest.approx(add(known)))


def test_packed_weights_add_as_weights_do() -> None:
    many = [(0.25, -3.5, 0.0, -0.01), (-6.22, 4.0, 0.0, -0.02), (0.0, -0.5, 0.0001, 0.03)] * 30_000
    number, total = unpack(sum(pack(1, weights) for weights in many))
    assert number == len(many)
    assert total == pytest.approx(add(many))
    packed = sum(pack(1, weights) for weights in many)
    assert tuple(unpack_one(packed, claim) for claim in range(len(total))) == total


def test_a_run_of_words_counts_once_and_within_one_text() -> None:
    example, other = (1.0, 0.0, 0.0, 0.0), (0.0, -2.0, 0.0, 0.0)
    runs = {("data", "centre"): example, ("centre", "of", "the"): other}
    find = PlaceWeights({}, runs).find_runs
    actual = find("data centre of the data centre")
    assert actual == [(0, 0), (1, 5), (0, 19)]
    assert unpack(find.packed_sum([*actual, *actual])) == (2, (1.0, -2.0, 0.0, 0.0))
    sums = TextSums(build_model(LIMITS, {}, [("text", "_data_centre_", example)]))
    texts = [read(words).scanned for words in ("data", "centre of", "the")]
    assert sums.sum_of_place("text", texts).weights == (0.0, 0.0, 0.0, 0.0)
    assert PlaceWeights().find_runs("data centre") == []


def test_what_words_weigh_for_a_claim_is_their_share_of_the_sum() -> None:
    place = TABLES.model.places["text"]
    for word in ("hebergement", "rechenzentrum", "logiciels", "xyzzy"):
        weights = tuple(words[word] for words in place.of_claims)
        assert weights == pytest.approx(unpack(place.words[word])[1])


def test_all_that_words_and_signs_weigh_makes_the_sum() -> None:
    """Each word weighs once, in titles and texts, whatever lots repeat: no weight is lost."""
    classified = classify_with_evidence(
        notice("Hébergement, exploitation et maintenance d'un progiciel de gestion", "fr"), TABLES
    )
    assert classified.evidence is not None
    whole = classified.evidence.whole
    for claim in MODEL_CLAIMS:
        words = sum(text.weight for text in whole.weighed_words(claim))
        signs = sum(weight for weight, _ in whole.weighed_signs(claim))
        intercept = TABLES.model.claims[claim].intercept
        assert whole.total(claim).weight == pytest.approx(intercept + signs + words)


def test_every_yes_has_words_that_can_be_quoted_and_a_probability() -> None:
    for title, language in (
        ("Hébergement et infogérance du site internet de la ville", "fr"),
        ("Scannen und Digitalisierung von Bauakten", "de"),
        ("Bulk SMS and email notification service", "en"),
    ):
        example = classify(notice(title, language), TABLES)
        tags = [tag for tag in example.tags if tag.tag == "data_outsourcing"]
        assert tags
        assert tags[0].value == "yes"
        for tag in tags:
            assert tag.probability is not None
            assert tag.probability >= TABLES.model.claims["data_outsourcing"].yes_from - 0.001
            assert tag.evidence
            assert tag.start is not None
            assert title[tag.start :].startswith(tag.evidence)


def test_a_code_alone_makes_no_yes() -> None:
    example = classify(notice("Lot 3", code="72410000"), TABLES)
    assert claim_values(example.tags)["data_outsourcing"] != "yes"


def test_the_words_of_a_claim_do_not_depend_on_case_or_white_space() -> None:
    example = notice("Numérisation et archivage des dossiers du personnel")
    other = replace(example, texts=(Text("title", example.texts[0].text.upper() + "  ", "fr"),))
    sums = [classify_with_evidence(each, TABLES).evidence for each in (example, other)]
    first, second = (each.whole.total("data_outsourcing") for each in sums if each)
    assert first == second


# Classes of contracts, each in three languages

HANDED_OVER = [
    ("fr", "Migration de la messagerie vers le cloud et reprise des données"),
    ("en", "Migration of records to a cloud hosted case management system"),
    ("es", "Migración de datos y operación de la plataforma en la nube"),
    ("fr", "Hébergement et infogérance du site internet de la ville"),
    ("de", "Betrieb und Hosting der Personalabrechnung im Rechenzentrum des Auftragnehmers"),
    ("es", "Servicio de alojamiento y administración de la página web municipal"),
    ("fr", "Mise en œuvre d’une solution de routage e-mailing et SMS"),
    ("en", "Bulk SMS and email notification service"),
    ("fr", "Numérisation et archivage des dossiers du personnel"),
    ("de", "Scannen und Digitalisierung von Bauakten"),
    ("en", "Scanning and off-site storage of patient records"),
    ("fr", "Service de billetterie en ligne hébergé"),
    ("en", "Hosted online ticketing system"),
    ("fr", "Plateforme hébergée de dématérialisation des marchés publics"),
    ("en", "Managed security operations centre (SOC) service"),
]
NOT_HANDED_OVER = [
    ("fr", "Acquisition d’un microscope électronique à balayage"),
    ("en", "Purchase of a scanning electron microscope"),
    ("de", "Lieferung eines Rasterelektronenmikroskops"),
    ("en", "Supply of a CT scanner with remote access module"),
    ("fr", "Acquisition d’un scanner pour le service d’imagerie"),
    ("de", "Lieferung eines Computertomographen"),
    ("fr", "Kits pédagogiques digitalisés et jeux pour écoles"),
    ("en", "Digitalised science kits for schools"),
    ("es", "Kits didácticos digitalizados para colegios"),
    ("en", "Support for Rubrik with M365, held licences on premises"),
    ("de", "Wartung Rubrik Appliance mit M365 im eigenen Rechenzentrum"),
    ("fr", "Support Rubrik pour M365, serveurs de la collectivité"),
    ("es", "Prestar servicios profesionales como ingeniero de sistemas para apoyar la gestión"),
    ("es", "Prestación de servicios de apoyo a la gestión como técnico en sistemas"),
    ("pt", "Contrato de avença para prestação de serviços de informática"),
    ("fr", "Travaux de réfection des voies CRA"),
    ("es", "Obras de reforma del CRA rural"),
    ("en", "Cleaning of council buildings"),
]


@pytest.mark.parametrize(("language", "title"), HANDED_OVER)
def test_data_handed_over_is_said(language: str, title: str) -> None:
    assert claim_values(classify(notice(title, language), TABLES).tags)["data_outsourcing"] == "yes"


@pytest.mark.parametrize(("language", "title"), NOT_HANDED_OVER)
def test_what_hands_no_data_over_is_not_said(language: str, title: str) -> None:
    assert claim_values(classify(notice(title, language), TABLES).tags)["data_outsourcing"] != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Fourniture de toners pour imprimantes HP"),
        ("en", "Supply of toner cartridges for HP printers"),
        ("es", "Suministro de tóner para impresoras HP"),
        ("en", "Spare parts for Dell servers"),
        ("fr", "Pièces détachées pour serveurs Dell"),
        ("de", "Ersatzteile für Dell Server"),
        ("en", "Hotel for a Microsoft Azure training course"),
        ("fr", "Hôtel pour un stage de formation SAP"),
        ("de", "Hotelunterbringung für Oracle Schulung"),
        ("en", "Support for Rubrik with M365"),
        ("de", "Wartung Rubrik Appliance mit M365"),
        ("fr", "Support Rubrik pour M365"),
    ],
)
def test_a_giant_that_is_only_what_the_object_is_for_is_not_said(language: str, title: str) -> None:
    assert claim_values(classify(notice(title, language), TABLES).tags)["big_tech"] == "no"


@pytest.mark.parametrize(
    ("language", "title", "supplier"),
    [
        ("en", "Cleaning of offices and windows", "Microsoft Ireland Operations Ltd"),
        ("fr", "Nettoyage des locaux", "Oracle France"),
        ("de", "Reinigung der Gebäude", "SAP Deutschland SE"),
    ],
)
def test_a_giant_counts_for_a_digital_object_only(language: str, title: str, supplier: str) -> None:
    example = classify(notice(title, language, supplier, "90910000"), TABLES)
    assert claim_values(example.tags)["big_tech"] == "no"


@pytest.mark.parametrize(
    ("language", "title", "description"),
    [
        ("de", "Ausstattung der Besprechungsräume", "Los 1: Cisco Room Bar, Los 2: Displays"),
        ("en", "Conference equipment", "One Cisco Meeting Server and its licences"),
        ("fr", "Réseau sans fil", "Commutateurs, Catalyst Center et licences"),
        ("es", "Red inalámbrica", "Identity Services Engine y licencias"),
        ("cs", "Obnova serverů", "dodávka 72 licencí MS Windows Server 2025 Datacenter"),
    ],
)
def test_a_full_name_of_a_giants_product_in_a_description_is_heard(
    language: str, title: str, description: str
) -> None:
    example = notice(title, language, code="48820000")
    example = replace(example, texts=(*example.texts, Text("description", description, language)))
    assert claim_values(classify(example, TABLES).tags)["big_tech"] == "yes"


@pytest.mark.parametrize("supplier", ["Xerox France", "Canon France", "Cegid", "Berger-Levrault"])
def test_makers_of_printers_and_software_of_a_sector_are_no_giants(supplier: str) -> None:
    example = classify(notice("Maintenance du logiciel de gestion", "fr", supplier), TABLES)
    assert claim_values(example.tags)["big_tech"] == "no"


def test_how_many_concepts_name_data_and_how_surely_is_a_sign() -> None:
    named = "concept: data_outsourcing/"
    signs = {
        f"{named}saas strong",
        f"{named}mailing weak",
        f"{named}managed_operation strong if digital",
    }
    assert combined_signs({"rules: digital no"}) == set()
    assert combined_signs(signs) == {"data: 2 named", "data: 1 named surely"}
    digital = {*signs, "rules: digital yes"}
    assert combined_signs(digital) == {"data: 3 named", "data: 2 named surely"}
    against = {*signs, f"{named}work_only against"}
    assert "data: named surely against words" in combined_signs(against)


@pytest.mark.parametrize(
    ("scheme", "code", "title"),
    [
        ("GCLOUD-LOT", "3", "Two year subscription to Total Service"),
        ("UNSPSC", "81112200", "Soporte del sistema Saimyr"),
        ("UNSPSC", "81111500", "Desarrollo del aplicativo Saimyr"),
    ],
)
def test_a_code_of_a_national_list_says_that_a_service_is_digital(
    scheme: str, code: str, title: str
) -> None:
    example = replace(notice(title, "es"), codes=(Code(scheme, code, main=True),))
    scope = classify(example, TABLES).scope
    assert scope is not None
    assert scope.digital == "yes"


@pytest.mark.parametrize("division", ["Transportation Services", "Economic Development & Culture"])
def test_a_buyers_division_alone_says_nothing_of_what_is_bought(division: str) -> None:
    example = replace(notice("", "en"), texts=(Text("division", division, "en"),))
    scope = classify(example, TABLES).scope
    assert scope is not None
    assert scope.digital == "no"


def test_words_that_say_only_how_something_is_put_in_place_are_not_quoted() -> None:
    heavy = (0.0, 2.0, 0.0, 0.0)
    parts = [("text", f"_{word}_", heavy) for word in ("implementierung", "archivierung")]
    model = build_model(LIMITS, {}, parts)
    text = "beschaffung und implementierung eines enterprise pacs mit archivierung der bilder"
    evidence = TargetEvidence(TextSums(model), frozenset(), (read(text, "description"),))
    quoted = [text.published()[0] for text in evidence.quotations("data_outsourcing")]
    assert quoted == ["pacs mit archivierung der bilder"]


@pytest.mark.parametrize(
    ("text", "word", "quoted"),
    [
        ("end of the buyer's contract hosting", "hosting", "buyer's contract hosting"),
        ("end of the buyer’s contract hosting", "hosting", "buyer’s contract hosting"),
        ("l'offre d'hébergement de données", "donnees", "d'hébergement de données"),
        ("l'hébergement de données", "donnees", "l'hébergement de données"),
        ("la instal·lació de servidors", "servidors", "instal·lació de servidors"),
        ("the 'cloud based hosting' of it", "hosting", "cloud based hosting' of it"),
        ("½ d'hébergement de données", "donnees", "d'hébergement de données"),
        ("ͺ'd hosting", "hosting", "d hosting"),
        ("hosting l'______", "hosting", "hosting l"),
    ],
)
def test_a_quotation_is_of_whole_words(text: str, word: str, quoted: str) -> None:
    scanned = ScannedText(text, fold(text), [])
    example = ReadText(Text("description", text), None, scanned, scanned.words)
    start = scanned.folded.index(word)
    words, offset = WeighedWords(1.0, example, start, start + len(word)).published()
    assert words == quoted
    assert text[offset:].startswith(quoted)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Supply of digital weighing scales"),
        ("de", "Lieferung eines Massenspektrometers mit Steuerungsrechner"),
        ("es", "Mantenimiento de espectrómetros del laboratorio"),
        ("fr", "Publication d'avis relatifs aux marchés de la ville"),
        ("nl", "Cyber security verzekering"),
        ("it", "Pubblicazione esito di gara per la manutenzione dei computer"),
    ],
)
def test_instruments_and_announcements_are_not_digital(language: str, title: str) -> None:
    example = classify(notice(title, language), TABLES)
    assert example.scope is not None
    assert example.scope.digital != "yes"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ar", "تجديد رخص البرامج وصيانة الخوادم"),
        ("he", "רכש תוכנות ושירותי מחשוב"),
        ("ms", "Perkhidmatan penyelenggaraan perisian dan komputer"),
        ("sq", "Blerje e softuerit dhe pajisjeve kompjuterike"),
        ("tr", "Yazılım lisansı ve bilgisayar alımı"),
    ],
)
def test_languages_of_thin_registers_are_heard(language: str, title: str) -> None:
    example = classify(notice(title, language), TABLES)
    assert example.scope is not None
    assert example.scope.digital == "yes"
