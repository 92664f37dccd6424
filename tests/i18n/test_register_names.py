"""Readers are told the name of a register, not its code."""

from __future__ import annotations

import pytest

from monitor.i18n.register_names import number_text, register_name
from monitor.i18n.scope_reason_messages import scope_reason_text
from monitor.i18n.value_formatting import use_language
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
    with use_language(lang):
        assert register_name(scheme) == name


@pytest.mark.parametrize(
    ("lang", "evidence", "expected"),
    [
        ("fr", "FR-SIREN 303529184", "numéro SIREN 303529184 du titulaire"),
        ("en", "FR-SIREN 303529184", "SIREN number 303529184 of the supplier"),
        ("es", "FR-SIREN 303529184", "número SIREN 303529184 del adjudicatario"),
        ("fr", "DE-VAT DE123456789", "numéro de TVA DE123456789 du titulaire"),
        ("en", "DE-VAT DE123456789", "VAT number DE123456789 of the supplier"),
        ("en", "SAP FRANCE", None),
    ],
)
def test_a_number_that_proves_is_said_in_words(
    lang: str, evidence: str, expected: str | None
) -> None:
    with use_language(lang):
        assert number_text(evidence) == expected
        reason = scope_reason_text(f"vendor sap: {evidence}")
        assert reason.endswith(expected or evidence)


def test_every_register_that_is_read_has_a_name() -> None:
    assert [scheme for scheme, name in REGISTER_NAMES.items() if not name] == []
