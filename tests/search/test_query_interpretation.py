"""What the words of a query are taken to mean."""

from __future__ import annotations

import sqlite3
from itertools import combinations

import pytest

from monitor.search.compound_words import all_parts
from monitor.search.cpv_code_finder import code_prefix, codes_of_concepts, labelled_codes
from monitor.search.fts5_word_queries import inflections_query, word_query
from monitor.search.interpreted_query import InterpretedQuery
from monitor.search.known_names_and_spellings import KnownNames, initials, read_names
from monitor.search.query_interpretation import interpret_query
from monitor.search.query_relaxation import can_drop
from monitor.search.query_words import QueryWord, query_words, stop_words
from monitor.search.synonyms import concept_queries, load_concepts, phrase_query
from monitor.search.translate_by_cpv_labels import codes_by_label, translations
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.text_folding import fold

NAMES = (
    "Líneas de transmision",
    "Universidad de Salamanca",
    "H M Revenue & Customs",
    "Région Île-de-France",
    "Ørsted",
    "Commune de Vittel",
    "Stadt Essen",
    "Tapaturna Trust",
    "Kommunales Rechenzentrum Niederrhein",
)


@pytest.fixture(scope="module")
def names() -> KnownNames:
    """Two groups and a few bodies."""
    db = sqlite3.connect(":memory:")
    db.executescript(
        "CREATE TABLE vendor_groups (id, name);"
        "CREATE TABLE vendor_proofs (vendor_group, name, kind, context);"
        "CREATE TABLE organizations (id, name, acronym);"
        "CREATE TABLE organization_names (organization_id, name);"
        "INSERT INTO vendor_groups VALUES ('microsoft', 'Microsoft');"
        "INSERT INTO vendor_groups VALUES ('tim', 'TIM / Telecom Italia');"
        "INSERT INTO vendor_groups VALUES ('telefonica', 'Telefónica');"
        "INSERT INTO vendor_groups VALUES ('informatica', 'Informatica');"
        "INSERT INTO vendor_groups VALUES ('pwc', 'Strategy&');"
        "INSERT INTO vendor_proofs VALUES ('microsoft', 'Azure', 'product', NULL),"
        " ('microsoft', 'Office (365|2019)', 'product', NULL), ('tim', '(((', 'brand', NULL),"
        " ('microsoft', '=Visio', 'product', 'microsoft | licen*'),"
        " ('microsoft', 'Microsoft Visio', 'product', NULL);"
    )
    db.executemany("INSERT INTO organizations VALUES (?1, ?1, NULL)", [(name,) for name in NAMES])
    return read_names(db)


