"""Customs of writing names in one country, where they differ from most others.

The rules of the classifier know no country: they ask for its customs, rows of the table below.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NamingCustoms:
    """The defaults are what holds in most countries.

    ``surnames``              language of surnames.csv whose surnames are usual; "" for none
    ``two_surnames``          and the given name first or last; elsewhere one, in either order
    ``given_name_first``      the family name never stands first, unless a comma says so
    ``surnames_of_pairs``     without a known given name a surname makes a name of two words only,
                              and none of a partnership or after a particle
    ``small_surname``         a surname without capital before the given name (esempi Anna)
    ``owner_words``           the owner of a business stands after them
    ``unknown_owner``         there two words that no table has, or a surname alone, are one
    ``bodies_of_owners``      words of bodies elsewhere; before "di" the owner follows them
    ``given_prefixes``        given names that make another one together (Piermaurizio)
    ``single_names``          a supplier of one word is a person if it is a given name, a surname or
                              a user name made of them (mjexample, pedroexample86)
    ``wife_ending``           ending of the husband's given name
    ``surname_bodies``        words of bodies that beside a given name are surnames
    ``case_endings``          (ending of a given name that is declined, ending in the table)
    ``dotted_initials``       J.P.M. van Dijk; elsewhere such letters are also clubs and firms
    ``capital_initials``      J. EXEMPLE
    ``silk``                  KC after the name of a barrister
    ``abbreviated_titles``    titles that are so only as written here
    ``courtesy_titles``       likewise; before a given name the rest may be words (Sr. Juan España)
    ``spelling_of_titles``    (pattern, as the rules read it)
    ``partners_after_sc``     a partnership names its partners after "s.c."
    ``associates``            an office of professionals, who may stand with their names
    ``number_beside_name``    a person's number, or ME, stands beside the name of a sole trader
    ``initialed_businesses``  of one person: initials and surname before a trade (Y S DIAS COMERCIO)
    ``object_after_name``     a firm says what it does between its name and its form
    ``business_names``        of one person, after the person's own
    ``country_form``          legal forms that elsewhere would be initials or letters of a word
    ``no_form``, ``no_body``  legal forms and words of bodies elsewhere; here surnames, marks of
                              sole traders or words beside their names
    """

    surnames: str = ""
    two_surnames: bool = False
    given_name_first: bool = False
    surnames_of_pairs: bool = False
    small_surname: bool = False
    owner_words: frozenset[str] = frozenset({"di"})
    unknown_owner: bool = False
    bodies_of_owners: frozenset[str] = frozenset()
    given_prefixes: tuple[str, ...] = ()
    single_names: bool = False
    wife_ending: str = ""
    surname_bodies: frozenset[str] = frozenset()
    case_endings: tuple[tuple[str, str], ...] = ()
    dotted_initials: bool = False
    capital_initials: bool = False
    silk: bool = False
    abbreviated_titles: tuple[str, ...] = ("M. ",)
    courtesy_titles: tuple[str, ...] = ()
    spelling_of_titles: tuple[tuple[re.Pattern[str], str], ...] = ()
    partners_after_sc: bool = False
    associates: re.Pattern[str] | None = None
    number_beside_name: bool = False
    initialed_businesses: bool = False
    object_after_name: bool = False
    business_names: frozenset[str] = frozenset()
    country_form: re.Pattern[str] | None = None
    no_form: frozenset[str] = frozenset()
    no_body: tuple[str, ...] = ()


_ROWS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("AU CA GB GH IE KE NG NZ UK US ZA", {"given_name_first": True}),
    (
        "ES MX CO AR PE VE CL EC GT BO DO HN PY NI SV CR PA UY CU PR",
        {"surnames": "es", "two_surnames": True},
    ),
    ("BR PT AO MZ CV", {"surnames": "pt", "two_surnames": True, "object_after_name": True}),
    (
        "ES PT MX CO AR PE VE CL EC",
        {"courtesy_titles": ("Sr. ", "Sra. ", "Sr ", "SR. ", "SRA. ", "D. ", "Dª ", "Dña. ")},
    ),
    ("IT SM", {"surnames": "it"}),
    (
        "IT",
        {
            "surnames_of_pairs": True,
            "small_surname": True,
            "owner_words": frozenset({"di", "des", "by"}),  # of South Tyrol, of shops
            "unknown_owner": True,
            "given_prefixes": ("anna", "anton", "gian", "maria", "pier", "rosa"),
            # COPY HOUSE DI MARIO ESEMPIO
            "bodies_of_owners": frozenset(
                ["opera", "team", "city", "house", "home", "hotel", "ime", "ati", "global", "group"]
            ),
            "spelling_of_titles": (
                # dell'Arch. Esempi, P. I. Esempi
                (re.compile(r"\b(dell['’])(?=(?:arch|ing|avv|dott|geom|rag|agr)\b)", re.I), r"\1 "),
                (re.compile(r"\bP\. I\. (?=\w{3})|\bper\. ?ind\. ?", re.I), "P.I. "),
            ),
            "associates": re.compile(r"\bassociat[oi]\b", re.I),
            "no_form": frozenset({"sp"}),
            "no_body": (" im ", " azienda agricola "),
        },
    ),
    # where a user name stands instead of a name in one of 50 entries of persons (SECOP II)
    ("CO", {"single_names": True}),
    ("HU", {"wife_ending": "ne", "surname_bodies": frozenset({"magyar"})}),
    (
        "CY GR",  # Γεωργίου, Παναγιώτη, Μαρίας, in notices of the Union also Georgioy
        {
            "case_endings": (
                *(("ου", "οσ"), ("α", "ασ"), ("η", "ησ"), ("σ", "")),
                *(("ou", "os"), ("oy", "os"), ("i", "is")),
            ),
            "abbreviated_titles": ("M. ", "κ. ", "κα ", "κος ", "k. ", "ka "),
        },
    ),
    ("NL BE LU DE AT CH DK NO SE FI IS EE LV", {"dotted_initials": True}),
    ("FR ES PT MX CO BR AR CL PE CY GR", {"capital_initials": True}),
    ("GB IE AU NZ ZA", {"silk": True}),
    ("AT CH CZ DE SK", {"surname_bodies": frozenset({"bruder"})}),
    (
        "CZ SK",  # of associations, institutes, bodies of a town, cooperatives
        {
            "country_form": re.compile(
                r"(?:,|\s)\s?(?:z\.\s?[sú]|o\.\s?[sz]|p\.\s?o|v\.\s?d|n\.\s?o)\.?\s*$"
            )
        },
    ),
    ("ES", {"surname_bodies": frozenset({"company"}), "no_form": frozenset({"company", "prat"})}),
    (
        "FR",
        {
            "abbreviated_titles": ("M. ", "Me "),
            "no_form": frozenset({"eirl"}),
            "country_form": re.compile(r"^SN\s"),  # société nouvelle
        },
    ),
    (
        "FR BE LU CH DE AT",
        {
            "associates": re.compile(
                r"\b(?:architect(?:es|s|en)|architekten|avocats|rechtsanwälte|notaires|notare"
                r"|géomètres|associés)\b",
                re.I,
            )
        },
    ),
    ("BE NL", {"no_form": frozenset({"vos"})}),
    (
        "PL",
        {
            "partners_after_sc": True,
            "spelling_of_titles": ((re.compile(r"\bspółka cywilna\b", re.I), "s.c."),),
            "no_form": frozenset({"grupa"}),
            "no_body": (" partner ", " grupa "),
        },
    ),
    ("PT", {"country_form": re.compile(r"\bld\.?\s?ª", re.I)}),
    ("BR", {"number_beside_name": True, "initialed_businesses": True}),
    ("GH NG", {"business_names": frozenset({"enterprise", "ventures"})}),
)


def naming_customs(country: str | None) -> NamingCustoms:
    """Return the customs of a country (ISO 3166-1 alpha-2)."""
    merged: dict[str, Any] = {}
    for countries, customs in _ROWS:
        if country in countries.split():
            merged |= customs
    return NamingCustoms(**merged)
