"""One catalogue a language: it says everything, without doubt, typeset as its language is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from monitor.config import ROOT
from monitor.docs.update_gettext_catalogues import KEYWORDS, extract_catalogue, untranslated
from monitor.i18n.catalogue import (
    ngettext,
    po_file,
    read_catalogue,
    translate_into_all_languages,
    use_language,
)
from monitor.i18n.labels import labels
from monitor.i18n.scope_reason_messages import scope_reason_text
from monitor.i18n.typography import typeset_in
from monitor.i18n.value_formatting import translated
from pipelines.interface_languages import LANGUAGES, SOURCE, TRANSLATED
from pipelines.reference.load_reference_tables import load_tables

PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def entries(catalogue: Catalog) -> Iterator[tuple[Message, tuple[str, ...], tuple[str, ...]]]:
    """Message, its English forms, its translated forms."""
    for message in catalogue:
        if message.id:
            ids = message.id if isinstance(message.id, tuple) else (message.id,)
            forms = message.string if isinstance(message.string, tuple) else (message.string,)
            yield message, ids, forms


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_catalogue_says_everything_without_doubt_and_nothing_else(lang: str) -> None:
    catalogue, template = read_catalogue(po_file(lang)), extract_catalogue()
    assert list(untranslated(catalogue, template)) == []
    known = {(ids[0], message.context) for message, ids, _ in entries(template)}
    actual = {(ids[0], message.context) for message, ids, _ in entries(catalogue)}
    assert sorted(map(str, actual - known)) == [], "run make i18n"


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_value_in_the_dictionary_does_not_run_into_its_words(lang: str) -> None:
    run_together = [
        (message.context, value, message.string)
        for message in read_catalogue(po_file(lang))
        if message.id and (message.context or "").startswith("meaning of ")
        for values in re.findall(r"[a-z_]+(?:, [a-z_]+){2,}", str(message.id))
        for value in values.split(", ")
        if re.search(rf"(?:^|[,;:] ){value} \w", str(message.string))
    ]
    assert run_together == [], "off (éteint), ok (bon)"


def test_a_message_without_words_or_with_a_doubt_is_missing() -> None:
    template, catalogue = Catalog(), Catalog(locale="fr")
    for words in ("said", "empty", "doubtful", "unknown"):
        template.add(words)
    template.add("said", context="elsewhere")
    template.add(("one", "many"))
    catalogue.add("said", "dit")
    catalogue.add("empty", "")
    catalogue.add("doubtful", "douteux", flags=["fuzzy"])
    catalogue.add(("one", "many"), ("un", ""))
    assert list(untranslated(catalogue, template)) == [
        "empty",
        "doubtful",
        "unknown",
        "said",
        "one",
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_language_has_one_catalogue_and_the_source_none(lang: str) -> None:
    paths = sorted((po_file(lang).parents[1]).rglob("*.po"))
    assert paths == ([] if lang == SOURCE else [po_file(lang)])


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_catalogue_is_typeset(lang: str) -> None:
    for message, _, forms in entries(read_catalogue(po_file(lang))):
        assert [typeset_in(lang, form) for form in forms] == [*forms], message.id


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_has_a_straight_apostrophe_or_quotation_mark(lang: str) -> None:
    catalogue = extract_catalogue() if lang == SOURCE else read_catalogue(po_file(lang))
    places = 1 if lang == SOURCE else 2  # of an entry: its English forms, its translated ones
    texts = [text for entry in entries(catalogue) for text in entry[places]]
    assert [text for text in texts if re.search("[\"']", re.sub("<[^>]*>", "", text))] == []


def test_english_of_the_tables_is_typeset() -> None:
    straight = 'the buyers\' and <a href="%(url)s">the body\'s "data"</a>'
    assert typeset_in("en", straight) == 'the buyers’ and <a href="%(url)s">the body’s “data”</a>'
    rules = [text["en"] for rule in load_tables().rules for text in (rule.label, rule.why)]
    assert any("'" in text for text in rules)
    with use_language("en"):
        shown = [translated(rule.why) for rule in load_tables().rules]
    assert [text for text in shown if "'" in text] == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_translations_keep_the_places_of_what_is_filled_in(lang: str) -> None:
    for message, ids, forms in entries(read_catalogue(po_file(lang))):
        wanted = {element for id_ in ids for element in PLACE.findall(id_)}
        for words in forms:
            assert set(PLACE.findall(words)) <= wanted, message.id
            actual = sorted(PLACE.findall(words))
            assert len(ids) > 1 or actual == sorted(PLACE.findall(ids[0])), message.id


def test_spanish_has_one_word_for_who_buys() -> None:
    forms = [
        form
        for _, _, translations in entries(read_catalogue(po_file("es")))
        for form in translations
    ]
    assert any("órgano de contratación" in form for form in forms)
    assert [form for form in forms if re.search(r"\bcomprador", form)] == []


def test_spanish_shares_have_their_article() -> None:
    words = translate_into_all_languages(
        "Right in %(right)s of the %(of)s cases in which a person and Vigie both name a law; in"
        " %(all)s of all %(of_all)s labelled cases."
    )["es"]
    assert "en el %(right)s de" in words
    assert "en el %(all)s de" in words


def test_french_has_one_word_for_a_claim_that_is_right() -> None:
    forms = [
        form
        for _, _, translations in entries(read_catalogue(po_file("fr")))
        for form in translations
    ]
    assert {"Fondé", "Non fondé"} <= {*forms}
    assert [form for form in forms if re.search(r"\b(?:cela|ne|si elle) tient\b", form)] == []


def test_spanish_states_of_parts_fit_nouns_of_either_gender() -> None:
    states = [
        form
        for message, _, translations in entries(read_catalogue(po_file("es")))
        if (message.context or "").startswith("part state ")
        for form in translations
    ]
    assert len(states) == 5
    assert [form for form in states if re.search(r"[aeií]d[oa]s?$", form)] == []


def test_a_context_tells_two_meanings_of_a_word_apart() -> None:
    alone, of_meta = (
        translate_into_all_languages("Value"),
        translate_into_all_languages("Value", "column meta.value"),
    )
    assert (alone["fr"], of_meta["fr"]) == ("Montant", "Valeur")
    assert alone["en"] == of_meta["en"] == "Value"


@pytest.mark.parametrize(
    ("lang", "number", "expected"),
    [
        ("fr", 0, "0\u00a0jour"),
        ("es", 0, "0\u00a0días"),
        ("es", 1, "1\u00a0día"),
        ("es", 2, "2\u00a0días"),
    ],
)
def test_words_after_a_number_have_the_forms_of_their_language(
    lang: str, number: int, expected: str
) -> None:
    with use_language(lang):
        assert ngettext("{n}\u00a0day", "{n}\u00a0days", number).format(n=number) == expected


def test_no_words_hide_in_an_f_string() -> None:
    """Before Python 3.12 they are not found there, and nobody translates them."""
    hidden = [
        f"{file}:{call.lineno}"
        for file in (ROOT / "monitor").rglob("*.py")
        for text in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
    ]
    assert hidden == []


def test_words_for_columns_and_values_are_there_in_every_language() -> None:
    for kind in ("columns", "values"):
        for name, words in labels()[kind].items():
            assert set(LANGUAGES) <= set(words), name


def _pairs(file: Path) -> Iterator[str]:
    """Texts beside each other in a mapping by language, which a catalogue should have."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if not isinstance(node, ast.Dict):
            continue
        keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
        texts = all(isinstance(expr, ast.Constant | ast.Dict) for expr in node.values)
        if len(keys & set(LANGUAGES)) > 1 and texts:
            yield f"{file.relative_to(ROOT)}:{node.lineno}"


def test_nothing_says_its_words_in_every_language_beside_each_other() -> None:
    files = [
        file
        for folder in ("monitor", "pipelines")
        for file in (ROOT / folder).rglob("*.py")
        if "demo/portals" not in file.as_posix()  # words of the documents that it serves
    ]
    actual = [place for file in files for place in _pairs(file)]
    assert actual == []


def test_words_beside_each_other_are_found() -> None:
    assert {"fr": "oui", "en": "yes"}
    assert list(_pairs(Path(__file__)))


def test_a_reason_has_no_names_of_fields_or_rules() -> None:
    reason = "further code CPV 50334400, contract_title: systèmes (digital-hint)"
    with use_language("fr"):
        text = scope_reason_text(reason)
    assert text.endswith(", objet\N{NO-BREAK SPACE}: systèmes")
    with use_language("en"):
        assert scope_reason_text("contract_title: CRA (video-run-by-supplier)") == "title: CRA"
