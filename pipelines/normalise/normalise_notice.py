"""Normalise a notice: canonical organisations, codes, periods and euros.

Changes  countries (ISO alpha-2), places (regions of the table, or none), languages (ISO 639-1),
         identifiers (checked registry numbers or none), organisation ids, codes (scheme, digits,
         label), money (currency, euros, rate day, plausible; the most that an amount may be, where
         the texts say that it is this), periods whose end follows from their length.
Keeps    every name, title and amount as published; folding for comparison is ``text_folding.fold``.
Gaps     what is missing stays missing; a number that fails its check is dropped, an unknown code
         stays as published.

Pure and idempotent.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pycountry

from pipelines.model import (
    Amendment,
    Award,
    Code,
    Lot,
    Notice,
    Organization,
    Period,
    Supplier,
    Text,
    replace,
)
from pipelines.normalise import buyer_deduplication, euro_conversion
from pipelines.normalise.buyers_number_as_suppliers import without_buyers_numbers
from pipelines.normalise.contracts_under_purchasing_systems import (
    with_contracts_under_purchasing_systems,
)
from pipelines.normalise.estimate_as_award import with_estimates_as_such
from pipelines.normalise.framework_in_words import with_frameworks_in_words
from pipelines.normalise.stated_maximum import with_stated_maxima
from pipelines.privacy import mask_notice
from pipelines.reference import registry_numbers
from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.reference.normalisation_tables import CpvCode, NormalisationTables
from pipelines.reference.regions import region_of
from pipelines.text_folding import fold, join_initials, slug

_CPV = re.compile(r"(\d{8})(?:-(\d))?$")
_CPV_NAMES = frozenset(("CPV", "CPV2008", "CPV-2008", "CPV 2008", "ДК021", "DK021", "ДК 021:2015"))


def normalise(notice: Notice, tables: NormalisationTables) -> Notice:
    """Return the notice in canonical form; expects the result of the privacy stage."""
    on = notice.published
    country = country_code(notice.country)
    languages = tuple(dict.fromkeys(filter(None, map(language_code, notice.languages))))
    normalised = replace(
        notice,
        country=country,
        places=_regions(notice.places, country),
        languages=languages,
        buyers=tuple(
            buyer_deduplication.with_dossier_id(
                replace(b, organization=_organization(b.organization, country)), tables
            )
            for b in notice.buyers
        ),
        texts=_texts(notice.texts),
        codes=normalise_codes(notice.codes, languages, tables),
        value=euro_conversion.with_euros(notice.value, on, tables),
        maximum=euro_conversion.with_euros(notice.maximum, on, tables),
        result_value=euro_conversion.with_euros(notice.result_value, on, tables),
        lots=tuple(_lot(lot, on, languages, tables) for lot in notice.lots),
        awards=tuple(
            # Pages without a date (ghana_ppa) still say when the contract was signed.
            _award(award, on or award.signed or award.decided, languages, tables)
            for award in notice.awards
        ),
    )
    normalised = without_buyers_numbers(
        normalised, lambda organization: supplier_id(organization, tables)
    )
    told = with_frameworks_in_words(with_estimates_as_such(with_stated_maxima(normalised)))
    return with_contracts_under_purchasing_systems(told)


def _regions(places: tuple[str, ...], country: str | None) -> tuple[str, ...]:
    """Return the regions of all places; none where one is unknown, such as a whole country."""
    codes = tuple(dict.fromkeys(region_of(place, country) for place in places))
    return tuple(region for region in codes if region) if None not in codes else ()


# --- organisations -----------------------------------------------------------------------------


def _organization(organization: Organization, default_country: str | None = None) -> Organization:
    """Normalise country, name and identifiers; the best identifier comes first."""
    country = country_code(organization.country) or default_country
    valid = {
        (identifier.scheme, identifier.id): identifier
        for published in organization.identifiers
        for identifier in registry_numbers.valid_identifiers(
            published.scheme, published.id, country
        )
    }
    ordered = list(valid.values())
    if len(ordered) > 1:
        ordered.sort(
            key=lambda identifier: (
                not registry_numbers.is_organization_id(identifier),
                *_identifier_order(identifier, country),
            )
        )
    name = " ".join(organization.name.split())  # some forms break names into lines
    return replace(organization, name=name, country=country, identifiers=tuple(ordered))


def _identifier_order(identifier: Any, country: str | None) -> tuple[int, str, str]:
    """Sort key of identifiers within one organisation."""
    return registry_numbers.identifier_rank(identifier, country), identifier.scheme, identifier.id


def _supplier(supplier: Supplier, tables: NormalisationTables) -> Supplier:
    """Normalise a supplier; a withheld natural person has no id, so that none are merged."""
    organization = supplier.organization
    if organization.natural_person and organization.name == mask_notice.WITHHELD:
        country = country_code(organization.country)
        return replace(supplier, organization=replace(organization, country=country, id=None))
    organization = _organization(organization)
    return replace(
        supplier, organization=replace(organization, id=supplier_id(organization, tables))
    )


def supplier_id(organization: Organization, tables: NormalisationTables) -> str | None:
    """Return ``SCHEME-number`` or ``name:CC:slug``; None for a placeholder.

    Placeholders such as "confidential" are not one and the same supplier.
    """
    for identifier in organization.identifiers:
        if registry_numbers.is_organization_id(identifier):
            return f"{identifier.scheme}-{identifier.id}"
    folded = fold(organization.name)
    if folded in tables.placeholders:
        return None
    key = slug(join_initials(folded))
    return f"name:{organization.country or 'XX'}:{key}" if key else None


@lru_cache(maxsize=4096)
def country_code(country: str | None) -> str | None:
    """Return ISO 3166-1 alpha-2 for a country's code or name; None when unknown."""
    if not country or not country.strip():
        return None
    folded = fold(country)
    if folded in _country_names():
        return _country_names()[folded]
    code = country.strip().upper()
    if code == "XK":
        return code
    try:
        country_entry = pycountry.countries.lookup(country.strip())
    except LookupError:
        return None
    return str(country_entry.alpha_2)


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    """Return the codes of folded names that ISO 3166 does not have."""
    return {row["name"]: row["country"] for row in read_csv(REFERENCE / "country_names.csv")}