def read(text: str, names: KnownNames, known: str = "") -> InterpretedQuery:
    return interpret_query(text, names, lambda word: word.folded in known.split())


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("NHS Resolution Microsoft", ["NHS", "Resolution", "Microsoft"]),
        ("qui s'occupe des caméras de la police ?", ["caméras", "police"]),
        ("Telecom Italia", ["Telecom Italia"]),
        ("Office 365 à l'hôpital", ["Office 365", "hôpital"]),
        ("logiciel de paie", ["logiciel", "paie"]),
        ("AP-HP", ["APHP"]),
        ("the who", ["the", "who"]),
        ("", []),
        ('"" * OR NEAR(', ["NEAR"]),
    ],
)
def test_words_are_split_into_what_they_name(
    text: str, subjects: list[str], names: KnownNames
) -> None:
    interpreted = read(text, names, "nhs resolution or near police")
    assert [subject.text for subject in interpreted.subjects] == subjects


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("nuage", "cloud"),
        ("dans le nuage", "cloud"),
        ("nuage de points", "gis"),
        ("IA", "ai"),
        ("RH", "hr"),
        ("HDS", "health_hosting"),
        ("flicage", "worker_surveillance"),
        ("qui espionne les agents", "worker_surveillance"),
        ("monitoring of remote workers", "worker_surveillance"),
        ("who watches the streets", "public_surveillance_ai"),
        ("quién vigila las calles", "public_surveillance_ai"),
        ("qui surveille les habitants", "public_surveillance_ai"),
        ("bossware", "worker_surveillance"),
        ("vigilancia laboral", "worker_surveillance"),
        ("géolocalisation des véhicules", "vehicle_location"),
        ("données personnelles", "personal_data"),
        ("suite bureautique", "office_suite"),
        ("robot conversationnel", "chatbot"),
        ("vêtements militaires", "military_clothing"),
        ("billets de train électroniques", "ticketing"),
        ("máquinas de venta de billetes", "ticketing"),
    ],
)
def test_words_that_readers_use_name_the_concept_of_notices(
    text: str, concept: str, names: KnownNames
) -> None:
    (subject,) = read(text, names).subjects
    assert concept in {found.id for found in subject.concepts}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("reconnaissance facial", {"reconnaissance facial": "reconnaissance faciale"}),
        ("intelligence artificiel", {"intelligence artificiel": "intelligence artificielle"}),
        ("donnée personnel", {"donnée personnel": "données personnelles"}),
        ("reconnaissances faciales", {"reconnaissances faciales": "reconnaissance faciale"}),
        ("reconnaissance faciale", {}),
        ("facial", {}),
        ("logiciel facial", {}),
    ],
)
def test_endings_that_do_not_agree_are_read_as_those_of_a_concept(
    typed: str, meant: dict[str, str], names: KnownNames
) -> None:
    """Texts have each of the words, so that none is misspelt."""
    assert read(typed, names, fold(typed)).corrections == meant


def test_a_product_names_its_group_and_a_concept_its_words(names: KnownNames) -> None:
    (azure,) = read("azure", names).subjects
    assert {(group.group, group.product) for group in azure.groups} == {("microsoft", "Azure")}
    (cameras,) = read("vidéosurveillance", names).subjects
    assert "cctv" in {concept.id for concept in cameras.concepts}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("microsft", "microsoft"),
        ("Salmanca", "salamanca"),
        ("vidéoprotecion", "videoprotection"),
        ("Micro soft", "microsoft"),
        ("Mikro soft", "microsoft"),
        ("Telekom Italia", "telecom italia"),
        ("Micro software", None),
        ("brest", None),
        ("zzzzzzzz", None),
        ("12345", None),
        ("tapaturma", None),  # an ordinary word, though a body is near: "Tapaturna"
    ],
)
def test_a_word_that_nothing_has_is_read_as_the_nearest_known_one(
    typed: str, meant: str | None, names: KnownNames
) -> None:
    interpreted = read(typed, names)
    assert interpreted.corrections == ({typed: meant} if meant else {})


def test_a_small_word_is_no_part_of_a_misspelt_group(names: KnownNames) -> None:
    assert read("qui a Microsof te", names).corrections == {"Microsof": "microsoft"}


def test_an_ordinary_word_with_a_capital_is_no_name(names: KnownNames) -> None:
    (internet, fibre) = read("Internet fibre", names, "internet").subjects
    assert (internet.is_name, fibre.is_name) == (False, False)
    (sudoku,) = read("Sudoku", names, "sudoku").subjects
    assert sudoku.is_name


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("QUI GÈRE LE SUDOKU DE TÉLÉPHONIE ?", ["sudoku", "téléphonie"]),
        ("NHS SAP", ["NHS", "SAP"]),
        ("ZEMBLA", ["ZEMBLA"]),
        ("Sudoku ZEMBLAS", ["Sudoku", "ZEMBLAS"]),
    ],
)
def test_a_text_all_in_capitals_names_nobody_by_them(
    text: str, typed: list[str], names: KnownNames
) -> None:
    interpreted = read(text, names, "sudoku nhs sap zembla zemblas")
    assert [subject.text for subject in interpreted.subjects] == typed


def test_training_is_no_train(names: KnownNames) -> None:
    (training,) = read("training", names).subjects
    assert {concept.id for concept in training.concepts} == {"training"}
    (trains,) = read("trains", names).subjects
    assert {concept.id for concept in trains.concepts} == {"railway"}


