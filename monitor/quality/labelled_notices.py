"""Read labelled notices, records and names, and run the pipeline on them.

Four kinds of gold file, told apart by their columns:
  notices   ``file``: documents of a portal are read and go through every stage; rows of two tables
            of facts (PLACSP, FPDS) enter after parse.
  records   ``suppliers`` and ``certain``: rows of registers without a portal; enter after parse.
  names     ``group_id``: names of suppliers; enter at the vendor stage.
  pool      ``round``: notices of some fifty registers (``labelled_pool``); enter after parse.

``keys.csv`` (beside the labels) holds for each gold key the portal and the number or ocid of its
notice.  A key of another file is derived by the same rule.  A key that is not found is an error.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path

from monitor.crawling.parallel_processing import Workers, process_in_order
from monitor.crawling.parse_and_run_stages import CHUNK_DOCUMENTS, parse_document
from monitor.quality.labelled_pool import is_pool_row, notice_of_facts, read_facts
from monitor.quality.sample_folder_portals import SAMPLE_FOLDERS, SAMPLE_PORTALS
from pipelines.model import (
    Award,
    Buyer,
    Code,
    Document,
    Notice,
    Organization,
    ParsedDocument,
    Supplier,
    Text,
)
from pipelines.reference.data_folder import DATA, read_csv
from pipelines.stages import Stages

FOLDER = DATA / "gold"
NAMES_LABELLED_ON = date(2026, 11, 1)  # the day at which the supplier names were labelled
# Titles that nobody has published, written with the definitions at hand, in every language.
WRITTEN_FILES = ("made_up_claims.csv", "other_subjects.csv")
# In the folder, but no gold files of the rules; the pool is what the model learns from.
OTHER_FILES = ("keys.csv", "*_read.csv", "pool_*.csv", *WRITTEN_FILES)
POOL_FILES = (FOLDER / "pool_train.csv",)
# folder of the samples whose labelled rows are facts of a table -> the column of their number
FACT_COLUMNS = {"es-placsp": "Identificador", "usa-fpds": "piid"}

AFTER_PARSE = "after parse"  # the stage at which notices enter that are no documents

CsvRow = dict[str, str]
LabelledInput = tuple[Document, bytes | Notice]  # a document with its content, or its notice


@dataclass(frozen=True, slots=True)
class LabelledNotice:
    """A gold row with its classified notice.  ``entered``: the stage at which it entered."""

    file: str
    row: CsvRow
    notice: Notice
    entered: str

    @property
    def key(self) -> str:
        return self.row["key"]

    @property
    def portal(self) -> str:
        return self.key.split(":", 1)[0]

    @property
    def language(self) -> str:
        return self.row.get("language") or (self.notice.languages or ("?",))[0]


@dataclass
class GoldData:
    """The content of the gold files: classified notices, names, and counts by stage entered."""

    labelled: list[LabelledNotice] = field(default_factory=list)
    names: list[tuple[str, CsvRow]] = field(default_factory=list)
    entered: Counter[tuple[str, str]] = field(default_factory=Counter)
    unscored: list[str] = field(default_factory=list)


def gold_files() -> list[Path]:
    """Return the gold files."""
    paths = sorted(FOLDER.glob("*.csv"))
    return [path for path in paths if not any(path.match(pattern) for pattern in OTHER_FILES)]


def read_gold(
    files: list[Path],
    stages: Stages,
    corpus: Path | None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    jobs: int = 0,
    cluster: Workers | None = None,
) -> GoldData:
    """Read gold files and classify their rows; rows of documents need the corpus.

    ``progress`` is told how many documents and notices of how many are classified, by ``jobs``
    worker processes beside this one or by those of a cluster.
    """
    gold = GoldData()
    source = _NoticeSource(corpus)
    rows = [row for path in files for row in _rows_with_notice(path, corpus, source, gold)]
    parsed: list[ParsedDocument] = []
    for results in process_in_order(
        classify_labelled, stages, source.chunks(), list[ParsedDocument], jobs, cluster=cluster
    ):
        parsed += results
        progress(len(parsed), len(source.inputs))
    for file, row, place, entered in rows:
        try:
            notice = _matching_notice(parsed[place], row["key"], entered)
        except LookupError as error:
            gold.unscored.append(f"{file}: {row['key']}: {error}")
            continue
        gold.labelled.append(LabelledNotice(file, row, notice, entered))
        gold.entered[file, entered] += 1
    return gold


def _rows_with_notice(
    path: Path, corpus: Path | None, source: _NoticeSource, gold: GoldData
) -> Iterator[tuple[str, CsvRow, int, str]]:
    """Yield the rows of a file, each with the place of its input and the stage it enters at.

    Names, and rows that are left out or lack their document, are put into ``gold``.
    """
    rows = list(read_csv(path))
    facts = read_facts(path, corpus) if rows and is_pool_row(rows[0]) else {}
    for row in rows:
        if "group_id" in row:
            gold.names.append((path.name, row))
            gold.entered[path.name, "vendors"] += 1
        elif row.get("certain") == "no":
            gold.entered[path.name, "left out (not certain)"] += 1
        elif is_pool_row(row):
            fact = facts.get(row["id"])
            if fact is None:
                problem = "its texts are needed: set VIGIE_CORPUS"
                gold.unscored.append(f"{path.name}: {row['id']}: {problem}")
                continue
            labelled = {**row, "key": row["id"], "language": fact["language"]}
            yield path.name, labelled, source.place_of_notice(notice_of_facts(fact)), AFTER_PARSE
        else:
            try:
                place, entered = source.place_of_row(row)
            except (LookupError, OSError) as error:
                gold.unscored.append(f"{path.name}: {row['key']}: {error}")
                continue
            yield path.name, row, place, entered


@lru_cache(maxsize=1)
def _notice_numbers() -> dict[str, tuple[str, str]]:
    path = FOLDER / "keys.csv"
    return {row["key"]: (row["portal"], row["number"]) for row in read_csv(path)}


class _NoticeSource:
    """Collects what is to be classified, each document once: documents to parse, and notices."""

    def __init__(self, corpus: Path | None) -> None:
        self.samples = corpus / "samples" if corpus else None
        self.inputs: list[tuple[str, Path | Notice]] = []  # portal, and file or notice
        self.places: dict[str, int] = {}
        self.facts: dict[str, dict[str, CsvRow]] = {}

    def place_of_notice(self, notice: Notice) -> int:
        """Return the place of a notice that enters after parse."""
        self.inputs.append(("gold", notice))
        return len(self.inputs) - 1

    def place_of_row(self, row: CsvRow) -> tuple[int, str]:
        """Return the place of a row's notice or document, and the stage at which it enters."""
        if "file" not in row:
            return self.place_of_notice(_notice_of_record(row)), AFTER_PARSE
        folder, number = row["file"].split("/", 1)[0], row["key"].split(":", 1)[1]
        if self.samples is None:
            raise LookupError("its document is needed: set VIGIE_CORPUS, or give --fetch FOLDER")
        if folder not in SAMPLE_PORTALS.keys() | FACT_COLUMNS.keys():
            raise LookupError(f"no portal is known for {folder}: add it to {SAMPLE_FOLDERS.name}")
        path = self.samples / row["file"]
        if not path.exists():
            raise LookupError(f"{path} is not there")
        if folder not in FACT_COLUMNS:
            if row["file"] not in self.places:
                self.places[row["file"]] = len(self.inputs)
                self.inputs.append((SAMPLE_PORTALS[folder], path))
            return self.places[row["file"]], "documents"
        fact = self._facts(row["file"], folder).get(number)
        if fact is None:
            raise LookupError(f"no row {number} in {row['file']}")
        make = _notice_of_placsp if folder == "es-placsp" else _notice_of_fpds
        return self.place_of_notice(make(number, fact)), AFTER_PARSE

    def _facts(self, file: str, folder: str) -> dict[str, CsvRow]:
        assert self.samples is not None
        if file not in self.facts:
            column = FACT_COLUMNS[folder]
            with (self.samples / file).open(encoding="utf-8-sig", newline="") as lines:
                self.facts[file] = {row[column]: row for row in csv.DictReader(lines)}
        return self.facts[file]

    def chunks(self) -> Iterator[list[LabelledInput]]:
        """Yield what is to be classified, with the content of documents."""
        for start in range(0, len(self.inputs), CHUNK_DOCUMENTS):
            yield [_loaded(*input) for input in self.inputs[start : start + CHUNK_DOCUMENTS]]


