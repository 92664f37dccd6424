"""Run every notice through all stages in one order, for crawl, ingest, replay and retag alike.

``docs/pipeline.md`` explains the order.  ``StagePipeline`` is the Scrapy item pipeline, the only
part of this package that knows Scrapy.
"""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import hashlib
import json
import logging
import re
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from functools import cached_property, lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pipelines.classify.classify_notice import classify
from pipelines.errors import SHAPE_ERRORS, Refused
from pipelines.field_presence import field_presence
from pipelines.interface_languages import Texts, language_columns
from pipelines.model import Notice, ParsedDocument, Trouble, WindowReport, replace
from pipelines.normalise.html_entities import decode_entities
from pipelines.normalise.normalise_notice import normalise
from pipelines.privacy.mask_notice import remove_personal_data
from pipelines.privacy.objections import Objections, load_objections
from pipelines.privacy.pii_detection import find_personal_data, mask_spans
from pipelines.reference.apply_reviews_to_tags import reviews_by_notice, reviews_version
from pipelines.reference.ecb_rate_tables import ECB_FILE as RATES
from pipelines.reference.ecb_rate_tables import read_fetched_rates
from pipelines.reference.load_reference_tables import REFERENCE_FOLDER, load_tables, table_versions
from pipelines.reference.normalisation_tables import NormalisationTables, load_normalisation_tables
from pipelines.reference.sirene_names import names_by_siren, read_sirene_file
from pipelines.reference.table_classes import ReferenceTables
from pipelines.store.database import (
    KnownBuyerRow,
    connect,
    get_meta,
    set_meta,
    sync_known_buyers,
    sync_portals,
    sync_vendor_groups,
)
from pipelines.store.procedure_rebuild import in_scope
from pipelines.store.reviews_db import read_reviews, reviews_path
from pipelines.store.runs_and_windows import record_window_report
from pipelines.store.schema import ROWS_VERSION
from pipelines.store.sync_reference_tables import sync_reference_tables, sync_register_names
from pipelines.store.writer import Writer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)
BATCH_SIZE = 100
LONGEST_NUMBER, LONGEST_TITLE = 500, 10_000  # characters; of 2,000 real notices 111 and 2,396
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
        (found,) = self.run_all([parsed])
        return found

    def run_all(self, parsed: Sequence[ParsedDocument]) -> list[ParsedDocument]:
        """Run all notices of several documents through all stages, as ``run`` does.

        Each stage takes all of them before the next: its code and its tables are large, and the
        caches of a processor do not hold those of two.
        """
        clean = [_for_each(_with_document(one), self._checked) for one in parsed]
        return [
            replace(found, troubles=tuple(map(_mask_personal_data, found.troubles)))
            for found in [_for_each(one, self.classify) for one in clean]
        ]

    def _checked(self, notice: Notice) -> Notice:
        _check_lengths(notice)
        return self.anonymise_and_normalise(notice)


def _with_document(parsed: ParsedDocument) -> ParsedDocument:
    notices = (replace(notice, document=parsed.document) for notice in parsed.notices)
    return replace(parsed, notices=tuple(notices))


def _for_each(parsed: ParsedDocument, stage: Callable[[Notice], Notice]) -> ParsedDocument:
    """Put the notices of a document through a stage; what it does not take becomes a trouble."""
    kept: list[Notice] = []
    troubles = list(parsed.troubles)
    for notice in parsed.notices:
        try:
            kept.append(stage(notice))
        except Refused as error:
            place = notice.id[:LONGEST_NUMBER]
            troubles.append(Trouble("refused", error.code, str(error), place))
        except SHAPE_ERRORS as error:
            troubles.append(_not_processed(notice.id, error))
    return replace(parsed, notices=tuple(kept), troubles=tuple(troubles))


def _check_lengths(notice: Notice) -> None:
    """Raise Refused for a number, name or title that is none by its length.

    Every page and file that lists the notice would carry it, and no address can name it.
    """
    lots = (text for lot in notice.lots for text in lot.texts)
    organizations = [
        *(buyer.organization for buyer in notice.buyers),
        *(supplier.organization for award in notice.awards for supplier in award.suppliers),
    ]
    found = chain(
        (("number", notice.id), ("number of the procedure", notice.procedure.id or "")),
        (("number of an award", award.key) for award in notice.awards),
        (("title", text.text) for text in (*notice.texts, *lots) if text.field == "title"),
        (("name", one.name) for one in organizations),
        (
            ("number of a body or firm", number.id)
            for one in organizations
            for number in one.identifiers
        ),
    )
    for what, value in found:
        most = LONGEST_TITLE if what in ("title", "name") else LONGEST_NUMBER
        if len(value) > most:
            message = f"the {what} has {len(value):,} characters, at most {most:,} can be kept"
            raise Refused("too_long", message)