def test_a_misspelt_group_is_read_beside_a_concept_that_begins_alike(names: KnownNames) -> None:
    (typed,) = read("Telefonika", names).subjects
    assert {group.group for group in typed.groups} == {"telefonica"}
    assert "telephony" in {concept.id for concept in typed.concepts}
    for word in ("telefonia", "telefonico", "telefon"):  # known words, or what texts have
        (plain,) = read(word, names, "telefonico telefon").subjects
        assert plain.groups == ()


def test_a_common_word_in_small_letters_is_no_firm_of_that_name(names: KnownNames) -> None:
    (word,) = read("informática", names).subjects
    assert (word.groups, word.is_general) == ((), True)
    (firm,) = read("Informatica", names).subjects
    assert {group.group for group in firm.groups} == {"informatica"}


def test_who_asks_for_a_narrower_concept_does_not_mean_the_wider_one(names: KnownNames) -> None:
    (faces,) = read("reconnaissance faciale", names).subjects
    assert "biometrics" not in {concept.id for concept in faces.concepts}
    assert '"reconnaissance faciale"' in concept_queries(("biometrics",))
    (soldiers,) = read("militaire", names).subjects
    assert {concept.id for concept in soldiers.concepts} == {"army"}
    assert '"naval"' in concept_queries(("army",))
    (firewalls,) = read("pare-feu", names).subjects
    assert {concept.id for concept in firewalls.concepts} == {"firewall"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("552131-2024 Lyria", ["552131-2024", "Lyria"]),
        ("ocds-b5fd17-01dbe8cc-16df", ["ocds-b5fd17-01dbe8cc-16df"]),
        ("marché SZP/242-127/2021", ["marché", "SZP/242-127/2021"]),
        ("COVID-19", ["COVID", "19"]),
        ("2024-2025", ["2024", "2025"]),
        ("2024-03-11", ["2024", "03", "11"]),
        ("AP-HP", ["APHP"]),
    ],
)
def test_a_number_with_signs_in_it_is_one_word(text: str, words: list[str]) -> None:
    assert [word.typed for word in query_words(text)] == words


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("videokameraüberwachung", {"video", "kamera", "überwachung"}),
        ("bibliothekssoftware", {"bibliothek", "software"}),
        ("administration", set()),  # "ration" is within it, "administ" is no word
        ("kamera", set()),
    ],
)
def test_a_compound_is_made_of_known_words_alone(word: str, parts: set[str]) -> None:
    known = {"video", "kamera", "überwachung", "bibliothek", "software", "ration", "wach"}
    assert set(all_parts(word, known)) == parts


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Vitell", "vittel"),
        ("Vittel", None),
        ("Vitekl", None),
        ("Vyttol", None),
        ("Esen", "essen"),
        ("Ezen", None),
        ("Eses", None),
    ],
)
def test_a_letter_that_is_doubled_instead_of_another_is_corrected(
    names: KnownNames, typed: str, meant: str | None
) -> None:
    assert names.corrected(fold(typed)) == meant


def test_a_word_of_labels_is_not_corrected(names: KnownNames) -> None:
    assert names.corrected("acuicultura") == "agricultura"
    assert read("acuicultura", names).corrections == {}


def test_an_ordinary_word_is_translated_though_a_group_has_it_for_its_name(
    names: KnownNames,
) -> None:
    (subject,) = (
        read("strategy", names, "strategy").with_translations() or InterpretedQuery()
    ).subjects
    assert {group.group for group in subject.groups} == {"pwc"}
    assert (subject.is_name, subject.is_ordinary) == (False, True)
    assert "estrategia" in subject.translated
    (firm,) = read("Strategy", names, "strategy").subjects
    assert (firm.is_name, firm.is_ordinary) == (True, False)


def test_what_texts_have_is_not_corrected(names: KnownNames) -> None:
    assert read("microsft", names, "microsft").corrections == {}


