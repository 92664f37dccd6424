"""Run every notice through all stages in one order, for crawl, ingest, replay and retag alike.

``docs/pipeline.md`` explains the order.
"""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import re
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path

import msgspec

from pipelines.classify.classify_notice import classify
from pipelines.errors import SHAPE_ERRORS, Refused
from pipelines.field_presence import field_presence
from pipelines.model import Notice, ParsedDocument, Trouble, replace
from pipelines.normalise.html_entities import decode_entities
from pipelines.normalise.normalise_notice import normalise
from pipelines.privacy.mask_notice import remove_personal_data
from pipelines.privacy.objections import Objections, load_objections
from pipelines.privacy.pii_detection import find_personal_data, mask_spans
from pipelines.reference.apply_reviews_to_tags import reviews_by_notice
from pipelines.reference.ecb_rate_tables import ECB_FILE as RATES
from pipelines.reference.ecb_rate_tables import read_fetched_rates
from pipelines.reference.load_reference_tables import load_tables
from pipelines.reference.normalisation_tables import NormalisationTables, load_normalisation_tables
from pipelines.reference.sirene_names import names_by_siren, read_sirene_file
from pipelines.reference.table_classes import ReferenceTables
from pipelines.store.database import KnownBuyerRow
from pipelines.store.procedure_rebuild import in_scope
from pipelines.store.reviews_db import read_reviews, reviews_path

MAX_NUMBER_LENGTH, MAX_TITLE_LENGTH = 500, 10_000  # characters; of 2,000 real notices 111 and 2,396
MAX_TEXT_LENGTH = 1_000_000  # the site reads no value of more than ten million bytes
_MAX_LENGTHS = dict.fromkeys(("title", "name"), MAX_TITLE_LENGTH) | dict.fromkeys(
    ("number", "number of the procedure", "number of an award", "number of a body or firm"),
    MAX_NUMBER_LENGTH,
)
# days between receipt and publication: portals show what is published tomorrow; of 2,000 real
# notices one is dated later, in a file of examples
MAX_DAYS_AHEAD = 60
_encode = msgspec.json.Encoder().encode


class Stages(msgspec.Struct, dict=True):
    """The stages with the tables that they read, loaded once for each process."""

    tables: ReferenceTables
    normalisation_tables: NormalisationTables
    objections: Objections

    @cached_property
    def known_buyers(self) -> dict[str, KnownBuyerRow]:
        """Name, acronym, parent and its basis of each known buyer by organisation id."""
        rows: dict[str, KnownBuyerRow] = {
            id_: (buyer.name, buyer.acronym, buyer.parent, buyer.parent_basis)
            for id_, buyer in self.normalisation_tables.buyers.items()
        }
        visible: dict[str, KnownBuyerRow] = self.objections.hide(rows)
        return visible

    def anonymise_and_normalise(self, notice: Notice) -> Notice:
        """Decode entities, apply objections and privacy, then normalise; sets ``content_sha256``.

        Raises  Refused when an objection was granted against the whole notice.
        """
        notice = remove_personal_data(self.objections.apply(decode_entities(notice)))
        notice = normalise(notice, self.normalisation_tables)
        digest = hashlib.sha256(_encode(replace(notice, document=None))).hexdigest()
        return replace(notice, content_sha256=digest)

    def withhold_again(self, notice: Notice) -> Notice:
        """Apply the rules of today about persons to a stored notice; the same if none applies."""
        masked = remove_personal_data(notice)
        return notice if masked == notice else normalise(masked, self.normalisation_tables)

    def classify(self, notice: Notice) -> Notice:
        """Link vendors, decide scope and assign tags: what a change of rules may change."""
        return classify(notice, self.tables)

    def run(self, parsed: ParsedDocument) -> ParsedDocument:
        """Run all notices of a document through all stages.

        A notice that is refused, or that a stage cannot process, becomes a trouble.
        """
        (result,) = self.run_all([parsed])
        return result

    def run_all(self, parsed: Sequence[ParsedDocument]) -> list[ParsedDocument]:
        """Run all notices of several documents through all stages, as ``run`` does.

        Each stage takes all of them before the next: its code and its tables are large, and the
        caches of a processor do not hold those of two.
        """
        clean = [_for_each(_with_document(parsed), self._checked) for parsed in parsed]
        return [
            replace(parsed, troubles=tuple(map(_mask_personal_data, parsed.troubles)))
            for parsed in [_for_each(parsed, self.classify) for parsed in clean]
        ]

    def _checked(self, notice: Notice) -> Notice:
        _check_lengths(notice)
        return self.anonymise_and_normalise(notice)


def _with_document(parsed: ParsedDocument) -> ParsedDocument:
    notices = (replace(notice, document=parsed.document) for notice in parsed.notices)
    return _without_days_ahead(replace(parsed, notices=tuple(notices)))


def _without_days_ahead(parsed: ParsedDocument) -> ParsedDocument:
    """Take away days of publication long after the document was received, and report them.

    Such a notice would be the newest of all lists for years.
    """
    received = parsed.document.fetched_at
    if received is None:
        return parsed
    latest = received.date() + timedelta(days=MAX_DAYS_AHEAD)
    notices = list(parsed.notices)
    troubles = list(parsed.troubles)
    for position, notice in enumerate(notices):
        if notice.published is not None and notice.published > latest:
            notices[position] = replace(notice, published=None)
            message = (
                f"published on {notice.published}, but received on {received.date()}: expected a"
                f" day at most {MAX_DAYS_AHEAD} days later; the notice is kept without a day"
            )
            troubles.append(Trouble("unexpected", "future_day", message, notice.id))
    return replace(parsed, notices=tuple(notices), troubles=tuple(troubles))


