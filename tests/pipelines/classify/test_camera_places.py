"""Cameras: whether the notice says where they stand."""

from __future__ import annotations

import pytest

from pipelines.classify.camera_places import AROUND, BEGINNING, CAMERAS, PLACE_NOT_SAID
from pipelines.model import Award, Lot, Tag, Text
from pipelines.model import replace as changed
from tests.pipelines.classify.test_wrong_claims import TABLES, classify, notice

CCTV = "32323500"


def tags_of(language: str, title: str, description: str = "") -> list[Tag]:
    classified = classify(notice(language, title, description, code=CCTV), TABLES)
    return [tag for tag in classified.tags if tag.tag == "public_surveillance_ai"]


def roles(tags: list[Tag]) -> set[tuple[str, str | None]]:
    return {(tag.value, tag.role) for tag in tags}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Vidéosurveillance des bâtiments"),
        ("fr", "Mise en place de caméras de surveillance"),
        ("en", "CCTV maintenance"),
        ("en", "CCTV training and software platform"),
        ("de", "Wartung der Videoüberwachungsanlage, Schulung"),
        ("es", "Mantenimiento del CCTV"),
        ("it", "Fornitura kit videosorveglianza"),
        ("cs", "Kamerový systém, školení obsluhy"),
    ],
)
def test_cameras_without_a_place_are_told_as_such(language: str, title: str) -> None:
    assert roles(tags_of(language, title)) == {("yes", PLACE_NOT_SAID)}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Caméras de surveillance rue de la Gare"),
        ("fr", "Extension de la vidéoprotection"),
        ("en", "CCTV for the town centre"),
        ("de", "Videoüberwachung Marktplatz"),
        ("es", "Cámaras de vigilancia en el recinto ferial"),
        ("it", "Estensione della videosorveglianza cittadina"),
        ("pl", "Monitoring wizyjny miasta"),
        ("hu", "Térfigyelő kamerarendszer bővítése"),
    ],
)
def test_cameras_with_a_place_are_not(language: str, title: str) -> None:
    assert roles(tags_of(language, title)) == {("yes", CAMERAS)}


def test_a_text_without_language_is_searched_for_the_places_of_all() -> None:
    example = notice("fr", "CCTV", "", code=CCTV)
    for words, role in (("CCTV na ulicy", CAMERAS), ("CCTV", PLACE_NOT_SAID)):
        unknown = changed(example, texts=(Text("title", words),))
        tags = classify(unknown, TABLES).tags
        assert {t.role for t in tags if t.tag == "public_surveillance_ai"} == {role}


def test_what_is_said_far_from_the_cameras_is_not_where_they_stand() -> None:
    padding = "The supplier keeps a written record of each visit. "
    far = padding * (BEGINNING // len(padding) + 1)
    near_end = far + "CCTV maintenance is included. "
    beyond = padding * (AROUND // len(padding) + 1)
    assert roles(tags_of("en", "CCTV", near_end + beyond + "Invoices go to the town hall.")) == {
        ("yes", PLACE_NOT_SAID)
    }
    assert roles(tags_of("en", "CCTV", far + "CCTV maintenance in the town hall.")) == {
        ("yes", CAMERAS)
    }


def test_a_place_of_another_lot_is_no_place_of_this_one() -> None:
    example = notice("en", "Security", "", code=CCTV)
    lots = (
        Lot(id="1", texts=(Text("title", "CCTV", "en"),)),
        Lot(id="2", texts=(Text("title", "CCTV in the streets", "en"),)),
    )
    awards = (Award(key="a", lots=("1",)), Award(key="b", lots=("2",)))
    tags = classify(changed(example, lots=lots, awards=awards), TABLES).tags
    found = {(t.award, t.role) for t in tags if t.tag == "public_surveillance_ai"}
    assert found == {("a", PLACE_NOT_SAID), ("b", CAMERAS)}


def test_what_watches_more_than_a_place_is_said_without_it() -> None:
    tags = tags_of("en", "CCTV with face recognition")
    assert PLACE_NOT_SAID not in {tag.role for tag in tags}
    assert {tag.value for tag in tags} == {"yes"}
