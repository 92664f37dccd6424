"""Legal regimes that the vendor tables may name, and the country of each."""

from __future__ import annotations

# The Union and the EEA: data protection law is the same there.
_EEA_COUNTRIES = (
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO"
)
EEA = frozenset(_EEA_COUNTRIES.split())
REGIME_COUNTRY = {
    "us": "US",
    "us_nexus": "US",
    "uk": "GB",
    "cn": "CN",
    "in": "IN",
    "jp": "JP",
    "il": "IL",
    "ch": "CH",
    "ca": "CA",
    "ru": "RU",
    "ma": "MA",
    "au": "AU",
    "kr": "KR",
    "mx": "MX",
}
# Values of ``regime``: the Union, one country, several (hybrid), or none that can be named.
REGIMES = ("eu", *REGIME_COUNTRY, "hybrid", "network", "other")


def regime_of_country(country: str) -> str:
    """Return the regime of a company that has its seat there and no owner abroad."""
    if country in EEA:
        return "eu"
    return next((law for law, code in REGIME_COUNTRY.items() if code == country), "other")