@lru_cache(maxsize=1024)
def language_code(language: str | None) -> str | None:
    """Return ISO 639-1 for a code of two or three letters or a locale; None when unknown."""
    if not language:
        return None
    code = re.split(r"[-_]", language.strip().lower())[0]
    language_entry = (
        pycountry.languages.get(alpha_2=code)
        if len(code) == 2
        else pycountry.languages.get(alpha_3=code) or pycountry.languages.get(bibliographic=code)
    )
    return getattr(language_entry, "alpha_2", None)


def _texts(texts: tuple[Text, ...]) -> tuple[Text, ...]:
    """Normalise the languages of texts."""
    published = {text.language for text in texts}
    if all(language_code(language) == language for language in published):
        return texts  # the usual case
    return tuple(replace(text, language=language_code(text.language)) for text in texts)


# --- codes -------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)  # lots and notices repeat the same codes
def normalise_codes(
    published: tuple[Code, ...], languages: tuple[str, ...], tables: NormalisationTables
) -> tuple[Code, ...]:
    """Return the codes, main ones first, each once; CPV as eight digits with official label."""
    unique: dict[tuple[str, str], Code] = {}
    for code in published:
        normalised = _code(code, languages, tables)
        earlier = unique.get((normalised.scheme, normalised.id))
        if earlier is None or (normalised.main and not earlier.main):
            unique[normalised.scheme, normalised.id] = normalised
    return tuple(sorted(unique.values(), key=lambda code: not code.main))


def _code(code: Code, languages: tuple[str, ...], tables: NormalisationTables) -> Code:
    scheme = "CPV" if code.scheme.strip().upper() in _CPV_NAMES else code.scheme.strip()
    if scheme != "CPV":
        return replace(code, scheme=scheme, id=code.id.strip())
    number = normalise_cpv(code.id, tables.cpv)
    entry = tables.cpv.get(number[:8])
    label = code.label or (_label(entry, languages) if entry else None)
    return replace(code, scheme=scheme, id=number, label=label)


