"""Closed code lists in tables beside their parsers mean what the model knows."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from pipelines.model import AwardStatus, Kind, Method, Technique
from spiders.parsers.codice import code_lists as codice
from spiders.parsers.ted_export import code_lists as ted_export


@pytest.mark.parametrize(
    ("lists", "known"),
    [
        ((ted_export.KINDS, ted_export.FORM_KINDS), Kind),
        ((ted_export.METHODS, codice.METHODS), Method),
        ((codice.OUTCOMES,), AwardStatus),
        ((codice.TECHNIQUES,), Technique),
    ],
)
def test_every_code_means_a_word_of_the_model(
    lists: tuple[dict[str, Any], ...], known: Any
) -> None:
    for one in lists:
        assert set(filter(None, one.values())) <= set(get_args(known))
        assert len(one) > 3


def test_every_ground_for_a_direct_award_has_a_code_of_eforms() -> None:
    assert all((*ted_export.GROUNDS.values(), *ted_export.OLD_GROUNDS.values()))
    assert codice.PROCEDURES.keys() == codice.METHODS.keys()
