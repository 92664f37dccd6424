"""Real TED_EXPORT notices: what the reader says against what plain XPath says.

Nothing here calls the reader's own paths; every difference is listed in the failure, and those that
are meant stand in a table with their reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from lxml import etree
from msgspec.structs import replace

from pipelines.model import Money, Notice, Trouble
from spiders.parsers.common.no_supplier import is_supplier_placeholder
from spiders.ted import TedSpider
from tests.corpus.ted_notices import is_complete, read_one

pytestmark = pytest.mark.corpus

NEW_CONTRACTOR = "section V names the contractor before the modification, section VII the one after"
WINNER_DIFFERENCES = {
    "196790-2016": ({"The International DOI Foundation"}, NEW_CONTRACTOR),
    "298308-2021": ({"Shaylor Group plc", "Lakehouse Contracts Ltd"}, NEW_CONTRACTOR),
}
"""Notice -> winners that XPath finds anywhere in its form and the reader leaves out, and why."""

KINDS = {
    "0": "planning",
    "P": "planning",
    "Q": "planning",
    "B": "planning",
    "A": "tender",
    "M": "tender",
    "O": "tender",
    "3": "tender",
    "Y": "tender",
    "H": "tender",
    "C": "tender",
    "D": "tender",
    "7": "award",
    "J": "award",
    "R": "award",
    "V": "award_intention",
    "K": "amendment",
}
FILLERS = {"1970-01-01", "2000-01-01"}
PRIVATE = ("E_MAIL", "PHONE", "FAX", "CONTACT_POINT", "ATTENTION", "MEMBER_NAME")


class Sample(msgspec.Struct):
    name: str
    root: Any
    form: Any
    notice: Notice
    troubles: list[Trouble]

    def named(self, *names: str, within: str = "") -> list[Any]:
        """Elements of the form by local name, inside another one if asked."""
        tests = " or ".join(f"local-name()='{name}'" for name in names)
        inside = f"//*[local-name()='{within}']" if within else ""
        elements: list[Any] = self.form.xpath(f".{inside}//*[{tests}]")
        return elements


def original(root: Any) -> Any:
    """The form in the original language; the only one where none is marked original."""
    forms = root.xpath("/*/*[local-name()='FORM_SECTION']/*[@LG]")
    language = root.xpath("string(//*[local-name()='LG_ORIG'])").split()[0]
    marked = [form for form in forms if form.get("CATEGORY") == "ORIGINAL"]
    return ([f for f in marked if f.get("LG") == language] or marked or forms)[0]


def words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def amount(element: Any) -> Decimal:
    """@FMTVAL, else the text of R2.0.9 or of R2.0.8."""
    text = element.get("FMTVAL") or words(element)
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    return Decimal(text.replace(" ", ""))


def currency(element: Any) -> str | None:
    """@CURRENCY of the amount or of what it stands in."""
    elements = element.xpath("ancestor-or-self::*[@CURRENCY][1]/@CURRENCY")
    return str(elements[-1]) if elements else None


def money(values: list[Money | None]) -> Counter[tuple[Decimal, str | None]]:
    return Counter((value.amount, value.currency) for value in values if value)


def read_all(folder: Path) -> Iterator[Sample]:
    for place in ("ted", "ted-train"):
        for file in sorted((folder / "samples" / place).glob("*.xml")):
            body = file.read_bytes()
            root = etree.fromstring(body, etree.XMLParser(remove_comments=True))
            if etree.QName(root).localname != "TED_EXPORT":
                continue
            notice, troubles = read_one(TedSpider, file)
            yield Sample(notice.number, root, original(root), notice, troubles)


@pytest.fixture(scope="module")
def samples(corpus: Path) -> list[Sample]:
    return list(read_all(corpus))


def test_every_notice_is_read_and_nothing_in_it_is_unknown(samples: list[Sample]) -> None:
    assert len(samples) >= 462
    assert [(sample.name, sample.troubles) for sample in samples if sample.troubles] == []


def test_every_notice_has_buyer_title_main_code_date_and_kind(samples: list[Sample]) -> None:
    assert [sample.name for sample in samples if not is_complete(sample.notice)] == []


def test_coded_data_are_what_the_publications_office_coded(samples: list[Sample]) -> None:
    wrong = []
    for sample in samples:
        coded = [
            sample.root.xpath(
                f"string(/*/*[local-name()='CODED_DATA_SECTION']//*[local-name()='{n}'])"
            )
            for n in ("DATE_PUB", "NO_DOC_OJS")
        ]
        year, number = coded[1][:4], coded[1].rpartition("-")[2].lstrip("0")
        kind = KINDS.get(sample.root.xpath("string(//*[local-name()='TD_DOCUMENT_TYPE']/@CODE)"))
        notice = sample.notice
        if f"{notice.published:%Y%m%d}" != coded[0] or notice.number != f"{number}-{year}":
            wrong.append((sample.name, coded))
        if kind not in (notice.kind, None) or (kind is None) != (notice.change == "correction"):
            wrong.append((sample.name, kind, notice.kind, notice.change))
    assert wrong == []


def winners_by_xpath(sample: Sample) -> set[str]:
    """Names under the contractor's own element, wherever it stands in the form."""
    names = sample.form.xpath(
        ".//*[local-name()='ADDRESS_CONTRACTOR' or local-name()='ADDRESS_WINNER']"
        "/*[local-name()='OFFICIALNAME']"
        " | .//*[local-name()='ECONOMIC_OPERATOR_NAME_ADDRESS']"
        "//*[local-name()='ORGANISATION'][not(*)]"
        " | .//*[local-name()='ECONOMIC_OPERATOR_NAME_ADDRESS']"
        "//*[local-name()='ORGANISATION']/*[local-name()='OFFICIALNAME']"
    )
    return {words(name) for name in names if not is_supplier_placeholder(words(name))}