def _for_each(parsed: ParsedDocument, stage: Callable[[Notice], Notice]) -> ParsedDocument:
    """Put the notices of a document through a stage; what it does not take becomes a trouble."""
    kept: list[Notice] = []
    troubles = list(parsed.troubles)
    for notice in parsed.notices:
        try:
            kept.append(stage(notice))
        except Refused as error:
            notice_id = notice.id[:MAX_NUMBER_LENGTH]
            troubles.append(Trouble("refused", error.code, str(error), notice_id))
        except SHAPE_ERRORS as error:
            troubles.append(_not_processed(notice.id, error))
    return replace(parsed, notices=tuple(kept), troubles=tuple(troubles))


def _check_lengths(notice: Notice) -> None:
    """Raise Refused for a number, name, title or text that is none by its length.

    Every page and file that lists the notice would carry it, and no address can name it.
    """
    lots = (text for lot in notice.lots for text in lot.texts)
    organizations = [
        *(buyer.organization for buyer in notice.buyers),
        *(supplier.organization for award in notice.awards for supplier in award.suppliers),
    ]
    texts = chain(
        (("number", notice.id), ("number of the procedure", notice.procedure.id or "")),
        (("number of an award", award.key) for award in notice.awards),
        ((text.field, text.text) for text in (*notice.texts, *lots)),
        (("name", organization.name) for organization in organizations),
        (
            ("number of a body or firm", number.id)
            for organization in organizations
            for number in organization.identifiers
        ),
    )
    for what, value in texts:
        most = _MAX_LENGTHS.get(what, MAX_TEXT_LENGTH)
        if len(value) > most:
            message = f"the {what} has {len(value):,} characters, at most {most:,} can be kept"
            raise Refused("too_long", message)


def _not_processed(notice_id: str, error: Exception) -> Trouble:
    """Say which stage met a value of a kind that the reader should not have let through.

    The error's own words may cite the notice before the privacy stage: they are left out.
    """
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}"
    message = f"a field has a value of an unexpected kind ({where}); please report it"
    return Trouble("unexpected", "unreadable_record", message, notice_id)


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


def _mask_personal_data(trouble: Trouble) -> Trouble:
    """Mask personal data in the message of a trouble, which is published.

    E-mail addresses everywhere; names and phone numbers only in quotes, where the document is
    cited.
    """
    message = trouble.message
    quoted = [match.span() for match in _QUOTED.finditer(message)]
    spans = [
        span
        for span in find_personal_data(message)
        if span.kind == "email" or any(a <= span.start < b for a, b in quoted)
    ]
    return replace(trouble, message=mask_spans(message, spans))


def load_stages(objections_file: Path | None = None) -> Stages:
    """Load the reference tables and the granted objections.

    Files kept beside the objections are used too: ``sirene.csv``, ``ecb-rates.csv`` and the answers
    of reviewers, ``reviews.db``.

    Raises  Misconfigured with file, row and column of every mistake.
    """
    tables, normalisation = _load_tables()
    sirene = read_sirene_file(objections_file.with_name("sirene.csv") if objections_file else None)
    if sirene:  # answers of the Sirene register, kept by ``vigie sirene``
        tables = dataclasses.replace(tables, names_by_siren=names_by_siren(sirene.values()))
    rates = read_fetched_rates(objections_file.with_name(RATES) if objections_file else None)
    if rates is not None:  # rates crawled by ``vigie crawl ecb``
        normalisation = dataclasses.replace(normalisation, ecb_rates=rates)
    objections = load_objections(objections_file)
    if objections_file and (reviews := read_reviews(reviews_path(objections_file))):
        visible = [
            dataclasses.replace(review, reason=objections.hide(review.reason)) for review in reviews
        ]
        tables = dataclasses.replace(tables, reviews_by_notice=reviews_by_notice(visible))
    return Stages(tables, normalisation, objections)


@lru_cache(maxsize=1)
def _load_tables() -> tuple[ReferenceTables, NormalisationTables]:
    """Load the reference tables, once for each process.

    Garbage collection is off while they are built (a third of the time to start), and they are then
    frozen, so that later collections do not traverse them.
    """
    gc.disable()
    try:
        return load_tables(), load_normalisation_tables()
    finally:
        gc.enable()
        gc.freeze()


class ProcessedDocument(msgspec.Struct):
    """A document after all stages.

    ``counts``  how many of its notices have each field, and its troubles by code, for health.
    """

    parsed: ParsedDocument
    counts: dict[str, int]


def process_document(stages: Stages, parsed: ParsedDocument) -> ProcessedDocument:
    """Run all stages on a parsed document, and count what health compares between crawls."""
    run = stages.run(parsed)
    counts: Counter[str] = Counter()
    for notice in run.notices:
        for field, is_filled in field_presence(notice):
            counts[f"seen/{field}"] += 1
            counts[f"filled/{field}"] += is_filled
    counts.update(f"trouble/{trouble.code}" for trouble in run.troubles)
    return ProcessedDocument(run, counts)


def publishable(parsed: ParsedDocument) -> tuple[Notice, ...]:
    """Return the notices of a document that may leave the process: in scope, after all stages.

    None when no stage ran (``ITEM_PIPELINES`` emptied).
    """
    return tuple(
        notice
        for notice in parsed.notices
        if notice.content_sha256 is not None and in_scope(notice)
    )
