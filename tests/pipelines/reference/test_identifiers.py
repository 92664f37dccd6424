"""Registry numbers hold when their register says so, in all the ways people write them."""

from __future__ import annotations

import pytest

from pipelines.reference.registry_numbers import is_organization_id, valid_identifiers

HOLD = [
    ("", "SIRET 732 829 320 00074", "FR", ["FR-SIREN-732829320", "FR-SIRET-73282932000074"]),
    ("", "356 000 000 00048", "FR", ["FR-SIREN-356000000", "FR-SIRET-35600000000048"]),
    ("", "824 500 508 RCS ALENCON", "FR", ["FR-SIREN-824500508"]),
    ("", "77886008000010APE990Z", "FR", ["FR-SIREN-778860080", "FR-SIRET-77886008000010"]),
    ("SIRET", "77566343801906", None, ["FR-SIREN-775663438", "FR-SIRET-77566343801906"]),
    ("eu", "20001177300104", "FR", ["FR-SIREN-200011773", "FR-SIRET-20001177300104"]),
    ("", "412\u200b280\u00a0737 20375", "FR", ["FR-SIREN-412280737", "FR-SIRET-41228073720375"]),
    ("", "P.IVA: 01341140182", "IT", ["IT-CF-01341140182"]),
    ("", "IT06261440728", "IT", ["IT-CF-06261440728"]),
    ("", "NIP: 739-020-20-79", "PL", ["PL-NIP-7390202079"]),
    ("", "KRS: 0000057956", "PL", ["PL-KRS-0000057956"]),
    ("", "REGON 910333036", "PL", ["PL-REGON-910333036"]),
    ("", "CVR nr. 25050053", "DK", ["DK-CVR-25050053"]),
    ("", "ORG-16-28-71-80", "DK", ["DK-CVR-16287180"]),
    ("", "NO 979 364 857 MVA", "NO", ["NO-BRC-979364857"]),
    ("", "Org.nr. 940 101 808", "NO", ["NO-BRC-940101808"]),
    ("", "RO 14506181", "RO", ["RO-CUI-14506181"]),
    ("", "BE 0543 696 579", "BE", ["BE-BCE_KBO-0543696579"]),
    ("", "0206048091_1432", "BE", ["BE-BCE_KBO-0206048091"]),
    ("", "15329190-2-41", "HU", ["HU-ASZ-15329190"]),
    ("", "9110027964221 / FN520990m", "AT", ["AT-FB-520990m"]),
    ("", "KVK 81122373", "NL", ["NL-KVK-81122373"]),
    ("", "5040361000", "SI", ["SI-MAT-5040361"]),
    ("", "0204:994-DOEVD-83", "DE", ["DE-LEITWEG-994-DOEVD-83"]),
    ("", "CHE-415.481.515", "CH", ["CH-UID-CHE415481515"]),
    ("", "556013-1459", "SE", ["SE-ON-5560131459"]),
    ("", "FI21832199", "FI", ["FI-PRO-2183219-9"]),
    ("NIF", "B86657640", "ES", ["ES-CIF-B86657640"]),
    ("", "ESP0800258F", "ES", ["ES-CIF-P0800258F"]),
    ("PT-NIPPC", "501442600", "PT", ["PT-NIPC-501442600"]),
    ("GB-COH", "641132", "GB", ["GB-COH-00641132"]),
    ("GB-PPON", "PDTL-7248-GWZW", "GB", ["GB-PPON-PDTL-7248-GWZW"]),
    ("", "00397610", "SK", ["SK-ICO-00397610"]),
    ("", "69401829750", "HR", ["HR-OIB-69401829750"]),
    ("", "131063188", "BG", ["BG-EIK-131063188"]),
    ("", "120153047", "LT", ["LT-RC-120153047"]),
    ("", "40103023035", "LV", ["LV-RE-40103023035"]),
    ("", "10421629", "EE", ["EE-RIK-10421629"]),
    ("", "B 26127", "LU", ["LU-RCS-B26127"]),
    ("AU-ABN", "90075448494", "AU", []),
    ("UA-EDR", "41554727", "UA", ["UA-EDR-41554727"]),
    ("BR-CNPJ", "12.ABC.345/01DE-35", "BR", ["BR-CNPJ-12ABC34501DE35"]),
]

NOBODY = [
    ("", "111 111 111", "FR"),
    ("", "123456789", "FR"),
    ("", "DE123456789", "DE"),
    ("", "000000000", "AT"),
    ("", "keine Angabe", "DE"),
    ("", "N/A", "IE"),
    ("", "0", "PL"),
    ("", "", "FR"),
    ("UA-EDR", "55555555", "UA"),
    ("", "732 829 320 00075", "FR"),
    ("", "t:06131 16-0", "DE"),
    ("", "+49 431988-4640", "DE"),
    ("", "TED20", "AT"),
    ("", "EKRSZ_35969877", "HU"),
    ("", "ORG-0001", "IE"),
    ("ID_PLATAFORMA", "51011200144880", "ES"),
    ("", "Tribunal judiciaire de Paris", "FR"),
    ("", "6342834729", "PL"),
    ("", "123456789", None),
]


@pytest.mark.parametrize(("scheme", "raw", "country", "expected"), HOLD)
def test_a_number_is_read_however_it_is_written(
    scheme: str, raw: str, country: str | None, expected: list[str]
) -> None:
    actual = [
        f"{identifier.scheme}-{identifier.id}"
        for identifier in valid_identifiers(scheme, raw, country)
    ]
    assert actual[: len(expected)] == expected


@pytest.mark.parametrize(("scheme", "raw", "country"), NOBODY)
def test_placeholders_and_wrong_check_digits_identify_nobody(
    scheme: str, raw: str, country: str | None
) -> None:
    assert not [
        identifier
        for identifier in valid_identifiers(scheme, raw, country)
        if is_organization_id(identifier)
    ]


@pytest.mark.parametrize(("scheme", "raw", "country", "expected"), HOLD)
def test_checking_twice_changes_nothing(
    scheme: str, raw: str, country: str | None, expected: list[str]
) -> None:
    for identifier in valid_identifiers(scheme, raw, country):
        assert identifier in valid_identifiers(
            identifier.scheme, identifier.id, country or identifier.scheme[:2]
        )


def test_a_commercial_register_entry_is_kept_and_names_nobody() -> None:
    (entry,) = valid_identifiers("", "HRB 21134 Köln", "DE")
    assert entry.scheme == "DE-HRB"
    assert not is_organization_id(entry)


def test_a_siret_is_an_establishment_and_its_siren_the_organisation() -> None:
    siren, siret = valid_identifiers("", "73282932000074", "FR")
    assert is_organization_id(siren)
    assert not is_organization_id(siret)