def _not_processed(notice_id: str, error: Exception) -> Trouble:
    """Say which stage met a value of a kind that the reader should not have let through.

    The error's own words may cite the notice before the privacy stage: they are left out.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
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
        visible = [dataclasses.replace(one, reason=objections.hide(one.reason)) for one in reviews]
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


def open_store(path: Path, stages: Stages) -> Any:
    """Open the database and update its rows that come from the reference tables."""
    connection = connect(path)
    portals = [
        {
            "name": p.name,
            **_by_column("title", p.title),
            "country": p.country,
            "language": p.languages[0] if p.languages else None,
            "access": p.access,
            "licence": p.licence,
            "url": p.url,
            "rank": p.order,
        }
        for p in stages.tables.portals.values()
    ]
    groups = [
        {
            "id": g.id,
            "name": g.name,
            "tier": g.tier,
            "hq_country": g.country,
            "regime": g.regime,
            **_by_column("why_listed", g.why_listed, source="why_listed"),
            "source": g.source,
            "checked_on": g.checked_on,
        }
        for g in stages.tables.groups.values()
    ]
    connection.execute("BEGIN IMMEDIATE")
    hide = stages.objections.hide
    sync_portals(connection, portals)
    sync_vendor_groups(connection, hide(groups))
    sync_reference_tables(connection, stages.tables, hide)
    sync_register_names(connection, hide(stages.tables.names_by_siren))
    sync_known_buyers(connection, stages.known_buyers)
    if get_meta(connection, "rules_version") is None:  # a new file, classified with these tables
        record_table_versions(connection)
    connection.execute("COMMIT")
    return connection


def _by_column(name: str, texts: Texts, source: str = "") -> dict[str, str]:
    return {column: texts[lang] for lang, column in language_columns(name, source).items()}


def rules_version(folder: Path = REFERENCE_FOLDER) -> str:
    """Hash the reference tables and rules; when the hash changes, ``vigie retag`` has work."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def needs_retag(connection: Any, rules: str) -> bool:
    """Whether rows were classified by other rules than these, or made by an older version."""
    classified_by = get_meta(connection, "rules_version")
    if classified_by is None:  # nothing is stored yet
        return False
    return classified_by != rules or get_meta(connection, "rows_version") != ROWS_VERSION


def record_table_versions(connection: Any, folder: Path = REFERENCE_FOLDER) -> None:
    """Record the versions of the tables by which the whole database is classified."""
    set_meta(connection, "rules_version", rules_version(folder))
    set_meta(connection, "tables", json.dumps(table_versions(folder)))


def record_reviews_version(connection: Any, stages: Stages) -> None:
    """Record the answers that are applied to the whole database; nothing where there never were."""
    answers = [one for found in stages.tables.reviews_by_notice.values() for one in found]
    version = reviews_version(answers)
    if version or get_meta(connection, "reviews_version") is not None:
        set_meta(connection, "reviews_version", version)


def new_writer(connection: Any, run_id: str | None, stages: Stages) -> Writer:
    """Return the writer of a run, with portal ranks and known buyers."""
    return Writer(connection, run_id, portal_ranks(stages), stages.known_buyers)


def portal_ranks(stages: Stages) -> dict[str, int]:
    """Return the rank of each portal when a representative is chosen; lowest first."""
    return {name: portal.order for name, portal in stages.tables.portals.items()}


class ProcessedDocument(msgspec.Struct):
    """A document after all stages.

    ``counts``  how many of its notices have each field, and its troubles by code, for health.
    """

    parsed: ParsedDocument
    counts: dict[str, int]


def process_document(stages: Stages, parsed: ParsedDocument) -> ProcessedDocument:
    """Run all stages on a parsed document, and count what health compares between crawls."""
    found = stages.run(parsed)
    counts: Counter[str] = Counter()
    for notice in found.notices:
        for field, is_filled in field_presence(notice):
            counts[f"seen/{field}"] += 1
            counts[f"filled/{field}"] += is_filled
    counts.update(f"trouble/{trouble.code}" for trouble in found.troubles)
    return ProcessedDocument(found, counts)


