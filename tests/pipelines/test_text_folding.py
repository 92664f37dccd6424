"""Folding: one form for comparison, and the way back to the words as published."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text_folding import fold, fold_map, fold_uncached, slug


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Straße de l’Œuvre – ÉTÉ", "strasse de l oeuvre ete"),
        ("ŁÓDŹ, Þingvellir; Ærø", "lodz thingvellir aero"),
        ("S.A.S.  (Île-de-France)", "s a s ile de france"),
        ("Δήμος Αθηναίων", "δημοσ αθηναιων"),
        ("ﬁn\u200bance soft\u00adware", "finance software"),
        ("…—", ""),
        ("½ kg, 3 µm\u00ad, Æble, Thé", "1 2 kg 3 μm aeble the"),
        (
            "Закупівля № 5: «Програмне забезпечення»™ й …",
            "закупівля no 5 програмне забезпечення tm и",
        ),
        ("Προμήθεια ½ – ΥΠΗΡΕΣΊΕΣ\u00ad ΝΈΦΟΥΣ", "προμηθεια 1 2 υπηρεσιεσ νεφουσ"),
        ("Ўзбекистон ѓ ‘Ђ’ — Ѫ", "узбекистон г ђ ѫ"),
        ("Мicrosoft, Micrоsоft; ОRACLE Ѕ.А.", "microsoft microsoft oracle ѕ а"),
        ("COМSEC Μicrosoft ATTIKΗ SАР", "comsec microsoft attikh sap"),
        ("технiчнi Cлoвaшкo Гepмaния уeбcтраници", "технічні словашко германия уебстраници"),
        ("Aττική Δoιηκητικού", "αττικη δοιηκητικου"),
        ("Microsoft Україна, Львів; 3 μm, 25μl, αβγ", "microsoft украіна львів 3 μm 25μl αβγ"),
        ("fooЩ barЯ 云cloud", "fooщ barя 云cloud"),
        ("Micro\u200esoft Or\u202eacle S\u2064AP De\ufe0fll", "microsoft oracle sap dell"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "prilis zlutoucky kun upel dabelske ody"),
    ],
)
def test_spelling_accidents_fold_away(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_evidence_is_found_again_in_the_published_words() -> None:
    text = "Lot 2 :  Große   Œuvres (hébergement)"
    folded, places = fold_map(text)
    start = folded.index("grosse oeuvres")
    last = start + len("grosse oeuvres") - 1
    assert text[places[start] : places[last] + 1] == "Große   Œuvres"
    assert len(places) == len(folded) + 1


@given(st.text())
def test_the_map_agrees_with_the_fold_on_any_text(text: str) -> None:
    assert fold_map(text)[0] == fold(text)
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("around", ["a{}c de", "é{} ł", "б{}г №", "α{}γ", "字{}字"])
def test_a_character_folds_the_same_among_letters_of_any_alphabet(around: str) -> None:
    for character in map(chr, range(0x2700)):
        text = around.format(character)
        assert fold_uncached(text) == fold_map(text)[0]


def test_a_name_in_another_alphabet_has_a_slug() -> None:
    assert slug("Δήμος Αθηναίων") == "δημοσ-αθηναιων"
