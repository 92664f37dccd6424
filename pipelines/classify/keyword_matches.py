"""Find the phrases of rules and products in the texts of a notice.

``classify_notice`` calls ``find_matches`` once a notice and passes the result to scope, tagging and
explain; ``keyword_matches_in_text`` reads one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.classify.keyword_matches_in_text import (
    TITLE_FIELDS,
    TITLE_HEAD_LENGTH,
    Match,
    SearchedText,
    find_text_matches,
)
from pipelines.model import Award, Notice, Text
from pipelines.reference.rules import Rule
from pipelines.reference.scanned_text import ScannedText
from pipelines.reference.table_classes import Product, ReferenceTables
from pipelines.text_folding import fold

# Rules have many phrases in these languages; other texts are also searched in English if given.
RULE_LANGUAGES = frozenset({"fr", "en", "de", "es", "it", "nl", "pt", "pl"})
# Letters of a title from which a description that begins with them continues it.
MIN_CONTINUED_LENGTH = 20


@dataclass(frozen=True, slots=True)
class SearchedTexts:
    """The texts of a notice in which phrases were searched, of lots and awards in their order."""

    in_notice: list[SearchedText]
    in_lots: list[list[SearchedText]]
    in_awards: list[list[SearchedText]]


@dataclass(frozen=True, slots=True)
class NoticeMatches:
    """The matches of a notice, by the part of the notice in which they were found.

    ``in_notice``  matches in texts of the whole notice.
    ``in_lots``    (lot id, matches in the texts of the lot), in the order of the lots.
    ``in_awards``  matches in the title and description of each award, in the order of the awards.
    ``texts``      what was searched.
    """

    in_notice: list[Match]
    in_lots: list[tuple[str, list[Match]]]
    in_awards: list[list[Match]]
    texts: SearchedTexts


def find_matches(notice: Notice, tables: ReferenceTables) -> NoticeMatches:
    """Find all matches in the selected texts of a notice.

    Matches inside the buyer's own name are left out: NHS Wales Shared Services Partnership is a
    buyer, and its name does not say that it buys shared services.  So are products inside the
    registered name of a supplier: "lot 1: Visma Enterprise AS" names a firm.
    """
    buyer_names = {
        folded
        for buyer in notice.buyers
        for name in (buyer.organization.name, buyer.organization.name.partition("(")[0])
        if " " in (folded := fold(name))
    }
    firm_names = _registered_names(notice, tables)

    def matches_in(
        texts: Iterable[SearchedText], lot: str | None, awards: Iterable[Award]
    ) -> list[Match]:
        matches: list[Match] = []
        day = _reference_day(notice, awards)
        for text in texts:
            text_matches = find_text_matches(text, lot, day, tables)
            folded = text.scanned.folded
            if text_matches and (spans := list(_find_spans(buyer_names, folded))):
                text_matches = [match for match in text_matches if not _is_inside(match, spans)]
            if text_matches and (spans := list(_find_spans(firm_names, folded))):
                text_matches = [
                    match for match in text_matches if not _is_product_inside(match, spans)
                ]
            matches += text_matches
        return matches

    of_lot = _awards_by_lot(notice)
    texts = _search(notice, tables)
    in_notice = matches_in(texts.in_notice, None, notice.awards)
    exclusions = _exclusions_of_notice(in_notice)
    training = _training_title(in_notice)
    in_lots = [
        (lot.id, _cancelled(matches_in(lot_texts, lot.id, of_lot.get(lot.id, ())), exclusions))
        for lot, lot_texts in zip(notice.lots, texts.in_lots, strict=True)
    ]
    return NoticeMatches(
        _cancelled(in_notice, exclusions),
        [(lot, _of_courses(lot_matches, training)) for lot, lot_matches in in_lots],
        [
            _cancelled(
                matches_in(award_texts, award.lots[0] if len(award.lots) == 1 else None, [award]),
                exclusions,
            )
            for award, award_texts in zip(notice.awards, texts.in_awards, strict=True)
        ],
        texts,
    )


def _registered_names(notice: Notice, tables: ReferenceTables) -> set[str]:
    """Return the folded names of the suppliers that end in a legal form, as a firm's do."""
    names = {supplier.organization.name for award in notice.awards for supplier in award.suppliers}
    return {folded for name in names if tables.vendor_index.has_legal_form(folded := fold(name))}


def _exclusions_of_notice(matches: list[Match]) -> dict[str, Rule]:
    """Return the rules whose first mention is cancelled for the whole notice, with what cancels it.

    "CCTV for vessel traffic" in the title also says what "more CCTV in the harbour" below is for.
    """
    first: dict[str, Rule | None] = {}
    for match in matches:
        if isinstance(match.owner, Rule):
            first.setdefault(match.owner.id, match.cancelled_by)
    return {name: by for name, by in first.items() if by is not None and by.reaches_notice}


def _cancelled(matches: list[Match], exclusions: dict[str, Rule]) -> list[Match]:
    """Cancel the matches of these rules that still count."""
    if not exclusions:
        return matches
    return [
        match._replace(cancelled_by=exclusions[match.owner.id])
        if match.cancelled_by is None
        and isinstance(match.owner, Rule)
        and match.owner.id in exclusions
        else match
        for match in matches
    ]