def after(sample: Sample) -> set[str]:
    """Contractors of section VII: those of the contract as modified."""
    names = sample.form.xpath(
        ".//*[local-name()='MODIFICATIONS_CONTRACT']//*[local-name()='ADDRESS_CONTRACTOR']"
        "/*[local-name()='OFFICIALNAME']"
    )
    return {words(name) for name in names}


def test_winners_are_those_that_the_form_names(samples: list[Sample]) -> None:
    results = [sample for sample in samples if sample.notice.awards]
    assert len(results) >= 200
    actual = {
        sample.name: {s.organization.name for a in sample.notice.awards for s in a.suppliers}
        for sample in results
    }
    missing = {sample.name: winners_by_xpath(sample) - actual[sample.name] for sample in results}
    invented = {sample.name: actual[sample.name] - winners_by_xpath(sample) for sample in results}
    assert {name: actual for name, actual in invented.items() if actual} == {}
    explained = {
        sample.name: missing[sample.name]
        for sample in results
        if missing[sample.name]
        and sample.notice.form == "F20"
        and actual[sample.name] == after(sample)
    }
    assert {name: actual for name, actual in missing.items() if actual} == explained
    table = {name: names for name, (names, _) in WINNER_DIFFERENCES.items() if name in actual}
    assert {name: explained.get(name) for name in table} == table
    assert len(explained) <= len(results) / 50


def test_no_winner_is_named_outside_an_award(samples: list[Sample]) -> None:
    assert [
        sample.name for sample in samples if winners_by_xpath(sample) and not sample.notice.awards
    ] == []


def is_concession(sample: Sample) -> bool:
    """Its value is an estimate of turnover."""
    laws = {law.get("VALUE") for law in sample.named("LEGAL_BASIS") + sample.named("DIRECTIVE")}
    modified = sample.notice.form == "F20" and bool(laws & {"32014L0023", "2014/23/EU"})
    return modified or sample.notice.form in ("F23", "F25")


def test_concessions_have_no_exact_value(samples: list[Sample]) -> None:
    kinds = [
        award.value_kind
        for sample in samples
        if is_concession(sample)
        for award in sample.notice.awards
        if award.value
    ]
    assert len(kinds) >= 15
    assert set(kinds) == {"estimate"}


