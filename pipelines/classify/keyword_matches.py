"""A text -> the signs that rules and products find in it, with what takes them away.

One pass of the automaton a text; here languages, fields, context words and nearby negations are
judged.  ``heard`` does it for a whole notice, once for scope and tagging.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pipelines.model import Award, Notice, Text
from pipelines.reference.phrase_matcher import Found, Hit
from pipelines.reference.rules import Rule
from pipelines.reference.tables import Product, Tables
from pipelines.text_folding import fold

# Rules are deep in these languages; a text in another one is also read in its English version.
DEEP = frozenset({"fr", "en", "de", "es", "it", "nl", "pt", "pl"})
SAME = {"nb": "no", "nn": "no"}
# Words against that lower the sum of a claim, and take no single sign away.
WEIGHED = frozenset(
    {
        "on_premises",
        "content",
        "work_only",
        "public_operator",
        "advice",
        "machine_data",
        "maker_support",
        "telecom_network",
    }
)
TITLES = frozenset({"title", "contract_title"})
# Letters of a title that say what is bought; some registers have the whole description there.
TITLE_LENGTH = 300
# Words against that say something of what they touch alone; others reach as far as the window.
CLOSE = {"mention": 25, "accessory": 25}


class Sign(NamedTuple):
    """A rule or product in a text.  ``against``: the rule that takes it away, None if it stands."""

    owner: Rule | Product
    text: Text
    lot: str | None
    found: Found
    hit: Hit
    against: Rule | None = None

    @property
    def is_title(self) -> bool:
        return self.text.field in TITLES and self.hit.start < TITLE_LENGTH

    def evidence(self) -> tuple[str, int]:
        """The words as published, and their offset in that text."""
        return self.found.words(self.hit.start, self.hit.end)


@dataclass(frozen=True, slots=True)
class Heard:
    """The signs of a notice by where they stand; lots and awards in the order of the notice.

    ``lots``: lot id and the signs of its texts.  ``awards``: those of each award's own words.
    """

    whole: list[Sign]
    lots: list[tuple[str, list[Sign]]]
    awards: list[list[Sign]]


def heard(notice: Notice, tables: Tables) -> Heard:
    """Notice -> the signs of all its texts that are to be read, but in the buyer's own name."""
    names = {
        folded
        for buyer in notice.buyers
        for name in (buyer.organization.name, buyer.organization.name.partition("(")[0])
        if " " in (folded := fold(name))
    }

    def said(texts: Iterable[Text], lot: str | None, awards: Iterable[Award]) -> list[Sign]:
        out: list[Sign] = []
        on = _day(notice, awards)
        for text in texts:
            found = signs(text, lot, on, tables)
            named = list(_places(names, found[0].found.folded)) if found else []
            out += [sign for sign in found if not _is_within(sign, named)] if named else found
        return out

    of_lot = _awards_of_lots(notice)
    return Heard(
        said(read_texts(notice, notice.texts), None, notice.awards),
        [
            (lot.id, said(read_texts(notice, lot.texts), lot.id, of_lot.get(lot.id, ())))
            for lot in notice.lots
        ],
        [
            said(_award_texts(award), award.lots[0] if len(award.lots) == 1 else None, [award])
            for award in notice.awards
        ],
    )


def _awards_of_lots(notice: Notice) -> dict[str, list[Award]]:
    """Lot id -> the awards of that lot."""
    found: dict[str, list[Award]] = {}
    for award in notice.awards:
        for lot in award.lots:
            found.setdefault(lot, []).append(award)
    return found


def _day(notice: Notice, awards: Iterable[Award]) -> date | None:
    """The day on which what awards buy is judged: their last, else that of publication, as of
    suppliers (``vendors``)."""
    days = [day for award in awards if (day := award.decided or award.signed)]
    return max(days, default=notice.published)


def _is_within(sign: Sign, named: Iterable[tuple[int, int]]) -> bool:
    """Whether the sign is part of a name: NHS Wales Shared Services Partnership buys, and nothing
    says that it buys shared services."""
    return any(begin <= sign.hit.start and sign.hit.end <= end for begin, end in named)


