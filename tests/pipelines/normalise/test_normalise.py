"""Canonical organisations, codes, euros and ends; every published word stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model import (
    Award,
    Buyer,
    Code,
    Identifier,
    Lot,
    Money,
    Notice,
    Organization,
    Period,
    Supplier,
    Text,
)
from pipelines.normalise.euro_conversion import currency_code, is_plausible, with_euros
from pipelines.normalise.normalise_notice import (
    complete_period,
    country_code,
    language_code,
    normalise,
    normalise_codes,
    normalise_cpv,
    period_end,
)
from pipelines.privacy.mask_notice import WITHHELD
from pipelines.reference.normalisation_tables import load_normalisation_tables

TABLES = load_normalisation_tables()
DAY = date(2024, 5, 5)  # a Sunday: the rate is Friday's


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("UK", "GB"),
        ("EL", "GR"),
        ("GBR", "GB"),
        ("fr", "FR"),
        ("1A", "XK"),
        ("England", "GB"),
        ("Deutschland", "DE"),
        ("Côte d'Ivoire", "CI"),
        ("Ghana", "GH"),
        ("", None),
        (None, None),
        ("Atlantis", None),
    ],
)
def test_countries_become_iso_codes(published: str | None, code: str | None) -> None:
    assert country_code(published) == code


@pytest.mark.parametrize(
    ("published", "code"),
    [
        ("FRA", "fr"),
        ("ger", "de"),
        ("deu", "de"),
        ("fr_FR", "fr"),
        ("EN", "en"),
        ("MUL", None),
        (None, None),
    ],
)
def test_languages_become_iso_codes(published: str | None, code: str | None) -> None:
    assert language_code(published) == code


def money(amount: str, currency: str | None, on: date | None = DAY) -> Money:
    result = with_euros(Money(Decimal(amount), currency), on, TABLES)
    assert result is not None
    return result


def test_euros_follow_the_last_rate_before_publication() -> None:
    amount = money("107.44", "USD")
    assert amount.rate_date == date(2024, 5, 3)
    assert amount.eur == Decimal("100.00")


def test_a_rate_is_carried_on_for_some_weeks_and_beyond_where_the_table_ends() -> None:
    last_roubles = date(2022, 3, 1)
    assert money("100", "RUB", date(2022, 4, 15)).rate_date == last_roubles
    assert money("100", "RUB", date(2022, 4, 16)).rate_date is None
    assert money("100", "USD", date(1999, 1, 3)).rate_date is None
    assert money("100", "USD", date(1999, 1, 4)).rate_date == date(1999, 1, 4)
    assert money("100", "USD", date(2150, 1, 1)).eur is not None


def test_an_amount_in_euros_is_itself() -> None:
    amount = money("1000.50", "EUR")
    assert (amount.eur, amount.rate_date) == (Decimal("1000.50"), DAY)


def test_the_cfa_franc_has_its_fixed_parity() -> None:
    assert money("655957", "FCFA").eur == Decimal("1000.00")


def test_the_cedi_has_a_dated_yearly_average_that_is_not_carried_on_for_ever() -> None:
    assert money("1000000", "GHS", date(2022, 6, 1)).rate_date == date(2022, 1, 1)
    assert money("1000000", "GHS", date(2026, 6, 1)).eur is None


@pytest.mark.parametrize(
    ("amount", "currency", "on"),
    [
        ("5", None, DAY),
        ("5", "$", DAY),
        ("5", "ZZZ", DAY),
        ("5", "USD", None),
        ("5", "RUB", DAY),
        ("5", "USD", date(1980, 1, 1)),
    ],
)
def test_without_a_rate_there_are_no_euros(
    amount: str, currency: str | None, on: date | None
) -> None:
    converted = money(amount, currency, on)
    assert converted.eur is None
    assert converted.rate_date is None


def test_a_contract_without_day_of_publication_takes_the_rate_of_its_signature() -> None:
    award = Award(key="1", value=Money(Decimal(100), "USD"), signed=DAY)
    amount = normalise(notice(published=None, awards=(award,)), TABLES).awards[0].value
    assert amount == money("100", "USD")


@pytest.mark.parametrize(
    "amount",
    ["-5", "0", "0.01", "1", "9999999.99", "999999999", "123456789", "11111111", "1e15", "1e9999"],
)
def test_implausible_amounts_are_marked_and_kept(amount: str) -> None:
    converted = money(amount, "EUR")
    assert converted.plausible is False
    assert converted.amount == Decimal(amount)


@pytest.mark.parametrize(
    "amount", ["1000", "1234.56", "250000", "9999", "99999", "12345", "48000000"]
)
def test_ordinary_amounts_are_plausible(amount: str) -> None:
    assert money(amount, "EUR").plausible is True


def test_without_euros_plausibility_is_unknown() -> None:
    assert is_plausible(Decimal(5000), None) is None
    assert currency_code("XXX") is None


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("48000000-8", "48000000"),
        ("48000000", "48000000"),
        ("48000000-1", "48000000-1"),
        ("3000000", "03000000"),
        ("99999999", "99999999"),
        (" 72 000 000 ", "72000000"),
        ("AB12", "AB12"),
    ],
)
def test_cpv_codes_have_eight_digits_and_a_wrong_check_digit_stays(
    published: str, expected: str
) -> None:
    assert normalise_cpv(published, TABLES.cpv) == expected


def test_cpv_labels_are_in_the_language_of_the_notice_or_english() -> None:
    def label(*languages: str) -> str | None:
        return normalise_codes((Code("CPV", "48000000-8"),), languages, TABLES)[0].label

    assert label("fr") == "Logiciels et systèmes d'information"
    assert label("pl") == label("en") == "Software package and information systems"


def test_codes_are_said_once_and_main_ones_come_first() -> None:
    published = (
        Code("CPV", "72000000"),
        Code("CPV", "48000000-8", main=True),
        Code("CPV2008", "72000000-5"),
    )
    assert [code.id for code in normalise_codes(published, (), TABLES)] == ["48000000", "72000000"]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 1), "12", date(2024, 12, 31)),
        (date(2024, 2, 15), "1", date(2024, 3, 14)),
        (date(2024, 1, 31), "1", date(2024, 2, 29)),
        (date(2024, 2, 15), "1.5", date(2024, 3, 29)),
        (date(2024, 1, 1), "0.5", date(2024, 1, 15)),
        (date(2025, 6, 10), "95.93", date(2033, 6, 7)),  # 2,920 days
        (date(2026, 1, 1), "3.29", date(2026, 4, 10)),  # 100 days
        (date(9990, 1, 1), "480", None),
    ],
)
def test_the_last_day_of_a_period_is_included(start: date, months: str, end: date | None) -> None:
    assert period_end(start, Decimal(months)) == end


def test_a_stated_end_is_kept_and_an_unknown_one_stays_unknown() -> None:
    stated = Period(date(2024, 1, 1), date(2024, 6, 30), Decimal(12))
    assert complete_period(stated) == Period(
        date(2024, 1, 1), date(2024, 6, 30), Decimal(12), "stated"
    )
    assert complete_period(Period(months=Decimal(12))) == Period(months=Decimal(12))
    counted = complete_period(Period(date(2024, 1, 1), months=Decimal(6)))
    assert counted is not None
    assert (counted.end, counted.end_basis) == (date(2024, 6, 30), "from_duration")


def notice(**changes: object) -> Notice:
    fields = {
        "id": "ted:1-2024",
        "portal": "ted",
        "number": "1-2024",
        "kind": "award",
        "published": DAY,
        "country": "FRA",
        "languages": ("FRA",),
    }
    return Notice(**{**fields, **changes})  # type: ignore[arg-type]


def test_suppliers_are_named_by_number_else_by_name() -> None:
    numbered = Organization(
        "Exemple",
        country="FRA",
        identifiers=(Identifier("", "732 829 320 00074"), Identifier("", "n/a")),
    )
    named = Organization("Exemple Informatique SAS", country="FRA")
    person = Organization(WITHHELD, country="FRA", natural_person=True)
    award = Award(key="1", suppliers=tuple(map(Supplier, (numbered, named, person))))
    organizations = [
        s.organization for s in normalise(notice(awards=(award,)), TABLES).awards[0].suppliers
    ]
    assert [organization.id for organization in organizations] == [
        "FR-SIREN-732829320",
        "name:FR:exemple-informatique-sas",
        None,
    ]
    assert [organization.country for organization in organizations] == ["FR", "FR", "FR"]
    assert [i.scheme for i in organizations[0].identifiers] == ["FR-SIREN", "FR-SIRET"]


@pytest.mark.parametrize("name", ["Leverandør ikkje valgt", "CONFIDENTIEL", "Wykonawca", "N/A"])
def test_a_name_that_names_nobody_has_no_dossier(name: str) -> None:
    """222699-2022 and 595496-2024 (TED): else all who wrote this word would be one supplier."""
    award = Award(key="1", suppliers=(Supplier(Organization(name, country="NO")),))
    (supplier,) = normalise(notice(awards=(award,)), TABLES).awards[0].suppliers
    assert (supplier.organization.name, supplier.organization.id) == (name, None)


def test_initials_with_and_without_points_name_one_supplier() -> None:
    spelt = (Supplier(Organization(f"Esempio {form}", country="IT")) for form in ("S.p.A.", "SpA"))
    (award,) = normalise(notice(awards=(Award(key="1", suppliers=tuple(spelt)),)), TABLES).awards
    assert {s.organization.id for s in award.suppliers} == {"name:IT:esempio-spa"}


def test_a_buyer_without_country_takes_that_of_the_notice() -> None:
    (buyer,) = normalise(notice(buyers=(Buyer(Organization("Mairie d'Exemple")),)), TABLES).buyers
    assert buyer.organization.id == "name:FR:commune-exemple"
    assert buyer.organization.name == "Mairie d'Exemple"


amounts = st.decimals(allow_nan=False, allow_infinity=False, min_value=-1e18, max_value=1e18)
moneys = st.builds(Money, amounts, st.sampled_from([None, "EUR", "usd", "FCFA", "$", "€", "ZZZ"]))
organizations = st.builds(
    Organization,
    name=st.text(max_size=30),
    country=st.sampled_from([None, "FR", "FRA", "UK", "England", "??"]),
    identifiers=st.lists(
        st.builds(
            Identifier,
            st.sampled_from(["", "SIRET", "GB-COH", "XX-ABC"]),
            st.text("0123456789 AB.-", max_size=16),
        ),
        max_size=2,
    ).map(tuple),
)
notices = st.builds(
    notice,
    published=st.none() | st.dates(date(1995, 1, 1), date(2030, 1, 1)),
    country=st.sampled_from([None, "FR", "GBR", "EL"]),
    buyers=st.lists(st.builds(Buyer, organizations), max_size=2).map(tuple),
    texts=st.lists(
        st.builds(
            Text, st.just("title"), st.text(max_size=20), st.sampled_from([None, "FRA", "en"])
        ),
        max_size=2,
    ).map(tuple),
    codes=st.lists(
        st.builds(
            Code, st.sampled_from(["CPV", "CPV2008", "UNSPSC"]), st.text("0123456789-", max_size=10)
        ),
        max_size=3,
    ).map(tuple),
    value=st.none() | moneys,
    lots=st.lists(
        st.builds(
            Lot,
            id=st.text(max_size=3),
            period=st.builds(
                Period,
                st.none() | st.dates(),
                st.none() | st.dates(),
                st.none() | st.decimals(0, 200, places=2),
            ),
        ),
        max_size=2,
    ).map(tuple),
    awards=st.lists(
        st.builds(
            Award,
            key=st.text(max_size=3),
            value=st.none() | moneys,
            suppliers=st.lists(st.builds(Supplier, organizations), max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
)


@pytest.mark.parametrize(
    ("low", "high", "stated"),
    [
        (("1464000.00", "EUR"), ("1464000", "EUR"), ("exact", "1464000.00", None)),
        (("1000", "EUR"), ("2000", "EUR"), ("range", None, "2000")),
        (("1000", "EUR"), ("1000", "RON"), ("range", None, "1000")),
        (None, ("1000", "EUR"), ("range", None, "1000")),
    ],
)
def test_a_range_whose_ends_are_equal_is_that_amount(
    low: tuple[str, str] | None, high: tuple[str, str], stated: tuple[str, str | None, str | None]
) -> None:
    ends = [Money(Decimal(end[0]), end[1]) if end else None for end in (low, high)]
    award = Award(key="1", value_kind="range", minimum=ends[0], maximum=ends[1])
    once = normalise(notice(awards=(award,)), TABLES)
    (parsed_award,) = once.awards
    amounts = (str(m.amount) if m else None for m in (parsed_award.value, parsed_award.maximum))
    assert (parsed_award.value_kind, *amounts) == stated
    assert normalise(once, TABLES) == once


@given(notices)
def test_normalising_twice_is_normalising_once(any_notice: Notice) -> None:
    once = normalise(any_notice, TABLES)
    assert normalise(once, TABLES) == once


@pytest.mark.parametrize(
    ("published", "regions"),
    [
        (("FRH03", "FR-35"), ("FRH",)),
        (("FRH03", "FRE11"), ("FRH", "FRE")),
        (("FRH03", "FR"), ()),  # the whole country: in no region alone
        (("Mme Exemple, 3 rue d'Essai",), ()),  # no free text is kept
        ((), ()),
    ],
)
def test_places_become_regions(published: tuple[str, ...], regions: tuple[str, ...]) -> None:
    parsed = normalise(notice(places=published), TABLES)
    assert parsed.places == regions
    assert normalise(parsed, TABLES) == parsed