def test_values_of_awards_are_the_published_ones(samples: list[Sample]) -> None:
    wrong, compared = [], 0
    for sample in samples:
        if sample.notice.form == "F20":
            published = sample.named("VAL_TOTAL_AFTER")
        else:
            published = sample.named("VAL_TOTAL", within="AWARDED_CONTRACT")
            published += sample.form.xpath(
                ".//*[local-name()='CONTRACT_VALUE_INFORMATION']"
                "/*[starts-with(local-name(), 'COSTS_RANGE')]/*[local-name()='VALUE_COST']"
            )
        expected = Counter((amount(e), currency(e)) for e in published)
        stated = {"exact", "ceiling"} | ({"estimate"} if is_concession(sample) else set())
        awards = [a for a in sample.notice.awards if a.value_kind in stated]
        compared += sum(expected.values())
        if money([a.value for a in awards]) != expected:
            wrong.append((sample.name, sample.notice.form, expected, awards))
    assert wrong == []
    assert compared >= 270


def test_prizes_of_design_contests_are_texts(samples: list[Sample]) -> None:
    contests = [sample for sample in samples if sample.notice.form == "F13"]
    assert len(contests) >= 5
    told = [[x for x in each.notice.texts if x.field == "prize"] for each in contests]
    assert list(map(len, told)) == [len(each.named("VAL_PRIZE")) for each in contests]


def test_lowest_and_highest_offers_are_the_published_ones(samples: list[Sample]) -> None:
    wrong = []
    for sample in samples:
        scales = sample.named("VAL_RANGE_TOTAL", within="AWARDED_CONTRACT")
        scales += sample.named("RANGE_VALUE_COST", within="CONTRACT_VALUE_INFORMATION")
        ends = {name: [] for name in ("LOW", "HIGH")}
        for scale in scales:
            for end in scale:
                ends[etree.QName(end).localname.removesuffix("_VALUE")].append(
                    (amount(end), currency(end))
                )
        ranges = [a for a in sample.notice.awards if a.value_kind == "range"]
        if money([a.minimum for a in ranges]) != Counter(ends["LOW"]) or money(
            [a.maximum for a in ranges]
        ) != Counter(ends["HIGH"]):
            wrong.append((sample.name, ends, ranges))
    assert wrong == []


def test_totals_and_estimates_of_the_notice_are_the_published_ones(samples: list[Sample]) -> None:
    wrong = []
    for sample in samples:
        objects = sample.form.xpath("./*[local-name()='OBJECT_CONTRACT']")
        for name, total in (
            ("VAL_TOTAL", sample.notice.result_value),
            ("VAL_ESTIMATED_TOTAL", sample.notice.value),
        ):
            elements = sample.form.xpath(
                f"./*[local-name()='OBJECT_CONTRACT']/*[local-name()='{name}']"
            )
            expected = Counter((amount(e), currency(e)) for e in elements)
            given = [total] if len(objects) == 1 else [lot.value for lot in sample.notice.lots]
            if not expected <= money(given):
                wrong.append((sample.name, name, expected, given))
    assert wrong == []


def test_every_object_of_a_notice_is_said(samples: list[Sample]) -> None:
    """A prior information notice may announce several objects, each with title and lots."""
    wrong, several = [], 0
    for sample in samples:
        objects = sample.form.xpath("./*[local-name()='OBJECT_CONTRACT']")
        several += len(objects) > 1
        titles = {words(e) for o in objects for e in o.xpath("*[local-name()='TITLE']")}
        if not titles <= {text.text for text in sample.notice.texts if text.field == "title"}:
            wrong.append((sample.name, titles))
        blocks = [len(o.xpath("*[local-name()='OBJECT_DESCR']")) for o in objects]
        wholes = sum(number != 1 for number in blocks) if len(objects) > 1 else 0
        if objects and sum(blocks) + wholes != len(sample.notice.lots) and sum(blocks):
            wrong.append((sample.name, len(sample.notice.lots)))
    assert wrong == []
    assert several >= 1


def test_modifications_say_the_value_before_and_after(samples: list[Sample]) -> None:
    changed = [sample for sample in samples if sample.notice.form == "F20"]
    assert len(changed) >= 17
    wrong = []
    for sample in changed:
        (amendment,) = sample.notice.awards[0].amendments
        for name, expected in (
            ("VAL_TOTAL_BEFORE", amendment.value_before),
            ("VAL_TOTAL_AFTER", amendment.value_after),
        ):
            if money([expected]) != Counter((amount(e), currency(e)) for e in sample.named(name)):
                wrong.append((sample.name, name))
    lost_a_digit = [("118331-2022", "VAL_TOTAL_BEFORE")]  # 284,541.62 of 2,845,341.62
    assert wrong == lost_a_digit


