"""Tags: the rules' own examples, whose contract a word belongs to, and what must never matter."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.classify.assign_tags import assign_tags, claim_values
from pipelines.classify.classify_notice import classify
from pipelines.classify.keyword_matches import find_matches
from pipelines.classify.keyword_matches_in_text import SearchedText, find_text_matches
from pipelines.classify.rule_scores import score_claim
from pipelines.classify.scope import decide_scope
from pipelines.classify.tag_targets import tag_targets
from pipelines.classify.vendor_links import link_vendors
from pipelines.model import (
    Award,
    Buyer,
    Code,
    Lot,
    Notice,
    Organization,
    Supplier,
    Tag,
    Text,
    replace,
)
from pipelines.reference.data_folder import DATA
from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.rules import Rule

TABLES = load_tables()
GOLD = DATA / "gold"
DAY = date(2026, 3, 2)
IT = (Code("CPV", "72000000", main=True),)


def notice(
    title: str,
    description: str = "",
    language: str | None = "fr",
    suppliers: tuple[str, ...] = (),
    codes: tuple[Code, ...] = IT,
    lots: tuple[Lot, ...] = (),
    awards: tuple[Award, ...] = (),
    country: str = "FR",
) -> Notice:
    texts = [Text("title", title, language)]
    if description:
        texts.append(Text("description", description, language))
    if suppliers:
        awards = (Award(key="1", suppliers=tuple(map(firm, suppliers))),)
    return Notice(
        id="ted:1-2026",
        portal="ted",
        number="1-2026",
        kind="award",
        published=DAY,
        languages=(language,) if language else (),
        country=country,
        texts=tuple(texts),
        codes=codes,
        lots=lots,
        awards=awards,
    )


def firm(name: str) -> Supplier:
    return Supplier(Organization(name, country="FR"))


def tagged(notice: Notice) -> Notice:
    matches = find_matches(notice, TABLES)
    scoped = decide_scope(link_vendors(notice, TABLES), TABLES, matches)
    return assign_tags(scoped, TABLES, tag_targets(scoped, matches))


def roles(notice: Notice) -> set[tuple[str, str | None]]:
    return {(t.value, t.role) for t in tagged(notice).tags if t.tag == "vendor"}


def fires(rule: Rule, text: str) -> bool:
    title = SearchedText(Text("title", text), TABLES.matcher.scan(text), is_title=True)
    matches = find_text_matches(title, None, DAY, TABLES)
    return any(sign.owner == rule and sign.cancelled_by is None for sign in matches)


def test_a_description_that_begins_with_the_title_cut_off_is_read_as_title() -> None:
    texts = (
        Text("title", "Assegnazione alla società Mips, a seguito di procedura …", "it"),
        Text(
            "description",
            "Assegnazione alla società Mips, a seguito di procedura negoziata, per la fornitura"
            " di licenze Adobe",
            "it",
        ),
    )
    example = replace(notice("", language="it"), texts=texts)
    assert ("adobe", "named_product") in roles(example)
    apart = replace(texts[1], text=f"Determina. {texts[1].text}")
    assert roles(replace(example, texts=(texts[0], apart))) == set()


@pytest.mark.parametrize(
    "title",
    ["Tablet, ai sensi dell'art. 36", "SERVIZI CLOUD AI SENSI DELL'ART. 36", "PC DELL'ISTITUTO"],
)
def test_an_italian_article_is_no_computer_maker(title: str) -> None:
    assert roles(notice(title, language="it")) == set()
    assert ("dell", "named_product") in roles(notice(f"{title}: notebook Dell", language="it"))


@pytest.mark.parametrize("rule", TABLES.rules, ids=lambda rule: f"{rule.tag}/{rule.id}")
def test_the_examples_of_a_rule_are_its_tests(rule: Rule) -> None:
    for text in rule.tagged:
        assert fires(rule, text), f"{text!r} should be tagged by {rule.id}"
    for text in rule.untagged:
        assert not fires(rule, text), f"{text!r} should not be tagged by {rule.id}"


def test_evidence_is_the_words_as_published_with_their_place() -> None:
    title = "Maintenance et HÉBERGEMENT  informatique du portail"
    tags = [tag for tag in tagged(notice(title)).tags if tag.field == "title"]
    assert tags
    for tag in tags:
        assert tag.start is not None
        assert title[tag.start :].startswith(tag.evidence)


@pytest.mark.parametrize(
    ("title", "language", "answer"),
    [
        ("Solution de gestion des congés en mode SaaS", "fr", "yes"),
        ("Infogérance du système d'information", "fr", "yes"),
        ("Hosting und Betrieb der Website", "de", "yes"),
        ("Usługi w chmurze obliczeniowej", "pl", "yes"),
        ("Contact centre services", "en", "yes"),
        ("Licences Microsoft 365", "fr", "yes"),
        ("Licences Windows Server", "fr", "no"),
        ("Hébergement d'urgence des familles", "fr", "no"),
        ("Hébergement touristique", "fr", "no"),
        ("Câblage informatique des écoles", "fr", "no"),
        ("Acquisition d'ordinateurs portables", "fr", "no"),
        ("Traitement des eaux usées", "fr", "no"),
        ("Travaux de voirie", "fr", "no"),
    ],
)
def test_data_outsourcing_by_title(title: str, language: str, answer: str) -> None:
    assert claim_values(tagged(notice(title, language=language)).tags)["data_outsourcing"] == answer


def test_a_code_alone_never_makes_a_yes() -> None:
    codes = (Code("CPV", "72415000", main=True), Code("CPV", "72317000"))
    assert (
        claim_values(tagged(notice("Marché 26-014", codes=codes)).tags)["data_outsourcing"] == "no"
    )


@pytest.mark.parametrize(
    ("title", "name", "answer"),
    [
        ("Vidéosurveillance du centre-ville", "public_surveillance_ai", "yes"),
        ("Inspection des réseaux, sewer CCTV", "public_surveillance_ai", "no"),
        ("Alarme incendie et vidéosurveillance d'élevage", "public_surveillance_ai", "no"),
        ("Fourniture de badgeuses et pointeuses", "worker_surveillance", "yes"),
        ("Contrôle d'accès des bâtiments", "worker_surveillance", "unclear"),
        ("Surveillance des travaux de voirie", "worker_surveillance", "no"),
        ("Support pour solutions open source", "public_alternative", "yes"),
    ],
)
def test_other_claims_by_title(title: str, name: str, answer: str) -> None:
    assert claim_values(tagged(notice(title)).tags)[name] == answer


# Vendors and roles


def test_a_reseller_of_microsoft_licences_shows_both() -> None:
    example = notice("Licences Microsoft 365", suppliers=("SoftwareONE France SAS",))
    assert roles(example) == {("softwareone", "reseller_winner"), ("microsoft", "named_product")}
    assert claim_values(tagged(example).tags, award="1")["big_tech"] == "yes"


def test_a_big_service_firm_or_reseller_alone_is_not_big_tech() -> None:
    example = notice("Maintenance du parc", suppliers=("Capgemini Technology Services", "Econocom"))
    assert roles(example) == {("capgemini", "winner"), ("econocom", "winner")}
    assert claim_values(tagged(example).tags)["big_tech"] == "no"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Suite bureautique Microsoft Office 365 ou équivalent", "brand_only_equivalent"),
        ("Logiciel métier compatible avec Microsoft 365", "brand_only_equivalent"),
        ("Réunion d'information : visioconférence via Microsoft Teams", None),
    ],
)
def test_an_example_a_target_or_a_mention_is_not_a_purchase(text: str, role: str | None) -> None:
    example = notice(text)
    assert roles(example) == ({("microsoft", role)} if role else set())
    assert claim_values(tagged(example).tags)["big_tech"] == "no"


def test_members_and_subcontractors_keep_their_role() -> None:
    suppliers = (
        Supplier(Organization("Atos France")),
        Supplier(Organization("Oracle France"), role="member"),
        Supplier(Organization("Microsoft France"), role="subcontractor"),
    )
    example = notice("Système", awards=(Award(key="1", suppliers=suppliers),))
    assert roles(example) == {
        ("atos", "winner"),
        ("oracle", "consortium_member"),
        ("microsoft", "subcontractor"),
    }


def test_a_car_lease_by_alphabet_is_no_big_tech() -> None:
    example = notice(
        "Location de véhicules", suppliers=("Alphabet France Fleet Management",), codes=()
    )
    assert tagged(example).tags == ()


# Whose contract


def thirty_lots() -> Notice:
    lots = tuple(
        Lot(id=f"LOT-{n:04}", texts=(Text("title", f"Lot {n} : fournitures", "fr"),))
        for n in range(1, 31)
    )
    awards = tuple(
        Award(
            key=f"CON-{n:04}",
            lots=(f"LOT-{n:04}",),
            suppliers=(firm("Microsoft France" if n == 7 else f"Papeterie du lot {n}"),),
        )
        for n in range(1, 31)
    )
    return notice("Fournitures et services pour la ville", lots=lots, awards=awards)


def test_of_thirty_lots_with_microsoft_in_lot_7_one_contract_is_tagged() -> None:
    tags = tagged(thirty_lots()).tags
    assert {tag.award for tag in tags if tag.tag == "big_tech"} == {"CON-0007"}
    assert claim_values(tags, award="CON-0006")["big_tech"] == "no"
    assert claim_values(tags)["big_tech"] == "yes"


def test_words_of_the_whole_notice_tag_no_contract_unless_they_name_its_lot() -> None:
    notice = thirty_lots()
    whole = replace(
        notice, texts=(*notice.texts, Text("description", "Solution en mode SaaS.", "fr"))
    )
    assert {t.award for t in tagged(whole).tags if t.tag == "data_outsourcing"} == {None}
    words = "Le lot 3 comprend une solution hébergée en mode SaaS."
    named = replace(notice, texts=(*notice.texts, Text("description", words, "fr")))
    assert {t.award for t in tagged(named).tags if t.tag == "data_outsourcing"} == {"CON-0003"}


@pytest.mark.parametrize(
    ("words", "lots"),
    [
        ("Les lots 3 et 5 comprennent une solution hébergée en mode SaaS.", {3, 5}),
        ("Lots n° 3, 5 et 7 : logiciel en mode SaaS.", {3, 5, 7}),
        ("Los 4: Bereitstellung als SaaS", {4}),
        ("Część nr 6: oprogramowanie w modelu SaaS", {6}),
        ("3. rész: SaaS", {3}),
        ("Τμήμα 8: λογισμικό SaaS", {8}),
        ("Обособена позиция № 9: SaaS", {9}),
    ],
)
def test_lots_are_named_in_many_ways(words: str, lots: set[int]) -> None:
    notice = thirty_lots()
    named = replace(notice, texts=(*notice.texts, Text("description", words, None)))
    awards = {t.award for t in tagged(named).tags if t.tag == "data_outsourcing"}
    assert awards == {f"CON-{n:04}" for n in lots}


def test_of_a_joint_framework_each_contract_has_its_own_winners() -> None:
    both = ("LOT-0001", "LOT-0002")
    lots = tuple(Lot(id=example, texts=()) for example in both)
    awards = (
        Award(key="A", lots=both, suppliers=(firm("Dupont"), firm("IBM France"))),
        Award(key="B", lots=both, suppliers=(firm("Softcat"),)),
        Award(key="C", lots=both[1:], suppliers=(firm("Papeterie Martin"),)),
    )
    tags = tagged(notice("Accord-cadre de services informatiques", lots=lots, awards=awards)).tags
    assert [claim_values(tags, award=key)["big_tech"] for key in "ABC"] == ["yes", "no", "no"]
    groups = {(t.award, t.value, t.role) for t in tags if t.tag == "vendor"}
    assert groups == {("A", "ibm", "winner"), ("B", "softcat", "winner")}


def test_words_that_name_the_supplier_tag_its_contract() -> None:
    notice = thirty_lots()
    words = "La société Papeterie du lot 12 fournit une solution hébergée en mode SaaS."
    named = replace(notice, texts=(*notice.texts, Text("description", words, "fr")))
    assert {t.award for t in tagged(named).tags if t.tag == "data_outsourcing"} == {"CON-0012"}


def test_words_of_a_lot_tag_the_contracts_of_that_lot() -> None:
    notice = thirty_lots()
    lot = replace(notice.lots[4], texts=(Text("title", "Hébergement de données de santé", "fr"),))
    changed = replace(notice, lots=(*notice.lots[:4], lot, *notice.lots[5:]))
    assert {t.award for t in tagged(changed).tags if t.tag == "data_outsourcing"} == {"CON-0005"}


def test_with_one_lot_the_words_of_the_notice_are_the_contract_s() -> None:
    awards = tuple(Award(key=key, suppliers=(firm("Dupont"),)) for key in ("A", "B"))
    tags = tagged(notice("Logiciel en mode SaaS", awards=awards)).tags
    assert {tag.award for tag in tags if tag.tag == "data_outsourcing"} == {"A", "B"}


# Exposure


@pytest.mark.parametrize(
    ("supplier", "country", "value", "confidence"),
    [
        ("Microsoft France", "FR", "non_eu_parent", "medium"),
        ("OVH SAS", "FR", "eu_only", "medium"),
        ("Dupont Numérique", "FR", "unknown", "medium"),
        ("Softcat", "GB", "unknown", "medium"),
        ("OVH SAS", "GB", "foreign_parent", "medium"),
        ("S3NS", "FR", "hybrid", "medium"),
        ("Microsoft Corporation", "US", "domestic", "medium"),
    ],
)
def test_the_law_that_reaches_the_data(
    supplier: str, country: str, value: str, confidence: str
) -> None:
    example = tagged(notice("Solution en mode SaaS", suppliers=(supplier,), country=country))
    (tag,) = [t for t in example.tags if t.tag == "data_law_exposure"]
    assert (tag.value, tag.confidence) == (value, confidence)


def test_exposure_is_asked_only_where_data_can_leave() -> None:
    example = tagged(notice("Achat de véhicules", suppliers=("Microsoft France",), codes=()))
    assert not [t for t in example.tags if t.tag == "data_law_exposure"]


def test_low_confidence_is_never_yes() -> None:
    low = Tag(tag="big_tech", value="yes", rule="r", confidence="low", evidence="x", field="title")
    assert claim_values([low])["big_tech"] == "unclear"


# What must never matter

TEXTS = [
    "Hébergement applicatif et infogérance",
    "Licences Microsoft 365",
    "Vidéosurveillance urbaine",
    "Badgeuses pour les agents",
    "Hébergement d'urgence",
    "Travaux de toiture",
]


def answers(notice: Notice) -> dict[str, str]:
    return dict(claim_values(tagged(notice).tags))


@given(st.sampled_from(TEXTS), st.sampled_from([" ", "  ", "\n", "\u00a0"]))
def test_case_accents_and_white_space_never_change_a_tag(text: str, space: str) -> None:
    plain = answers(notice(text))
    bare = text.replace("é", "e").replace("ê", "e").replace(" ", space)
    assert answers(notice(bare)) == plain
    assert answers(notice(text.upper())) == plain


@given(st.permutations(range(30)))
@settings(max_examples=15)
def test_the_order_of_lots_never_changes_a_tag(order: list[int]) -> None:
    notice = thirty_lots()
    mixed = replace(
        notice,
        lots=tuple(notice.lots[n] for n in order),
        awards=tuple(notice.awards[n] for n in order),
    )
    assert set(tagged(mixed).tags) == set(tagged(notice).tags)


@given(st.sampled_from(TEXTS), st.sampled_from(["ou équivalent", "or equivalent", "(o glw.)"]))
def test_or_equivalent_never_creates_big_tech(text: str, words: str) -> None:
    before, after = (
        answers(notice(text, language=None)),
        answers(notice(f"{text} {words}", language=None)),
    )
    assert not (before["big_tech"] != "yes" and after["big_tech"] == "yes")


def test_tagging_twice_changes_nothing() -> None:
    once = tagged(notice("Licences Microsoft 365", suppliers=("SoftwareONE France SAS",)))
    assert tagged(once) == once


def test_the_buyers_own_data_centre_is_not_a_data_centre_of_the_supplier() -> None:
    """The words of a denial never count for what they deny, however few of them."""
    outside = notice("Licence SAP", description="Provoz v datovém centru", language="cs")
    inside = notice("Licence SAP", description="Provoz v datovém centru zadavatele", language="cs")
    assert answers(outside)["data_outsourcing"] != "no"
    assert answers(inside)["data_outsourcing"] == "no"


def test_a_denial_that_is_denied_denies_nothing() -> None:
    """Contracts Finder, "Cloud Connect for Webex Calling": a product, and no call by Webex."""
    bought = notice("Cloud Connect for Webex Calling", language="en")
    assert roles(bought) == {("cisco", "named_product")}
    link = notice("Cloud services", description="Webex call on Monday", language="en")
    assert ("cisco", "named_product") not in roles(link)


def test_the_buyer_s_own_name_says_nothing_of_what_it_buys() -> None:
    """As 620174-2024, whose buyer has digital archiving in its name."""
    example = notice("A register", description="Managed Services Agency seeks it.", language="en")
    assert answers(example)["data_outsourcing"] != "no"
    own = replace(example, buyers=(Buyer(Organization("Managed Services Agency (MSA)")),))
    assert answers(own)["data_outsourcing"] == "no"
    other = replace(example, buyers=(Buyer(Organization("Powys County Council")),))
    assert answers(other)["data_outsourcing"] != "no"


def test_big_tech_named_in_the_description_alone_is_published() -> None:
    ships = (Code("CPV", "34500000", main=True),)
    example = notice("Supply of a refresh", description="1. IBM Power servers", codes=ships)
    alone = decide_scope(example, TABLES, find_matches(example, TABLES)).scope
    assert alone is not None
    assert alone.digital == "no", "neither code nor title says so"
    judged = classify(example, TABLES)
    assert judged.scope is not None
    assert judged.scope.digital == "yes", "servers are, whatever the code"
    assert "IBM Power" in judged.scope.reason
    assert {t.value for t in judged.tags if t.tag == "big_tech"} == {"yes"}


def test_brands_in_titles_are_products_and_ordinary_words_are_not() -> None:
    """Product names of 150 titles, and 90 titles that hold a brand's word in another sense."""
    wrong = []
    with Path(__file__).with_name("named_products.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            example = notice(row["title"], language=row["language"], codes=())
            tags = classify(example, TABLES).tags
            groups = {tag.value for tag in tags if tag.tag == "vendor"}
            wanted = row["group"]
            is_claimed = claim_values(tags)["big_tech"] == "yes"
            right = wanted in groups if wanted else not is_claimed
            if not right:
                wrong.append((row["title"], row["group"], groups))
    assert wrong == []


@pytest.mark.parametrize(
    ("day", "owner"), [(date(2018, 3, 1), "ibm"), (date(2020, 10, 15), "hcl"), (None, "hcl")]
)
def test_a_product_that_was_sold_names_its_owner_of_that_day(day: date | None, owner: str) -> None:
    """IBM sold Domino in 2019: the maker's name in the title is no proof of who has it now."""
    example = replace(notice("Acquisto licenze d'uso IBM Domino", language="it"), published=day)
    assert {t.value for t in classify(example, TABLES).tags if t.tag == "vendor"} == {owner}


def test_a_product_is_its_owners_of_the_day_of_the_award_not_of_its_publication() -> None:
    """As of suppliers: an award of May 2019, told in August, bought IBM's Domino."""
    late = replace(notice("Licences IBM Domino"), published=date(2019, 8, 20))
    late = replace(late, awards=(Award(key="1", decided=date(2019, 5, 2)),))
    assert {t.value for t in classify(late, TABLES).tags if t.tag == "vendor"} == {"ibm"}


def test_claims_of_made_up_notices_in_every_language() -> None:
    """Some 2,500 claims of texts that nobody has published, written with the definitions at hand:
    what hands data over, what watches workers or the public, what works, and what does none."""
    wrong = []
    with (GOLD / "made_up_claims.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            codes = (Code("CPV", row["code"], main=True),) if row["code"] else ()
            example = classify(
                notice(row["title"], row["description"], row["language"], (), codes), TABLES
            )
            assert example.scope is not None
            answers = {**claim_values(example.tags), "digital": example.scope.digital}
            if (answers[row["claim"]] == "yes") != (row["answer"] == "yes"):
                wrong.append((row["title"], row["claim"], answers[row["claim"]]))
    assert wrong == []


def test_software_without_a_word_on_where_it_runs_is_a_doubt_and_never_adds_to_a_yes() -> None:
    def outsourcing_score(title: str) -> tuple[str, float]:
        example = tagged(notice(title))
        (unit,) = tag_targets(example, find_matches(example, TABLES))
        return claim_values(example.tags)["data_outsourcing"], score_claim(
            "data_outsourcing", unit, example, TABLES
        ).total

    assert outsourcing_score("Acquisition d'un logiciel de gestion des stocks")[0] == "unclear"
    answer, total = outsourcing_score("Externalisation du logiciel de gestion des stocks")
    plain, without = outsourcing_score("Externalisation de la gestion des stocks")
    assert total > without
    assert answer == plain


def test_the_buyers_sector_adds_a_little_and_never_makes_a_yes_alone() -> None:
    def with_buyer(title: str, name: str) -> Notice:
        return replace(notice(title), buyers=(Buyer(Organization(name, country="FR")),))

    police, council = "Préfecture de police de Paris", "Commune de Villeneuve"
    for title in ("Achat de drones", "Achat de mobilier"):
        tags = tagged(with_buyer(title, police)).tags
        assert claim_values(tags)["public_surveillance_ai"] != "yes"

    def sector(name: str) -> tuple[str, float] | None:
        notice = tagged(with_buyer("Achat de drones", name))
        (target,) = tag_targets(notice, find_matches(notice, TABLES))
        return score_claim("public_surveillance_ai", target, notice, TABLES).sector

    assert sector(police) == ("police", 0.5)
    assert sector(council) is None