def test_words_alone_are_neither_corrected_nor_understood(names: KnownNames) -> None:
    interpreted = interpret_query("microsft de Azure", names, lambda word: False, exact=True)
    assert [
        (subject.text, subject.concepts, subject.groups) for subject in interpreted.subjects
    ] == [
        ("microsft", (), ()),
        ("de", (), ()),
        ("Azure", (), ()),
    ]


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("téléphonie sudoku", [["sudoku"]]),  # an ordinary word alone says too little
        ("téléphonie Sudoku", [["téléphonie"]]),  # a name
        ("téléphonie imprimantes", [["téléphonie"], ["imprimantes"]]),
        ("téléphonie hôpital", [["hôpital"]]),  # a kind of body alone names nobody
        ("mairie sudoku", []),
        ("téléphonie Oslo", [["téléphonie"]]),
        ("téléphonie imprimantes Oslo", [["téléphonie"], ["imprimantes"], ["Oslo"]]),
        ("téléphonie 552131-2024", [["téléphonie"]]),
        ("552131-2024 2021", [["2021"]]),
        ("téléphonie Zembla", [["Zembla"]]),  # known nowhere
        ("Zembla Drones téléphonie", [["Zembla"]]),
        ("Zembla Drones", []),  # a name of two words
        ("drones sudoku Norvège", [["sudoku"], ["drones"], ["Norvège"]]),
    ],
)
def test_what_is_left_of_a_query_is_what_was_asked_for(
    text: str, lacking: list[list[str]], names: KnownNames
) -> None:
    """Of all words that may be missing, the fewest."""
    interpreted = read(text, names, "sudoku 552131-2024")
    every = [
        list(missing)
        for many in range(1, len(interpreted.needed))
        for missing in combinations(interpreted.needed, many)
        if can_drop(interpreted, missing)
        # an answer has no word that stands nowhere
        if all(subject in missing for subject in interpreted.needed if subject.is_unknown)
    ]
    fewest = [item for item in every if len(item) == min(map(len, every))]
    assert sorted([part.text for part in item] for item in fewest) == sorted(lacking)


@pytest.mark.parametrize(
    ("word", "country", "in_names"),
    [
        ("Norvège", "NO", True),
        ("polish", "PL", True),  # and no Swedish police
        ("Florence", None, True),
        ("Sudoku", None, False),
    ],
)
def test_countries_and_places_have_their_names_in_other_languages(
    word: str, country: str | None, in_names: bool, names: KnownNames
) -> None:
    (subject,) = read(word, names, "sudoku").subjects
    assert (subject.country, subject.is_in_names) == (country, in_names)


def test_initials_find_a_name_and_its_parts(names: KnownNames) -> None:
    assert "hmrc" in initials("H M Revenue & Customs")
    assert "stib" in initials("Société des transports intercommunaux de Bruxelles — Logistics")
    assert names.of_acronym("hmrc") == [3]
    assert names.of_acronym("krzn") == [9]  # of the parts of a compound
    assert "bmf" in initials("Bundesministerium der Finanzen")
    assert "dwp" in initials("Department for Work and Pensions")
    assert "thl" in initials("Terveyden ja hyvinvoinnin laitos")
    assert names.of_acronym("xyz") == []


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("serwerow", "serwer"),  # Polish
        ("kirjastossa", "kirjasto"),  # Finnish
        ("korhazban", "korhaz"),  # Hungarian
        ("kameraerne", "kamera"),  # Danish
        ("urban", "urba"),
        ("window", "window"),
    ],
)
def test_the_endings_of_many_languages_are_forgiven(
    word: str, stem: str, names: KnownNames
) -> None:
    assert inflections_query(QueryWord(word, word), names) == f'"{stem}"*'


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [("Luebeck", "lubeck"), ("Düsseldorf", "duesseldorf"), ("Aalesund", "alesund")],
)
def test_umlauts_may_be_written_as_two_letters(typed: str, spelt: str, names: KnownNames) -> None:
    assert f'"{spelt}"' in word_query(QueryWord(typed, fold(typed)), names).split(" OR ")