def _loaded(portal: str, source: Path | Notice) -> LabelledInput:
    if isinstance(source, Notice):
        digest = hashlib.sha256(source.id.encode()).hexdigest()
        return Document(sha256=digest, portal=portal), source
    body = source.read_bytes()
    digest = hashlib.sha256(body).hexdigest()
    return Document(sha256=digest, portal=portal, file=source.name), body


def classify_labelled(stages: Stages, chunk: Sequence[LabelledInput]) -> list[ParsedDocument]:
    """Run all stages on notices and on what is parsed of documents; runs in workers too."""
    return [
        stages.run(
            ParsedDocument(document=document, notices=(content,))
            if isinstance(content, Notice)
            else parse_document(document.portal, document, content)
        )
        for document, content in chunk
    ]


def _matching_notice(parsed: ParsedDocument, key: str, entered: str) -> Notice:
    """Return the notice of a document that a gold key names, by number or by ocid.

    Of several releases of one ocid, the one with most awards, then the latest.
    """
    if entered == AFTER_PARSE:
        if not parsed.notices:
            raise LookupError(f"refused: {parsed.troubles}")
        return parsed.notices[0]
    number = key.split(":", 1)[1]
    _, exact = _notice_numbers().get(key, ("", ""))
    numbers = {number.lower(), number.rpartition("_")[2].lower(), exact.lower()} - {""}
    matching = [
        n
        for n in parsed.notices
        if n.number.lower() in numbers or (n.procedure.id or "").lower() in numbers
    ]
    if not matching:
        raise LookupError(
            f"its document holds no notice of this number (read: {len(parsed.notices)})"
        )
    return max(matching, key=lambda n: (len(n.awards), n.published or date.min, n.number))