def _places(names: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Where the names stand in a text."""
    for name in names:
        begin = text.find(name)
        while begin >= 0:
            yield begin, begin + len(name)
            begin = text.find(name, begin + 1)


def _award_texts(award: Award) -> Iterator[Text]:
    """The words of an award's own."""
    if award.title:
        yield Text("contract_title", award.title)
    if award.description:
        yield Text("contract_description", award.description)


def signs(text: Text, lot: str | None, on: date | None, tables: Tables) -> list[Sign]:
    """One published text -> its signs, cancelled ones included (``explain`` shows them)."""
    found = tables.matcher.find(text.text)
    if not found.hits:
        return []
    language = SAME.get(text.language or "", text.language)
    field = "title" if text.field in TITLES else "description"
    rules: list[tuple[Rule, Hit]] = []
    products: list[tuple[Product, Hit]] = []
    against: dict[str, list[tuple[int, int, Rule]]] = {}
    for hit in found.hits:
        owner, spoken, forbids = tables.owners[hit.owner]
        if isinstance(owner, Product):
            if not (owner.titles_only and field != "title"):
                products.append((owner, hit))
            continue
        if language is not None and spoken is not None and spoken not in (language, "en"):
            continue
        if owner.fields and field not in owner.fields:
            continue
        if forbids:
            against.setdefault(owner.id, []).append((hit.start, hit.end, owner))
        else:
            rules.append((owner, hit))
    for rule, hit in rules:
        if rule.strength == "against" and not _covering(hit, against.get(rule.id, [])):
            against.setdefault(rule.tag, []).append((hit.start, hit.end, rule))
    window = tables.weights.window
    for spots in against.values():
        spots.sort(key=lambda spot: spot[0])
    out = [
        Sign(rule, text, lot, found, hit, _denied(rule, hit, against, window))
        for rule, hit in rules
    ]
    out += [
        Sign(product, text, lot, found, hit, _near(hit, against.get("vendor"), window))
        for product, hit in (_longest(_owned(products, on)) if products else ())
        if _in_context(product, hit, found)
    ]
    return out


def _denied(
    rule: Rule, hit: Hit, against: dict[str, list[tuple[int, int, Rule]]], window: int
) -> Rule | None:
    if not against:
        return None
    if rule.strength == "against":
        return _covering(hit, against.get(rule.id, []))
    for name in (rule.id, rule.tag, "any"):  # its own words against are told first
        spots = against.get(name)
        if spots and (name != "any" or rule.tag not in ("digital", "vendor")):
            near = _near(hit, spots, window)
            whole = _covering(hit, spots)
            if whole is not None:
                return whole
            if near is not None and near.concept not in WEIGHED:
                return near
    return None


def _covering(hit: Hit, spots: list[tuple[int, int, Rule]]) -> Rule | None:
    """The denial whose own words hold the hit: "data centre" in "data centre of the buyer"."""
    return next((rule for start, end, rule in spots if start <= hit.start and hit.end <= end), None)


def _near(hit: Hit, spots: list[tuple[int, int, Rule]] | None, window: int) -> Rule | None:
    """The first of the sorted spots within the window of the hit."""
    if not spots:
        return None
    place = bisect_left(spots, hit.start - window - 40, key=lambda spot: spot[0])
    for start, end, rule in spots[place:]:
        if start > hit.end + window:
            return None
        reach = CLOSE.get(rule.concept, window)
        if end >= hit.start - reach and start <= hit.end + reach:
            return rule
    return None


def _owned(products: list[tuple[Product, Hit]], on: date | None) -> list[tuple[Product, Hit]]:
    """Products that their group has on this day.  A longer name that the group sold hides its
    shorter one in it: VMware Horizon is no longer Broadcom's, though it says VMware."""
    sold = [(product.group, hit) for product, hit in products if product.sold(on)]
    return [
        (product, hit)
        for product, hit in products
        if product.holds(on)
        and not any(
            group == product.group
            and longer.start <= hit.start
            and hit.end <= longer.end
            and longer.end - longer.start > hit.end - hit.start
            for group, longer in sold
        )
    ]


def _longest(products: list[tuple[Product, Hit]]) -> list[tuple[Product, Hit]]:
    """Of products at one place the longest name: Microsoft 365, not Microsoft."""
    out: list[tuple[Product, Hit]] = []
    for product, hit in sorted(products, key=lambda found: (found[1].start, -found[1].end)):
        if out and hit.start < out[-1][1].end and hit.end <= out[-1][1].end:
            continue
        out.append((product, hit))
    return out


def _in_context(product: Product, hit: Hit, found: Found) -> bool:
    """Whether a word of the product's context stands within 80 letters of it (none needed: yes)."""
    if not product.context:
        return True
    around = f" {found.folded[max(0, hit.start - 80) : hit.start]} | " + (
        f"{found.folded[hit.end : hit.end + 80]} "
    )
    return any(
        (f" {fold(word.rstrip('*'))}" + ("" if word.endswith("*") else " ")) in around
        for word in product.context
    )


def read_texts(notice: Notice, texts: Iterable[Text]) -> list[Text]:
    """Texts of a notice -> those to read: the original language, and English where it is not one
    that the rules know deeply.  Equal words are read once."""
    texts = tuple(texts)
    known = {text.language for text in texts if text.language}
    original = next((lang for lang in notice.languages if lang in known), None)
    wanted = {None, original}
    if original is None or original not in DEEP:
        wanted |= {"en"} if original or "en" in known else known
    seen: set[tuple[str, str]] = set()
    out = []
    for text in texts:
        if text.language in wanted and (text.field, text.text) not in seen:
            seen.add((text.field, text.text))
            out.append(text)
    return out
