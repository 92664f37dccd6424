"""A filter, and thousands compared at once: the same answers as one comparison after the other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.alerts.feed_links import feed_links_for
from monitor.alerts.subscription_filters import (
    KINDS,
    EventIndex,
    Filter,
    InvalidFilter,
    bit_positions,
    build_filter,
    buyer_id,
    parse_filter,
)
from monitor.alerts.subscription_forms import form_values
from monitor.i18n.catalogue import use_language
from pipelines.model import CLAIM_TAGS
from pipelines.text_folding import fold

GROUPS = {"microsoft": "gafam", "oracle": "big_tech", "atos": "big_it_services"}
TEXTS = ("Licences bureautiques", "Vidéosurveillance de la gare", "Œuvre d'art", "")
BUYERS = ("Commune de Calais", "Région Île-de-France", None)

row = st.fixed_dictionaries(
    {
        "title": st.sampled_from(TEXTS),
        "buyer": st.sampled_from(BUYERS),
        "buyer_id": st.sampled_from(["FR-SIREN-1", None]),
        "country": st.sampled_from(["FR", "DE", None]),
        "region": st.sampled_from(["FRE", "DE2", None]),
        "value_eur": st.sampled_from([None, 0.0, 10.0, 1000.0]),
        "groups": st.lists(st.sampled_from(sorted(GROUPS)), max_size=2, unique=True).map(
            lambda ids: [{"id": id_, "tier": GROUPS[id_]} for id_ in ids]
        ),
        **{claim: st.sampled_from(["yes", "no", None]) for claim in CLAIM_TAGS[:2]},
    }
)
thing = st.tuples(
    st.frozensets(st.sampled_from([*KINDS[:-1], "ends:6"]), max_size=2), st.lists(row, max_size=2)
)
asked = st.builds(
    Filter,
    kinds=st.sets(st.sampled_from(KINDS), min_size=1).map(tuple),
    tags=st.sets(st.sampled_from(CLAIM_TAGS[:2])).map(tuple),
    groups=st.sets(st.sampled_from([*GROUPS, "none"]), max_size=1).map(tuple),
    tiers=st.sets(st.sampled_from(["gafam", "big_tech"]), max_size=1).map(tuple),
    countries=st.sets(st.sampled_from(["FR", "BE"]), max_size=1).map(tuple),
    regions=st.sets(st.sampled_from(["FRE", "FRH", "DE2"]), max_size=2).map(tuple),
    buyers=st.sets(st.sampled_from(["calais", "FR-SIREN-1", "ile de france"]), max_size=1).map(
        tuple
    ),
    words=st.sets(st.sampled_from(["LICENCE", "oeuvre", "gare"]), max_size=2).map(tuple),
    least_value=st.sampled_from([0, 10, 500]),
    months=st.sets(st.sampled_from([12, 6, 3])).map(tuple),
)


def one_by_one(wanted: Filter, kinds: frozenset[str], rows: list[dict[str, Any]]) -> bool:
    """The same question, asked of one thing in the plainest way."""
    if not rows:
        return False
    asked_kinds = {kind for kind in wanted.kinds if kind != "ends"}
    if "ends" in wanted.kinds:
        asked_kinds |= {f"ends:{months}" for months in wanted.months}
    texts = [" " + fold((row["buyer"] or "") + " " + row["title"]) for row in rows]
    buyers = [" " + fold(row["buyer"] or "") for row in rows]
    groups = {group["id"] for row in rows for group in row["groups"]}
    tiers = {group["tier"] for row in rows for group in row["groups"]}
    values = [row["value_eur"] for row in rows if row["value_eur"] is not None]
    vendors = wanted.groups or wanted.tiers
    return (
        bool(kinds & asked_kinds)
        and (not vendors or bool(groups & set(wanted.groups)) or bool(tiers & set(wanted.tiers)))
        and (not wanted.tags or any(row[tag] == "yes" for row in rows for tag in wanted.tags))
        and (
            not (wanted.countries or wanted.regions)
            or any(
                row["region"] in wanted.regions
                or (
                    row["country"] in wanted.countries
                    and not any(code.startswith(row["country"]) for code in wanted.regions)
                )
                for row in rows
            )
        )
        and (
            not wanted.buyers
            or any(
                item["buyer_id"] == each or " " + fold(each) in buyer
                for item, buyer in zip(rows, buyers, strict=True)
                for each in wanted.buyers
            )
        )
        and (not wanted.words or any(" " + fold(w) in text for text in texts for w in wanted.words))
        and (not values or max(values) >= wanted.least_value)
    )


@settings(max_examples=300)
@given(st.lists(thing, max_size=6), st.lists(asked, min_size=1, max_size=4))
def test_many_at_once_match_as_one_by_one(
    things: list[tuple[frozenset[str], list[dict[str, Any]]]], filters: list[Filter]
) -> None:
    index = EventIndex(things)
    for wanted in filters:
        expected = [n for n, (kinds, rows) in enumerate(things) if one_by_one(wanted, kinds, rows)]
        assert bit_positions(index.match(wanted)) == expected


@settings(deadline=None)
@given(asked)
def test_a_filter_reads_back_as_it_was_written(wanted: Filter) -> None:
    text = wanted.text()
    assert parse_filter(text).text() == parse_filter(parse_filter(text).text()).text()


def test_a_buyer_is_meant_by_id_or_by_a_part_of_its_name() -> None:
    assert buyer_id("FR-SIREN-216201939 Commune de Calais") == "FR-SIREN-216201939"
    assert buyer_id("name:GB:leeds-city-council Leeds City Council") == "name:GB:leeds-city-council"
    assert buyer_id("Commune de Calais") is None
    index = EventIndex(
        [(frozenset(["award"]), [{"buyer_id": "FR-SIREN-216201939", "buyer": "Ville"}])]
    )
    named = ("FR-SIREN-216201939 Commune de Calais",)
    assert bit_positions(index.match(Filter(buyers=named))) == [0]
    assert (
        bit_positions(index.match(Filter(buyers=("FR-SIREN-1 Ville",)))) == []
    )  # the name is for people


@pytest.mark.parametrize(
    ("filter_values", "feed", "is_wider"),
    [
        ({}, "/fr/flux.atom", True),
        ({"tags": ("big_tech",)}, "/fr/flux.atom?tag=big_tech", True),
        (
            {
                "kinds": ("award", "award_intention", "amendment"),
                "countries": ("FR",),
                "buyers": ("FR-SIREN-216201939 Calais",),
            },
            "/fr/flux.atom?country=FR&buyer=FR-SIREN-216201939",
            False,
        ),
        (
            {"groups": ("microsoft", "google"), "countries": ("FR",)},
            "/fr/flux.atom?country=FR",
            True,
        ),
        ({"regions": ("FRE",)}, "/fr/flux.atom?country=FR", True),
        ({"regions": ("FRE",), "countries": ("BE", "FR")}, "/fr/flux.atom", True),
    ],
)
def test_a_choice_leads_to_the_nearest_feed(
    filter_values: dict[str, Any], feed: str, is_wider: bool
) -> None:
    links = feed_links_for(Filter(**filter_values), "fr")
    assert links is not None
    assert (links.feed, links.is_wider) == (feed, is_wider)
    assert feed_links_for(Filter(kinds=("tender", "ends"), months=(6,)), "fr") is None


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("40000", 40_000),
        ("40 000 €", 40_000),
        ("40.000", 40_000),
        ("40,000", 40_000),
        ("1\u202f250\u202f000", 1_250_000),
        ("1 250,50", 1_250),
        ("1,250,000.00", 1_250_000),
        ("0,5", 0),
        ("", 0),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, euros: int) -> None:
    assert build_filter({"least_value": typed}).least_value == euros


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"color": "red"}, "color is no field"),
        ({"kinds": ["gift"]}, "none of award"),
        ({"tags": "evil"}, "none of big_tech"),
        ({"countries": "FRA"}, "two letters"),
        ({"regions": "Freedonia"}, "'Freedonia' is no region"),
        ({"months": [5]}, "none of 12"),
        ({"least_value": "-1"}, "less than nothing"),
        ({"words": [str(n) for n in range(41)]}, "at most 40"),
    ],
)
def test_what_cannot_be_asked_is_named(values: dict[str, Any], expected: str) -> None:
    with pytest.raises(InvalidFilter, match=expected):
        build_filter(values)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        (["FRE"], ("FRE",)),
        (["hauts de france", "Île-de-France"], ("FR1", "FRE")),
        (["Baviera", "Bavière", "Bayern"], ("DE2",)),
        (["FR-59"], ("FRE",)),  # a département
        (["Amazonas"], ("BR-AM", "CO-AMA")),
    ],
)
def test_a_region_is_meant_by_its_code_or_its_name_in_any_language(
    typed: list[str], codes: tuple[str, ...]
) -> None:
    filter_ = build_filter({"regions": typed})
    assert filter_.regions == codes
    with use_language("fr"):
        shown = form_values(filter_)["regions"]
    assert build_filter({"regions": shown.split(", ")}) == filter_


def test_of_a_country_with_a_chosen_region_only_the_region_counts() -> None:
    places = [("FR", "FRE"), ("FR", "FRH"), ("FR", None), ("BE", "BE1"), ("DE", "DE2")]
    rows = [{"country": country, "region": region} for country, region in places]
    index = EventIndex([(frozenset(["award"]), [row]) for row in rows])
    filter_ = build_filter({"countries": ["FR", "BE"], "regions": ["FRE"]})
    assert [places[n] for n in bit_positions(index.match(filter_))] == [
        ("FR", "FRE"),
        ("BE", "BE1"),
    ]
    assert (filter_.whole_countries, filter_.all_countries) == (("BE",), ("BE", "FR"))


LONG_ID = (
    "name:GB:nhs-wales-shared-services-partnership-procurement-services-hosted-by-velindre-trust"
)


def test_the_id_of_a_body_with_a_long_name_is_kept_whole() -> None:
    long = f"{LONG_ID}-{'and-others-' * 15}and-more"
    filter_ = build_filter({"buyers": [f"{long} NHS Wales"]})
    assert [buyer_id(buyer) for buyer in filter_.buyers] == [long]
    index = EventIndex([(frozenset({"award"}), [{"buyer_id": long, "buyer": "NHS Wales"}])])
    assert index.match(filter_) == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"words": ["x" * 501]}, "501 characters, at most 500"),
        ({"words": [f"{n:0300}" for n in range(40)]}, "12000 characters in all, at most 10000"),
    ],
)
def test_what_is_too_long_is_refused_and_not_cut(
    values: dict[str, list[str]], expected: str
) -> None:
    with pytest.raises(InvalidFilter, match=expected):
        build_filter(values)
