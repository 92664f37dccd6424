"""How good are scope, vendors and tags on labelled real notices?  Needs VIGIE_CORPUS.

    python -m tests.gold_score            figures
    python -m tests.gold_score --errors   and every error with its evidence

Documents enter through the portals' own readers; two tables of facts (PLACSP, FPDS) and the
records of bigtech_dev.csv become notices here.  A row whose notice is not found is a failure.
"""

from __future__ import annotations

import csv
import importlib
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pipelines.model import (
    Award,
    Code,
    Notice,
    Organization,
    Supplier,
    Text,
    Trouble,
    replace,
)
from pipelines.reference import load
from pipelines.scope import scope
from pipelines.tables import Tables
from pipelines.tagging import claims, tag
from pipelines.vendors import vendor_links, vendors

# folder of the samples -> module of the portal
PORTALS = {
    "ted": "ted",
    "ted-train": "ted",
    "no-doffin": "doffin",
    "uk-contracts-finder": "contracts_finder",
    "uk-find-a-tender": "find_a_tender",
    "uk-public-contracts-scotland": "public_contracts_scotland",
    "uk-sell2wales": "sell2wales",
    "it-appaltipop": "anac",
    "pt-base": "base_pt",
    "seao": "ocds",
    "mx-cdmx": "ocds",
    "pe-oece": "ocds",
    "py-dncp": "ocds",
    "cl-chilecompra": "ocds",
}
NAMES_DAY = date(2026, 11, 1)  # the day at which the supplier names were labelled


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read(path: Path, folder: str) -> list[Notice]:
    """File of the samples -> notices, through the reader of its portal."""
    module = importlib.import_module(f"spiders.{PORTALS[folder]}")
    spider = next(
        c
        for n, c in vars(module).items()
        if n.endswith("Spider") and getattr(c, "__module__", "") == module.__name__
    )
    found = list(spider.read(path.read_bytes(), path.name))
    if PORTALS[folder] == "ted" and all(isinstance(one, Trouble) for one in found):
        export = importlib.import_module("spiders.formats.ted_export")
        reading = importlib.import_module("spiders.formats.reading")
        found = [export.notice(reading.xml_root(path.read_bytes()), "ted")]
    return [one for one in found if isinstance(one, Notice)]


def notice_of(row: dict[str, str], samples: Path, cache: dict[str, list[Notice]]) -> Notice | None:
    folder = row["file"].split("/", 1)[0]
    if folder in ("es-placsp", "usa-fpds"):
        return _from_table(row["key"].split(":", 1)[1], folder, samples / row["file"])
    if row["file"] not in cache:
        cache[row["file"]] = read(samples / row["file"], folder)
    found, wanted = cache[row["file"]], row["key"].split(":", 1)[1].lower()
    same = [
        n
        for n in found
        if wanted in (n.number.lower(), (n.procedure.id or "").lower())
        or n.number.lower().startswith(wanted)
    ]
    if not same and len(found) == 1:
        return found[0]
    return max(same, key=lambda n: len(n.awards), default=None)


def _from_table(number: str, folder: str, path: Path) -> Notice | None:
    for row in rows(path):
        if folder == "es-placsp" and row["Identificador"] == number:
            cpv = tuple(
                Code("CPV", code, main=n == 0)
                for n, code in enumerate(filter(None, row["CPV"].split(";")))
            )
            winner = row.get("Adjudicatario") or ""
            return _facts(
                f"placsp:{number}",
                "es",
                "ES",
                row["Objeto del Contrato"],
                cpv,
                winner,
                row["Primera publicación"][:10],
            )
        if folder == "usa-fpds" and row["piid"] == number:
            codes = (
                Code("PSC", row["product_service_code"], main=True),
                Code("NAICS", row["principal_naics_code"].split(".")[0]),
            )
            words = " ".join(filter(None, (row["description"], row["requirement_desc"])))
            return _facts(
                f"fpds:{number}", "en", "US", words, codes, row["vendor"], row["date_signed"]
            )
    return None


def _facts(
    name: str,
    language: str,
    country: str | None,
    title: str,
    codes: tuple[Code, ...],
    supplier: str,
    day: str,
) -> Notice:
    names = [part.strip() for part in supplier.split(";") if part.strip()]
    suppliers = tuple(Supplier(Organization(one, country=country)) for one in names)
    when = date.fromisoformat(day[:10]) if len(day) >= 10 and day[4] == day[7] == "-" else None
    return Notice(
        id=name,
        portal=name.split(":")[0],
        number=name.split(":", 1)[1],
        kind="award",
        published=when,
        languages=(language,),
        country=country,
        codes=codes,
        texts=(Text("title", title, language),),
        awards=(Award(key="1", suppliers=suppliers),) if suppliers else (),
    )


