"""Readers are told the name of a register, not its code."""

from __future__ import annotations

import pytest

from monitor.i18n.register_names import register_name
from monitor.i18n.value_formatting import speaking
from pipelines.reference.organization_registers import REGISTER_NAMES


@pytest.mark.parametrize(
    ("lang", "scheme", "name"),
    [
        ("fr", "BE-BCE_KBO", "BCE/KBO, Belgique"),
        ("es", "GB-COH", "Companies House, Reino Unido"),
        ("fr", "IE-VAT", "numéro de TVA, Irlande"),
        ("en", "IE-VAT", "VAT number, Ireland"),
        ("en", "XI-LEI", "LEI"),
        ("fr", "ZZ-UNHEARD", "ZZ-UNHEARD"),
    ],
)
def test_a_register_is_named_with_its_country(lang: str, scheme: str, name: str) -> None:
    with speaking(lang):
        assert register_name(scheme) == name


def test_every_register_that_is_read_has_a_name() -> None:
    assert [scheme for scheme, name in REGISTER_NAMES.items() if not name] == []