def test_letters_that_full_text_does_not_fold_are_searched_as_written(names: KnownNames) -> None:
    assert names.letters["orsted"] == ("ørsted",)


@pytest.mark.parametrize(
    ("phrase", "query"),
    [
        ("vidéo-surveillance*", '"vidéo surveillance"*'),
        ("gestion* des temps", '("gestion"* AND "des" AND "temps")'),
        ("IA", None),
        ("LAN*", None),
    ],
)
def test_a_phrase_of_a_rule_becomes_a_query(phrase: str, query: str | None) -> None:
    assert phrase_query(phrase) == query


def test_every_concept_makes_a_query_that_full_text_understands() -> None:
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
    concepts = load_concepts().by_id
    assert len(concepts) > 100
    for id_ in concepts:
        assert concept_queries((id_,)), id_
        for query in concept_queries((id_,)):
            db.execute("SELECT 1 FROM t WHERE t MATCH ?", (query,)).fetchall()


def test_a_form_that_a_shorter_one_finds_is_not_asked() -> None:
    queries = concept_queries(("cctv",))
    assert '"caméra"*' in queries
    assert not [query for query in queries if "caméra" in query and query != '"caméra"*']


def test_a_rule_with_hundreds_of_forms_leaves_room_for_short_words() -> None:
    assert '"chatbox"*' in concept_queries(("public_surveillance_ai/chatbot", "chatbot"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_concept_has_a_label_in_each_language(lang: str) -> None:
    assert [
        concept.id for concept in load_concepts().by_id.values() if not concept.label.get(lang)
    ] == []


def test_stop_words_name_nothing() -> None:
    finder = load_concepts().finder
    named = [word for word in sorted(stop_words()) if finder.spans([word])]
    assert named == ["ai"]  # a preposition, or not, by what stands after it


def test_only_the_first_words_are_read() -> None:
    assert len(query_words("mot " * 10_000)) == 16


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("maintenance logiciels", ("72267",)),  # and repair
        ("servidores", ("4882",)),
        ("mobile telephone services", ("3225", "64212")),
        ("logiciels gestion", ()),  # begins too many labels
        ("services", ()),
        ("data clothing", ()),
    ],
)
def test_words_are_the_label_of_a_code(words: str, codes: tuple[str, ...]) -> None:
    assert labelled_codes(tuple(words.split())) == codes


def test_codes_of_concepts_are_codes_and_no_whole_trade() -> None:
    known = {code_prefix(code) for code in load_normalisation_tables().cpv}
    for concept, codes in codes_of_concepts().items():
        assert concept in load_concepts().by_id
        assert set(codes) <= known
        assert min(map(len, codes)) >= 4


@pytest.mark.parametrize(
    ("word", "others"),
    [
        ("oleoduc", {"oleoducto", "pipelin", "ropovod"}),
        ("schlussel", {"keys", "cles", "llav", "nyckel"}),
        ("kleidung", {"vetement"}),  # a part of "Arbeitskleidung"
        ("hydroelectricite", {"wasserkraftwerk"}),  # begins as "hydroélectrique"
        ("services", set()),
        ("harcelement", {"harassment", "belästigung"}),  # in no label: by the table of words
        ("routes", {"roads", "roadway", "drog"}),
    ],
)
def test_labels_of_codes_translate_their_words(word: str, others: set[str]) -> None:
    assert others <= set(translations(word))


def test_a_name_is_not_taken_for_a_word_that_begins_alike() -> None:
    assert translations("hydroelectricite", plain=False) == ()
    assert translations("zebra") == codes_by_label("zebra") == ()


def test_a_word_of_a_few_labels_stands_for_their_codes() -> None:
    assert "331821" in codes_by_label("defibrillateur")
    assert codes_by_label("equipment") == ()  # hundreds


def test_what_names_something_is_not_looked_for_in_labels(names: KnownNames) -> None:
    interpreted = read("Microsoft vidéosurveillance", names)
    assert interpreted.with_translations() is None
    (pumps,) = (read("pompes", names, "pompes").with_translations() or interpreted).subjects
    assert "pump" in pumps.translated