def judged(notice: Notice, tables: Tables) -> Notice:
    return tag(scope(vendors(replace(notice, tags=()), tables), tables), tables)


class Score:
    """Precision and recall of yes over rows labelled yes or no, and unclear rows that came yes."""

    def __init__(self) -> None:
        self.seen: Counter[tuple[str, str]] = Counter()
        self.errors: list[str] = []

    def add(self, want: str, got: str, line: str) -> None:
        self.seen[want, got] += 1
        if (want == "yes") != (got == "yes") and want in ("yes", "no", "borderline"):
            self.errors.append(f"{want}->{got} {line}")

    def __str__(self) -> str:
        right = self.seen["yes", "yes"]
        false = sum(n for (w, g), n in self.seen.items() if w in ("no",) and g == "yes")
        missed = sum(n for (w, g), n in self.seen.items() if w == "yes" and g != "yes")
        unclear = sum(n for (w, _), n in self.seen.items() if w in ("unclear", "borderline"))
        loose = sum(
            n for (w, g), n in self.seen.items() if w in ("unclear", "borderline") and g == "yes"
        )
        precision = right / (right + false) if right + false else 0.0
        recall = right / (right + missed) if right + missed else 0.0
        return (
            f"precision {precision:.2f} ({right}/{right + false})  recall {recall:.2f} "
            f"({right}/{right + missed})  unclear that came yes {loose}/{unclear}"
        )


def notices(corpus: Path, file: str) -> Iterator[tuple[dict[str, str], Notice]]:
    cache: dict[str, list[Notice]] = {}
    for row in rows(corpus / "gold" / file):
        try:
            notice = notice_of(row, corpus / "samples", cache)
        except Exception as error:  # noqa: BLE001 (a reader that fails is a row not scored)
            sys.stderr.write(f"not scored: {row['key']}: {error!r}\n")
            continue
        if notice is None:
            sys.stderr.write(f"not scored: {row['key']}\n")
            continue
        yield row, notice


def scored(pairs: Iterator[tuple[dict[str, str], Notice]], tables: Tables) -> dict[str, Score]:
    scores: dict[str, Score] = defaultdict(Score)
    for row, raw in pairs:
        notice = judged(raw, tables)
        got = claims(notice.tags)
        assert notice.scope is not None
        title = (notice.title or "")[:90]
        scores["digital"].add(
            row["digital"],
            notice.scope.digital,
            f"{row['key']} {notice.scope.reason} | {title} | {row['note']}",
        )
        for name in (
            "big_tech",
            "data_outsourcing",
            "worker_surveillance",
            "public_surveillance_ai",
        ):
            proof = "; ".join(f"{t.rule}={t.evidence!r}" for t in notice.tags if t.tag == name)
            scores[name].add(
                row[name], got[name], f"{row['key']} {proof[:200]} | {title} | {row['note'][:90]}"
            )
    return scores


def names(corpus: Path, tables: Tables) -> str:
    right = false = missed = 0
    for row in rows(corpus / "gold" / "supplier_names_dev.csv"):
        if row["certain"] != "yes":
            continue
        links = vendor_links(row["name"], (), NAMES_DAY, tables)
        got = {link.group for link in links if link.confidence != "low"}
        want = set(filter(None, row["group_id"].split("|")))
        right, false, missed = (
            right + len(got & want),
            false + len(got - want),
            missed + len(want - got),
        )
    return (
        f"precision {right / (right + false):.3f} ({right}/{right + false})  "
        f"recall {right / (right + missed):.3f} ({right}/{right + missed})"
    )


def bigtech(corpus: Path) -> Iterator[tuple[dict[str, str], Notice]]:
    for row in rows(corpus / "gold" / "bigtech_dev.csv"):
        if row["certain"] == "yes":
            yield (
                row,
                _facts(
                    row["key"],
                    row["language"],
                    row["country"] or None,
                    row["title"],
                    (),
                    row["suppliers"],
                    row["date"],
                ),
            )


def main() -> None:
    corpus = Path(os.environ["VIGIE_CORPUS"])
    tables = load()
    out = [f"supplier names            {names(corpus, tables)}"]
    for file, pairs in (
        ("notices_dev", notices(corpus, "notices_dev.csv")),
        ("notices_train", notices(corpus, "notices_train.csv")),
        ("bigtech_dev", bigtech(corpus)),
    ):
        for name, score in scored(pairs, tables).items():
            out.append(f"{file:14} {name:24} {score}")
            if "--errors" in sys.argv:
                out += [f"    {line}" for line in score.errors]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