class StagePipeline:
    """Scrapy item pipeline: run the stages on parsed documents and store them in batches.

    Without the setting VIGIE_DB (plain ``scrapy crawl``, ``shell`` and ``parse``) nothing is
    written.  The item handed on, to later pipelines and to feeds, is the document after privacy,
    scope and tags.  A failure of stages or store stops the crawl: Scrapy would go on and lose what
    it fetches.

    Subclasses may run the stages elsewhere (``start_stages``); items are stored in the order in
    which they came, whatever is ready first.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.buffered: list[ParsedDocument] = []
        self.stored: dict[str, int] = {}
        self.counts: Counter[str] = Counter()
        self.failed = False
        self.writer: Writer | None = None
        self.in_order = asyncio.Lock()  # got in the order in which it was asked for

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StagePipeline:
        """Create the pipeline (Scrapy)."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Load the stages and open the database named in the settings (Scrapy)."""
        settings = self.crawler.settings
        objections_file = settings.get("VIGIE_OBJECTIONS")
        self.stages = load_stages(Path(objections_file) if objections_file else None)
        self.run_id = settings.get("VIGIE_RUN")
        if settings.get("VIGIE_DB"):
            self.connection = open_store(Path(settings["VIGIE_DB"]), self.stages)
            self.writer = new_writer(self.connection, self.run_id, self.stages)

    async def process_item(self, item: Any) -> Any:
        """Process and buffer one ``ParsedDocument`` or ``WindowReport`` (Scrapy)."""
        if self.failed:  # what was under way when the crawl was stopped
            return item
        try:
            if isinstance(item, ParsedDocument):
                return await self._store_document(item)
            async with self.in_order:
                if isinstance(item, WindowReport) and not self.failed:
                    self._store_report(item)
                return item
        except Exception as error:
            # Scrapy would log this and crawl on, losing what it fetches: stop the crawl instead
            self._stop_crawl(error)
            raise

    def start_stages(self, parsed: ParsedDocument) -> Awaitable[ProcessedDocument]:
        """Return what gives the document after all stages; here they run when it is awaited."""
        return self._run_stages(parsed)

    async def _run_stages(self, parsed: ParsedDocument) -> ProcessedDocument:
        return process_document(self.stages, parsed)

    async def _store_document(self, item: ParsedDocument) -> ParsedDocument:
        started = self.start_stages(item)
        async with self.in_order:
            processed = await started
            if self.failed:
                return processed.parsed
            self.counts.update(processed.counts)
            if self.writer is not None:
                self.buffered.append(processed.parsed)
            if len(self.buffered) >= BATCH_SIZE or _count_notices(self.buffered) >= 2 * BATCH_SIZE:
                self._write()
            return processed.parsed

    def _store_report(self, report: WindowReport) -> None:
        if self.writer is None:
            return
        self._write()
        assert self.crawler.spider is not None
        stored = self.stored.pop(report.window, 0) + report.known
        record_window_report(self.connection, self.crawler.spider.name, report, stored, self.run_id)

    def _stop_crawl(self, error: Exception) -> None:
        stats, engine = self.crawler.stats, self.crawler.engine
        if self.failed or stats is None or engine is None:
            return
        self.failed = True
        stats.set_value("vigie/store_failed", f"{type(error).__name__}: {error}")
        self.stopping = asyncio.ensure_future(engine.close_spider_async(reason="store_failed"))

    def _write(self) -> None:
        documents, self.buffered = self.buffered, []
        if not documents or self.writer is None:
            return
        archive = getattr(self.crawler.spider, "archive", None)
        if archive is not None and archive.local_folder is None:
            archive.sync()  # an object store has nothing of a file before it is whole
        self.writer.save(documents)
        for parsed in documents:
            if parsed.window is not None:
                count = len(parsed.notices) + len(parsed.troubles)
                self.stored[parsed.window] = self.stored.get(parsed.window, 0) + count

    def close_spider(self) -> None:
        """Write what is buffered, publish the counts as stats, close the database (Scrapy)."""
        stats = self.crawler.stats
        # set by the spider when its archive failed: what is buffered here would have no document
        failed = self.failed or (stats is not None and stats.get_value("vigie/store_failed"))
        if self.writer is not None:
            if not failed:
                self._write()
            self.counts.update({f"store/{name}": n for name, n in self.writer.counts.items()})
            self.connection.close()
        if stats is not None:
            for name, count in self.counts.items():
                stats.inc_value(f"vigie/{name}", count)


def publishable(parsed: ParsedDocument) -> tuple[Notice, ...]:
    """Return the notices of a document that may leave the process: in scope, after all stages.

    None when no stage ran (``ITEM_PIPELINES`` emptied).
    """
    return tuple(
        notice
        for notice in parsed.notices
        if notice.content_sha256 is not None and in_scope(notice)
    )


def _count_notices(documents: list[ParsedDocument]) -> int:
    return sum(len(parsed.notices) for parsed in documents)