def test_dates_of_contracts_are_the_published_ones(samples: list[Sample]) -> None:
    wrong, compared = [], 0
    days_of_the_change = ("44340-2017", "71397-2020", "638582-2020")  # of a modification
    for sample in samples:
        days = [words(e) for e in sample.named("DATE_CONCLUSION_CONTRACT", "DATE_DECISION_JURY")]
        days += [
            "-".join(
                e.xpath(f"string(*[local-name()='{part}'])").zfill(2)
                for part in ("YEAR", "MONTH", "DAY")
            )
            for e in sample.named("CONTRACT_AWARD_DATE")
        ]
        expected = Counter(day for day in days if day not in FILLERS)
        actual = Counter(
            str(a.signed or a.decided) for a in sample.notice.awards if a.signed or a.decided
        )
        compared += sum(expected.values())
        if actual != expected and sample.name not in days_of_the_change:
            wrong.append((sample.name, sample.notice.form, expected, actual))
    assert wrong == []
    assert compared >= 330


def test_numbers_of_tenders_are_the_published_ones(samples: list[Sample]) -> None:
    wrong, compared = [], 0
    for sample in samples:
        counts = sample.named("NB_TENDERS_RECEIVED", "OFFERS_RECEIVED_NUMBER")
        counts += sample.named("NB_PARTICIPANTS", within="AWARDED_PRIZE")
        expected = Counter(int(words(e)) for e in counts)
        actual = Counter(
            a.tenders_received for a in sample.notice.awards if a.tenders_received is not None
        )
        compared += sum(expected.values())
        if actual != expected:
            wrong.append((sample.name, sample.notice.form, expected, actual))
    assert wrong == []
    assert compared >= 200


def test_lots_not_awarded_say_how_they_ended(samples: list[Sample]) -> None:
    wrong = []
    for sample in samples:
        expected = Counter(
            "unsuccessful" if "UNSUCCESSFUL" in etree.QName(e).localname else "cancelled"
            for e in sample.named("PROCUREMENT_UNSUCCESSFUL", "PROCUREMENT_DISCONTINUED")
        )
        ended = [
            a.status for a in sample.notice.awards if a.status in ("unsuccessful", "cancelled")
        ]
        if Counter(ended) != expected:
            wrong.append((sample.name, expected, ended))
    assert wrong == []


def test_notices_name_the_notices_that_they_follow(samples: list[Sample]) -> None:
    wrong = []
    for sample in samples:
        texts = [words(e) for e in sample.root.xpath("//*[local-name()='REF_NOTICE']/*")]
        expected = {f"{t.rpartition('-')[2].lstrip('0')}-{t[:4]}" for t in texts} - {sample.name}
        if not expected <= {reference.id for reference in sample.notice.references}:
            wrong.append((sample.name, expected, sample.notice.references))
    assert wrong == []


def test_keys_of_awards_are_unique_in_their_notice(samples: list[Sample]) -> None:
    assert [
        sample.name
        for sample in samples
        if len({award.key for award in sample.notice.awards}) != len(sample.notice.awards)
    ] == []


def test_contact_data_are_only_said_where_the_buyer_wrote_them_into_a_text(
    samples: list[Sample],
) -> None:
    """What stands in contact elements alone never reaches the notice; masking texts comes later."""
    leaks, compared = [], 0
    tests = " or ".join(f"local-name()='{name}'" for name in PRIVATE)
    for sample in samples:
        text = msgspec.json.encode(replace(sample.notice, contacts=())).decode()
        private = {words(e) for e in sample.root.xpath(f"//*[{tests}]")}
        elsewhere = " ".join(sample.root.xpath(f"//text()[not(ancestor::*[{tests}])]"))
        public = " ".join(elsewhere.split())
        compared += len(private)
        leaks += [(sample.name, w) for w in private if len(w) > 5 and w in text and w not in public]
    assert leaks == []
    assert compared >= 1000
