"""Convert country and language codes to ISO 3166-1 alpha-2 and ISO 639-1.

Source  ISO 3166-1 and ISO 639 (pycountry); the exceptions are those of the EU's interinstitutional
        style guide and of real notices (Kosovo as ``1A`` or ``XKX``, Greece as ``EL``, the United
        Kingdom as ``UK``, Romania under its code of before 2002).
"""

from __future__ import annotations

from functools import lru_cache

import pycountry

_COUNTRIES = {
    "UK": "GB",
    "EL": "GR",
    "XK": "XK",
    "1A": "XK",
    "XKX": "XK",
    "1A0": "XK",
    "KOS": "XK",
    "ROM": "RO",
}
# Doffin mixes NOB and NOR for the same language; one code keeps the words of a notice together.
_LANGUAGES = {"nob": "no", "nb": "no"}


@lru_cache(maxsize=512)
def country(code: str | None) -> str | None:
    """Convert a country code of two or three letters to ISO alpha-2; None when unknown."""
    code = (code or "").strip().upper()
    if code in _COUNTRIES:
        return _COUNTRIES[code]
    country = pycountry.countries.get(alpha_2=code) or pycountry.countries.get(alpha_3=code)
    return str(country.alpha_2) if country else None


@lru_cache(maxsize=512)
def language(code: str | None) -> str | None:
    """Convert a language code of two or three letters to ISO 639-1 in lower case, or None.

    None also stands for ``MUL`` and for languages without a two-letter code.
    """
    code = (code or "").strip().lower()
    if code in _LANGUAGES:
        return _LANGUAGES[code]
    languages = pycountry.languages
    entry = (
        languages.get(alpha_2=code)
        or languages.get(alpha_3=code)
        or languages.get(bibliographic=code)
    )
    return getattr(entry, "alpha_2", None)