@pytest.mark.parametrize("query", ["visio", "Visio", "visio hôpital"])
def test_a_word_that_is_a_product_only_beside_others_is_read_as_its_concept(
    names: KnownNames, query: str
) -> None:
    """All contracts of Microsoft were listed to who asked for videoconferences."""
    subject = read(query, names).subjects[0]
    assert [concept.id for concept in subject.concepts] == ["videoconference"]
    assert not subject.groups
    assert [name.group for name in subject.makers] == ["microsoft"]


def test_a_product_with_its_maker_is_the_product(names: KnownNames) -> None:
    (subject,) = read("Microsoft Visio", names).subjects
    assert {name.group for name in subject.groups} == {"microsoft"}
    assert not subject.concepts


@pytest.mark.parametrize("query", ["AI", "ai", "ai tools", "contracts using ai", "IA", "KI"])
def test_the_acronym_of_artificial_intelligence_is_read_in_each_language(
    names: KnownNames, query: str
) -> None:
    read_concepts = {
        concept.id for subject in read(query, names).subjects for concept in subject.concepts
    }
    assert "ai" in read_concepts


@pytest.mark.parametrize(
    "query",
    [
        "what watches workers",
        "qu'est-ce qui surveille les facteurs",
        "quién vigila a los trabajadores",
    ],
)
def test_who_asks_what_watches_workers_is_shown_what_is_marked_so(
    names: KnownNames, query: str
) -> None:
    """Wrist-watches were searched."""
    concepts = {concept.id for s in read(query, names).subjects for concept in s.concepts}
    assert "worker_surveillance" in concepts


@pytest.mark.parametrize(
    ("query", "concept"),
    [
        ("algorithme des aides sociales", "benefit_algorithm"),
        ("Algorithmus Sozialleistungen", "benefit_algorithm"),
        ("algoritmo sussidi", "benefit_algorithm"),
        ("Überwachung der Beschäftigten", "worker_surveillance"),
        ("Leistungskontrolle", "worker_surveillance"),
        ("sorveglianza dei lavoratori", "worker_surveillance"),
        ("controllo a distanza dei dipendenti", "worker_surveillance"),
        ("logiciel espion", "spyware"),
        ("software spia", "spyware"),
        ("Aufzeichnung von Telefonaten", "recorded_calls"),
        ("migration vers Microsoft", "data_migration"),
        ("souveräne Cloud", "cloud"),
        ("KI in der Verwaltung", "public_administration"),
        ("IA dans l'administration", "public_administration"),
        ("nella pubblica amministrazione", "public_administration"),
        ("gestione esternalizzata", "outsourced"),
        ("Open Source statt Microsoft", "public_alternative"),
        ("open source al posto di Microsoft", "public_alternative"),
        ("Produktivitätsmessung", "worker_surveillance"),
        ("tri de CV", "automated_hiring"),
        ("valutazione automatica dei candidati", "automated_hiring"),
        ("Umstellung auf Windows", "data_migration"),
        ("Betriebsrat Software", "staff_representatives"),
    ],
)
def test_words_of_readers_name_what_they_ask_for(
    query: str, concept: str, names: KnownNames
) -> None:
    """Another word was read as misspelt, or an office of that name was looked for."""
    found = read(query, names).subjects
    assert concept in {one.id for subject in found for one in subject.concepts}


def test_words_of_a_question_are_not_searched_in_notices() -> None:
    """A notice that has "alternatives to admission" is no other way of doing it."""
    forms = " ".join(concept_queries(("public_alternative",)))
    assert "alternativ" not in forms
    assert "open source" in forms


@pytest.mark.parametrize("query", ["servizi ai comuni", "fornitura ai comuni"])
def test_an_italian_preposition_is_no_artificial_intelligence(
    names: KnownNames, query: str
) -> None:
    interpreted = read(query, names)
    assert "ai" in interpreted.dropped
    assert all(concept.id != "ai" for s in interpreted.subjects for concept in s.concepts)