def normalise_cpv(published: str, cpv_codes: dict[str, CpvCode]) -> str:
    """Return a CPV code as eight digits.

    A wrong check digit is kept with its code (``48000000-1``): another code may have been meant.
    Seven digits are a code that lost its leading zero, when such a code exists (divisions 03, 09).
    """
    if published in cpv_codes:  # the usual case
        return published
    compact = re.sub(r"[\s.]", "", published)
    match = _CPV.fullmatch(compact)
    if match:
        entry = cpv_codes.get(match[1])
        wrong = entry and match[2] and entry.check_digit and match[2] != entry.check_digit
        return compact if wrong else match[1]
    if re.fullmatch(r"\d{7}(?:-\d)?", compact) and "0" + compact[:7] in cpv_codes:
        return "0" + compact[:7]
    return published.strip()


def _label(entry: CpvCode, languages: tuple[str, ...]) -> str | None:
    for language in (*languages, "en"):
        if entry.labels.get(language):
            return entry.labels[language]
    return None


# --- periods and parts ---------------------------------------------------------------------------


def complete_period(published: Period | None) -> Period | None:
    """Return the period with its end: as stated, or start plus months (last day included)."""
    if published is None:
        return None
    if published.end is not None and published.end_basis != "from_duration":
        return replace(published, end_basis="stated")
    if published.start is None or published.months is None or published.months <= 0:
        return published
    end = period_end(published.start, published.months)
    return replace(published, end=end, end_basis="from_duration") if end else published


def recompute_period_ends(notice: Notice) -> Notice:
    """Return a stored notice with the ends that follow from durations as they are counted today."""
    periods = (*(lot.period for lot in notice.lots), *(award.period for award in notice.awards))
    if not any(period and period.end_basis == "from_duration" for period in periods):
        return notice
    return replace(
        notice,
        lots=tuple(replace(lot, period=complete_period(lot.period)) for lot in notice.lots),
        awards=tuple(
            replace(award, period=complete_period(award.period)) for award in notice.awards
        ),
    )


DAYS_A_MONTH = Decimal("30.4375")


def period_end(start: date, months: Decimal) -> date | None:
    """Return the last day (included) of ``months`` from ``start``; None after year 9998.

    Half a month is 15 days.  Another fraction is a number of days that was divided by the length of
    a month (parsers of durations): it is counted in days again.
    """
    whole = int(months)
    month = start.month - 1 + whole
    year, month = start.year + month // 12, month % 12 + 1
    if year > 9998:
        return None
    if 2 * months % 1:
        return start + timedelta(days=round(months * DAYS_A_MONTH) - 1)
    day = min(start.day, calendar.monthrange(year, month)[1])
    rest = int(((months - whole) * 30).to_integral_value())
    shortened = day < start.day  # 31 January + 1 month: the 28th is the last day itself
    return date(year, month, day) + timedelta(days=rest - (0 if shortened else 1))


def _lot(lot: Lot, on: date | None, languages: tuple[str, ...], tables: NormalisationTables) -> Lot:
    return replace(
        lot,
        texts=_texts(lot.texts),
        codes=normalise_codes(lot.codes, languages, tables),
        value=euro_conversion.with_euros(lot.value, on, tables),
        maximum=euro_conversion.with_euros(lot.maximum, on, tables),
        period=complete_period(lot.period),
    )


def _collapse_range(award: Award) -> Award:
    """Turn a range with equal ends into one exact amount (27956-2022)."""
    low, high = award.minimum, award.maximum
    if award.value_kind != "range" or low is None or high is None:
        return award
    if (low.amount, low.currency) != (high.amount, high.currency):
        return award
    return replace(award, value=low, value_kind="exact", minimum=None, maximum=None)


def _award(
    award: Award, on: date | None, languages: tuple[str, ...], tables: NormalisationTables
) -> Award:
    award = _collapse_range(award)
    return replace(
        award,
        value=euro_conversion.with_euros(award.value, on, tables),
        minimum=euro_conversion.with_euros(award.minimum, on, tables),
        maximum=euro_conversion.with_euros(award.maximum, on, tables),
        suppliers=tuple(_supplier(supplier, tables) for supplier in award.suppliers),
        period=complete_period(award.period),
        codes=normalise_codes(award.codes, languages, tables),
        amendments=tuple(_amendment(amendment, on, tables) for amendment in award.amendments),
    )


def _amendment(amendment: Amendment, on: date | None, tables: NormalisationTables) -> Amendment:
    return replace(
        amendment,
        value_before=euro_conversion.with_euros(amendment.value_before, on, tables),
        value_after=euro_conversion.with_euros(amendment.value_after, on, tables),
    )
