"""Rates of the ECB: crawled from a mock portal, archived, kept, and applied once known."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from monitor.demo.portals.server import running_portals
from monitor.operations.apply_archived_exchange_rates import convert_amounts
from monitor.runtime.schedule import build_jobs, crawl_sources
from monitor.runtime.spider_registry import spider_class
from pipelines.errors import BrokenDocument, Misconfigured, UnexpectedDocument
from pipelines.model import Money
from pipelines.normalise.euro_conversion import with_euros
from pipelines.open_store import new_writer, open_store
from pipelines.reference import ecb_rate_tables
from pipelines.reference.normalisation_tables import load_normalisation_tables
from pipelines.stages import load_stages
from pipelines.store.database import connect
from tests.forked_commands import run
from tests.mock_portals.ecb import Ecb
from tests.operations.support import settings
from tests.pipelines.store.store_support import award, notice, reading

TODAY = date.today()
PACKAGED_END = date.fromisoformat(ecb_rate_tables.packaged_rates().lines[-1][:10])


@dataclass
class Desk:
    """An installation that crawls the ECB alone."""

    folder: Path
    portal: Ecb
    address: str = ""

    def vigie(self, *arguments: str) -> CompletedProcess[str]:
        config = settings(self.folder, ["ecb"], rates=True)
        return run("--config", config, *arguments)

    def crawl(self, *more: str) -> str:
        where = json.dumps({"ecb": self.address})
        done = self.vigie("crawl", "ecb", "--mock", where, "--pace", "0", *more)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def file(self) -> Path:
        return self.folder / ecb_rate_tables.ECB_FILE


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    portal = Ecb(tmp_path, pace=0.0)
    for ago in range(1, 200):
        portal.days[TODAY - timedelta(days=ago)] = {"GBP": "0.80"}
    with running_portals({"ecb": portal}) as addresses:
        yield Desk(tmp_path, portal, addresses["ecb"])


@pytest.mark.slow
def test_a_crawl_keeps_the_rates_and_the_document_of_each_day(desk: Desk) -> None:
    desk.crawl()
    assert desk.portal.asked == ["zip"]  # the first time, all days
    days = ecb_rate_tables.read_rates_by_day(desk.file)
    assert len(days) == 199
    document, quoted = days[(TODAY - timedelta(days=1)).isoformat()]
    assert quoted["GBP"] == "0.80"
    assert "HRK" not in quoted
    with closing(connect(desk.folder / "vigie.db")) as db:
        assert db.execute(
            "SELECT portal, notices FROM documents WHERE sha256 = ?", (document,)
        ).fetchone() == ("ecb", 0)
        assert db.execute("SELECT count(*) FROM windows WHERE state <> 'closed'").fetchone() == (0,)
    desk.portal.days[TODAY] = {"GBP": "0.75"}
    desk.portal.days[TODAY - timedelta(days=2)] = {"GBP": "0.79"}  # corrected, which is rare
    assert f"rates since {TODAY - timedelta(days=2)} are new" in desk.crawl()
    assert desk.portal.asked == ["zip", "90d"]  # from then on, the small file
    days = ecb_rate_tables.read_rates_by_day(desk.file)
    assert [days[str(TODAY - timedelta(days=ago))][1]["GBP"] for ago in (0, 1, 2)] == [
        "0.75",
        "0.80",
        "0.79",
    ]
    before = desk.file.read_text()
    desk.file.unlink()
    done = desk.vigie("replay")  # the archive is enough
    assert done.returncode == 0, done.stderr
    assert desk.file.read_text() == before
    assert desk.vigie("integrity").returncode == 0


@pytest.mark.slow
def test_after_months_asleep_all_days_are_asked_for_again(desk: Desk) -> None:
    desk.crawl()
    with closing(connect(desk.folder / "vigie.db")) as db:
        db.execute(
            "UPDATE windows SET [end] = date([end], '-150 days'), start = date(start, '-150 days')"
        )
    desk.crawl()
    assert desk.portal.asked == ["zip", "zip"]


@pytest.mark.slow
def test_a_file_that_is_none_is_named_and_the_rates_before_hold(desk: Desk) -> None:
    desk.crawl()
    before = desk.file.read_text()
    desk.portal.days[TODAY] = {"USD": "110"}
    where = json.dumps({"ecb": desk.address})
    done = desk.vigie("crawl", "ecb", "--mock", where, "--pace", "0")
    assert done.returncode == 1
    assert "one euro in dollars 110" in done.stderr
    assert desk.file.read_text() == before


def test_a_crawl_of_mock_portals_never_asks_a_real_source(desk: Desk) -> None:
    done = desk.vigie("crawl", "--mock", "{}")
    assert (done.returncode, "names no address for ecb" in done.stderr) == (2, True)


# --- what is done with them ----------------------------------------------------------------------


def table(**days: str) -> str:
    """ecb-rates.csv with pounds alone."""
    lines = [
        f"{day.replace('_', '-').removeprefix('d')},{'a' * 64},{units}"
        for day, units in sorted(days.items())
    ]
    return "\n".join(["day,document,GBP", *lines]) + "\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / ecb_rate_tables.ECB_FILE


def test_the_rate_of_the_day_or_the_last_before_it_is_taken(file: Path) -> None:
    file.write_text(table(d2027_03_01="0.8", d2027_03_02="0.5", d2027_03_05="0.25"))
    codes = load_normalisation_tables()
    rates = ecb_rate_tables.read_fetched_rates(file)
    assert ecb_rate_tables.latest_rate("GBP", date(2027, 3, 4), rates) == (
        date(2027, 3, 2),
        Decimal("0.5"),
    )
    assert ecb_rate_tables.latest_rate("GBP", date(2027, 3, 5), rates) == (
        date(2027, 3, 5),
        Decimal("0.25"),
    )
    assert ecb_rate_tables.latest_rate(
        "GBP", date(2020, 3, 5), rates
    ) == ecb_rate_tables.packaged_rates().at_or_before("GBP", date(2020, 3, 5))
    assert ecb_rate_tables.latest_rate(
        "GBP", date(2027, 3, 4), None
    ) == ecb_rate_tables.packaged_rates().at_or_before(
        "GBP", PACKAGED_END
    )  # where nothing was fetched the packaged table goes on
    pounds = Money(Decimal(100), "GBP")
    import dataclasses

    amount = with_euros(pounds, date(2027, 3, 6), dataclasses.replace(codes, ecb_rates=rates))
    assert amount is not None
    assert (amount.eur, amount.rate_date) == (Decimal("400.00"), date(2027, 3, 5))


def test_what_was_read_before_its_rate_was_known_is_converted_once_it_is(
    tmp_path: Path, file: Path
) -> None:
    objections = tmp_path / "objections.csv"
    day = PACKAGED_END + timedelta(days=20)
    old = load_stages(objections)
    made = award(value=Money(Decimal(1000), "GBP"), value_kind="exact")
    fresh = notice("1-2026", published=day, awards=(made,))
    with closing(open_store(tmp_path / "vigie.db", old)) as db:
        new_writer(db, None, old).save([old.run(reading(fresh))])
        sql = "SELECT value, value_eur, rate_date FROM contracts"
        assert db.execute(sql).fetchone()[2] == PACKAGED_END.isoformat()
        lines = db.execute("SELECT count(*) FROM changes").fetchone()
        file.write_text(table(**{f"d{day}".replace("-", "_"): "0.5"}))
        new = load_stages(objections)
        assert convert_amounts(db, new, PACKAGED_END) == 1
        assert db.execute(sql).fetchone() == (1000.0, 2000.0, day.isoformat())
        assert convert_amounts(db, new, PACKAGED_END) == 0
        assert db.execute("SELECT count(*) FROM changes").fetchone() == lines  # nobody is told


def test_a_table_that_is_none_is_named(file: Path) -> None:
    file.write_text("day;document;GBP\n")
    with pytest.raises(Misconfigured, match="vigie crawl ecb"):
        ecb_rate_tables.read_fetched_rates(file)


def packed(text: str, method: int = zipfile.ZIP_STORED) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", method) as out:
        out.writestr("eurofxref-hist.csv", text)
    return body.getvalue()


def encrypted(body: bytes) -> bytes:
    """The same ZIP with the mark of an encrypted member, which stands twice in it."""
    changed = bytearray(body)
    changed[6] |= 1
    changed[body.index(b"PK\x01\x02") + 8] |= 1
    return bytes(changed)


def damaged(body: bytes) -> bytes:
    """The same ZIP with other bytes where its member begins."""
    start = body.index(b".csv") + len(b".csv")
    return body[:start] + b"\xff" * 8 + body[start + 8 :]


ONE_RATE_XML = (
    '<Cube xmlns="x"><Cube time="2026-11-24"><Cube currency="USD" rate="1.1"/></Cube></Cube>'
)


@pytest.mark.parametrize(
    ("body", "error", "expected"),
    [
        (b"", BrokenDocument, "empty"),
        (b"<html><body>Maintenance</body></html>", BrokenDocument, "web page"),
        (b"PK\x03\x04 cut short", BrokenDocument, "ZIP cannot be read"),
        (b"<Envelope/>", UnexpectedDocument, "no day of rates"),
        (ONE_RATE_XML.encode(), UnexpectedDocument, "1 currencies"),
        (ONE_RATE_XML.replace("1.1", "-1").encode(), UnexpectedDocument, "a rate above 0"),
        (ONE_RATE_XML.replace("2026-11-24", "24/11/2026").encode(), UnexpectedDocument, "no day"),
        (packed("Day,USD\n"), UnexpectedDocument, "expected Date"),
        (packed("Date,USD\n", zipfile.ZIP_BZIP2), BrokenDocument, "expected 8"),
        (encrypted(packed("Date,USD\n")), BrokenDocument, "ZIP cannot be read"),
        (
            damaged(packed("Date,USD\n" * 9, zipfile.ZIP_DEFLATED)),
            BrokenDocument,
            "ZIP cannot be read",
        ),
    ],
)
def test_a_body_that_is_no_table_of_rates_says_what_it_is(
    body: bytes, error: type[Exception], expected: str
) -> None:
    with pytest.raises(error, match=expected):
        list(spider_class("ecb").rates(body))


def test_the_rates_are_asked_each_night_before_the_portals_unless_switched_off(
    tmp_path: Path,
) -> None:
    from monitor.config import Config

    sources, _ = crawl_sources(Config(), {}, spider_class)
    assert [source.name for source in sources] == ["ecb"]
    (job, *_) = build_jobs(Config(), sources)
    assert (job.arguments, job.zone, f"{job.at:%H:%M}") == (
        ("crawl", "ecb"),
        "Europe/Berlin",
        "03:30",
    )
    off = Config({**Config().values, "rates.enabled": False})
    assert crawl_sources(off, {}, spider_class) == ([], [])