# Rows of registers and tables of facts -> notices


def _notice_of_record(row: CsvRow) -> Notice:
    number = row["key"].split(":", 1)[1]
    return _award_notice(
        "bigtech",
        number,
        row["language"],
        row["country"] or None,
        row["title"],
        (),
        row["suppliers"],
        row["date"],
        row["buyer"],
    )


def _notice_of_placsp(number: str, row: CsvRow) -> Notice:
    cpv_codes = filter(None, row["CPV"].split(";"))
    codes = tuple(Code("CPV", code, main=n == 0) for n, code in enumerate(cpv_codes))
    return _award_notice(
        "placsp",
        number,
        "es",
        "ES",
        row["Objeto del Contrato"],
        codes,
        row.get("Adjudicatario") or "",
        row["Primera publicación"],
        row["Órgano de Contratación"],
    )


def _notice_of_fpds(number: str, row: CsvRow) -> Notice:
    codes = (
        Code("PSC", row["product_service_code"], main=True),
        Code("NAICS", row["principal_naics_code"].split(".")[0]),
    )
    text = " ".join(filter(None, (row["description"], row["requirement_desc"])))
    return _award_notice(
        "usa_fpds", number, "en", "US", text, codes, row["vendor"], row["date_signed"]
    )


def _award_notice(
    portal: str,
    number: str,
    language: str,
    country: str | None,
    title: str,
    codes: tuple[Code, ...],
    suppliers: str,
    day: str,
    buyer: str = "",
) -> Notice:
    """Build an award notice from the facts of a table."""
    names = [part.strip() for part in suppliers.split(";") if part.strip()]
    winners = tuple(Supplier(Organization(name, country=country)) for name in names)
    when = date.fromisoformat(day[:10]) if day[4:5] == "-" and day[7:8] == "-" else None
    return Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind="award",
        published=when,
        languages=(language,),
        country=country,
        codes=codes,
        texts=(Text("title", title, language),),
        buyers=(Buyer(Organization(buyer, country=country)),) if buyer else (),
        awards=(Award(key="1", suppliers=winners),) if winners else (),
    )


def labelled_groups(labelled: LabelledNotice) -> Iterator[tuple[str, str]]:
    """Yield the (group, role) pairs of the column ``groups``."""
    for part in filter(None, labelled.row.get("groups", "").split(";")):
        group, _, role = part.strip().partition(":")
        yield group, role