def _training_title(matches: list[Match]) -> Rule | None:
    """Return the rule by which the title of a notice begins with training; None: it does not."""
    for match in matches:
        owner = match.owner
        if (
            isinstance(owner, Rule)
            and (owner.tag, owner.concept) == ("digital", "training")
            and match.text.field in TITLE_FIELDS
            and match.hit.start <= TITLE_HEAD_LENGTH
            and match.cancelled_by is None
        ):
            return owner
    return None


def _of_courses(matches: list[Match], training: Rule | None) -> list[Match]:
    """Cancel the products of a lot that names nothing else, under a title of training.

    "Microsoft Office" is a course there, "Microsoft Office licences" is none.
    """
    if training is None or any(map(_names_an_object, matches)):
        return matches
    return [
        match._replace(cancelled_by=training)
        if match.cancelled_by is None and isinstance(match.owner, Product)
        else match
        for match in matches
    ]


def _names_an_object(match: Match) -> bool:
    """Whether words of a lot say that something digital is bought."""
    owner = match.owner
    if not isinstance(owner, Rule) or match.cancelled_by is not None:
        return False
    return owner.tag == "digital" and owner.strength != "against"


def _search(notice: Notice, tables: ReferenceTables) -> SearchedTexts:
    """Search the selected texts of a notice for phrases."""

    def searched(texts: Iterable[Text]) -> list[SearchedText]:
        scans = [(text, tables.matcher.scan(text.text)) for text in texts]
        titles = tuple(
            scanned.folded
            for text, scanned in scans
            if text.field in TITLE_FIELDS and len(scanned.folded) >= MIN_CONTINUED_LENGTH
        )
        return [SearchedText(*scan, is_title=_is_title(*scan, titles)) for scan in scans]

    return SearchedTexts(
        searched(select_texts(notice, notice.texts)),
        [searched(select_texts(notice, lot.texts)) for lot in notice.lots],
        [searched(award_texts(award, notice.languages)) for award in notice.awards],
    )


def _is_title(text: Text, scanned: ScannedText, titles: tuple[str, ...]) -> bool:
    """Whether a text is a title or begins with one of the folded, long titles beside it."""
    return text.field in TITLE_FIELDS or scanned.folded.startswith(titles)


def _awards_by_lot(notice: Notice) -> dict[str, list[Award]]:
    """Group the awards of a notice by lot id."""
    awards_by_lot: dict[str, list[Award]] = {}
    for award in notice.awards:
        for lot in award.lots:
            awards_by_lot.setdefault(lot, []).append(award)
    return awards_by_lot


def _reference_day(notice: Notice, awards: Iterable[Award]) -> date | None:
    """Return the day on which ownership of products is decided.

    The last decision or signature among the awards, else the day of publication; ``vendor_links``
    uses the same day for suppliers.
    """
    days = [day for award in awards if (day := award.decided or award.signed)]
    return max(days, default=notice.published)


def _is_inside(match: Match, spans: Iterable[tuple[int, int]]) -> bool:
    """Whether the match lies inside one of the spans of the folded text."""
    return any(begin <= match.hit.start and match.hit.end <= end for begin, end in spans)


def _is_product_inside(match: Match, spans: Iterable[tuple[int, int]]) -> bool:
    return isinstance(match.owner, Product) and _is_inside(match, spans)


def _find_spans(names: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the span of every occurrence of the names in a folded text, as whole words."""
    for name in names:
        begin = text.find(name)
        while begin >= 0:
            end = begin + len(name)
            if text[begin - 1 : begin] in ("", " ") and text[end : end + 1] in ("", " "):
                yield begin, end
            begin = text.find(name, begin + 1)


def award_texts(award: Award, languages: Sequence[str]) -> Iterator[Text]:
    """Yield the title and description of an award as texts.

    Portals do not state their language.  They are in that of the notice, if it has a single one:
    else the Dutch verb "monitoren" would be the Hungarian word for screens.
    """
    language = languages[0] if len(languages) == 1 else None
    if award.title:
        yield Text("contract_title", award.title, language)
    if award.description:
        yield Text("contract_description", award.description, language)


def select_texts(notice: Notice, texts: Iterable[Text]) -> list[Text]:
    """Select the texts of a notice to search.

    The original language, and English where the original is not one of ``RULE_LANGUAGES``.  Equal
    texts of one field are kept once.  Who pays, and why a contract is modified (since another
    supplier would have to migrate the data), say nothing of what is bought.
    """
    texts = tuple(text for text in texts if text.field not in ("eu_funds", "change_reason"))
    stated = {text.language for text in texts if text.language}
    original = next((lang for lang in notice.languages if lang in stated), None)
    languages = {None, original}
    if original is None or original not in RULE_LANGUAGES:
        languages |= {"en"} if original or "en" in stated else stated
    seen: set[tuple[str, str]] = set()
    selected = []
    for text in texts:
        if text.language in languages and (text.field, text.text) not in seen:
            seen.add((text.field, text.text))
            selected.append(text)
    return selected
