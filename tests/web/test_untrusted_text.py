"""Texts of portals as pages show them: nothing dangerous is left, and no word is changed."""

from __future__ import annotations

import pytest
from markupsafe import Markup, escape

from monitor.i18n.catalogue import use_language
from monitor.i18n.untrusted_text import (
    clipped,
    highlighted,
    name_list,
    safe_address,
    strip_control_characters,
)
from pipelines.store.serializers import SUBCONTRACTOR_MARK


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("« Objet » : 10\u202f000\u00a0€", "« Objet » : 10\u202f000\u00a0€"),
        ("Conseil\u00a0départemental", "Conseil\u00a0départemental"),
        ("Lot 1\u2028Lot 2\x0bLot 3\r\nLot 4\rLot 5", "Lot 1\nLot 2\nLot 3\nLot 4\nLot 5"),
        ("a\u202eb\u200fc\x00d\x07e\ud800", "abcde"),
        ("", ""),
    ],
)
def test_marks_and_signs_of_control_go_and_blanks_stay(published: str, shown: str) -> None:
    assert strip_control_characters(published) == shown


def test_what_is_made_plain_is_no_markup() -> None:
    for text in ("<b>", "<b>\u202e"):
        assert escape(strip_control_characters(Markup(text))) == "&lt;b&gt;"


def test_words_are_marked_where_they_stand_between_blanks_that_do_not_break() -> None:
    assert highlighted("le\u00a0nuage\u00a0souverain", "nuage\u00a0souverain") == (
        "le\u00a0<mark>nuage\u00a0souverain</mark>"
    )


@pytest.mark.parametrize(
    ("text", "around", "shown"),
    [
        ("user TRAINING, in cloud, TESTING", 8, "… in <mark>cloud</mark>, …"),
        ("TRAINING, in cloud, TESTING", 13, "TRAINING, in <mark>cloud</mark>, TESTING"),
        ("a TRAINING in cloud, TESTING of", 12, "… TRAINING in <mark>cloud</mark>, TESTING of"),
        ("pour 10\u00a0000 € de cloud", 9, "… € de <mark>cloud</mark>"),
        ("採購政府cloud服務合約書", 2, "… 政府<mark>cloud</mark>服務 …"),
    ],
)
def test_a_long_text_is_cut_between_words(text: str, around: int, shown: str) -> None:
    assert highlighted(text, "cloud", around) == shown


@pytest.mark.parametrize(
    ("published", "address"),
    [
        (" https://example.org/a;b,c?d=%20#e ", "https://example.org/a;b,c?d=%20#e"),
        ("https://example.org/été", "https://example.org/été"),
        ("javascript:alert(1)//https://example.org/", None),
        ("data:text/html,x", None),
        ("//example.org/", None),
        ("https://example.org/\u202egpj.exe", None),
        ("https://example.org/\u200b", None),
        ("https://example.org\\@other.example/", None),
        ("https://example.org/\r\nX: y", None),
        ("https://example.org/\x9b31m", None),
    ],
)
def test_an_address_is_of_the_web_and_shows_where_it_leads(
    published: str, address: str | None
) -> None:
    assert safe_address(published) == address


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("conseil, développement", 22, "conseil, développement"),
        ("services de conseil, développement", 24, "services de conseil…"),
        ("services de conseil, développement", 20, "services de conseil…"),
        ("services de conseil, développement", 28, "services de conseil, dévelo…"),
        ("développement", 8, "dévelop…"),
        ("un Donaudampfschifffahrtsgesellschaftskapitän", 30, "un Donaudampfschifffahrtsgese…"),
        ("système d’information", 1, "…"),
        (
            "データ処理 情報システムの運用保守業務委託一式",
            20,
            "データ処理 情報システムの運用保守業務…",
        ),
        ("", 5, ""),
        (None, 5, ""),
    ],
)
def test_what_is_cut_ends_with_a_whole_word(text: str | None, most: int, shown: str) -> None:
    assert clipped(text, most) == shown
    assert len(shown) <= most


@pytest.mark.parametrize("most", range(4, 20))
def test_names_are_cut_without_the_sign_between_them(most: int) -> None:
    with use_language("fr"):
        cut = name_list("Adtim | Axione | Bouygues", most)
    assert cut.removesuffix("…")[-1].isalpha()


def test_a_subcontractor_is_told_in_the_language_of_the_reader() -> None:
    names = f"SCC | Aide SARL{SUBCONTRACTOR_MARK}"
    for language, expected in (
        ("fr", "SCC\u202f; Aide SARL (sous-traitant)"),
        ("en", "SCC; Aide SARL (subcontractor)"),
    ):
        with use_language(language):
            assert name_list(names) == expected
