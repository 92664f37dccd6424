"""Tell cameras of which the notice does not say where they stand, and so not whom they see."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.classify.keyword_matches import award_texts, select_texts
from pipelines.classify.tag_targets import TagTarget
from pipelines.model import Notice, Tag, Text, replace
from pipelines.reference.camera_places import CameraPlaces
from pipelines.text_folding import fold

CAMERAS = "video_surveillance"  # ``Tag.role`` of words that say no more than that there are cameras
PLACE_NOT_SAID = "camera_place_not_said"  # ``Tag.role`` of the same where no place is named
BEGINNING = 600  # letters of each text that are searched for a place
AROUND = 300  # letters before and after cameras, likewise


def mark_unstated_camera_places(
    tags: list[Tag], target: TagTarget, notice: Notice, places: CameraPlaces
) -> list[Tag]:
    """Return the tags of public surveillance, with a role of their own where no place is named.

    ``tags``  all tags of the claim about ``target``; where one proves more than cameras, or the
              answer is no yes, they are returned as they are.
    """
    if not tags or any(tag.role != CAMERAS or tag.value != "yes" for tag in tags):
        return tags
    for text in _texts_about(target, notice):
        for passage in _passages(text, target):
            if places.is_named_in(fold(passage), text.language):
                return tags
    return [replace(tag, role=PLACE_NOT_SAID) for tag in tags]


def _texts_about(target: TagTarget, notice: Notice) -> Iterator[Text]:
    """Yield the searched texts of the notice, and of the lots that the target is about."""
    yield from select_texts(notice, notice.texts)
    award = target.award
    lots = award.lots if award else ([target.lot] if target.lot else [])
    for lot in notice.lots:
        if not lots or lot.id in lots:
            yield from select_texts(notice, lot.texts)
    if award:
        yield from award_texts(award, notice.languages)


def _passages(text: Text, target: TagTarget) -> Iterator[str]:
    """Yield the beginning of a text, and what stands around cameras in the rest of it."""
    yield text.text[:BEGINNING]
    if len(text.text) > BEGINNING:
        for match in target.matches_by_claim.get("public_surveillance_ai", ()):
            if match.text == text:
                words, start = match.evidence()
                yield text.text[max(0, start - AROUND) : start + len(words) + AROUND]
