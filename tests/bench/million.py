"""A made-up database of the size that ten years of Europe's digital contracts would have.

    python -m tests.bench.million FILE [CONTRACTS]

Tables, indexes, triggers and full text are those of a real file; the rows are drawn, so that the
large are as large as they are in life: a few bodies and groups with thousands of contracts, words
that half of the titles have and words that three have.  Nothing in it says anything about anybody.
Left empty: what the site never reads (snapshots, keys of families), and lots.
"""

from __future__ import annotations

import hashlib
import random
import sqlite3
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from monitor.aggregates.refresh import refresh
from pipelines.open_store import open_store
from pipelines.reference.regions import regions
from pipelines.stages import load_stages
from pipelines.store import count_triggers
from pipelines.store.schema import COUNT_TABLES, TABLES

SEED = 20261124
NOTICES_PER_CONTRACT = 1.2
CALLS_PER_CONTRACT = 0.4  # of which no contract is known: tags of the notice alone
CALL_DAYS = 35  # to tender
YEARS = 10
A_CHUNK = 20_000
RARE_WORD, RARE = "Zwischenahnstadt", 3  # in as many titles, whatever the size
COMMON_WORD = "services"  # in two titles of five

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Draw:
    """Values with their weights; ``many`` draws."""

    values: Sequence[Any]
    weights: Sequence[float]
    sums: list[float] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sums", list(accumulate(self.weights)))

    def many(self, chance: random.Random, count: int) -> list[Any]:
        return chance.choices(self.values, cum_weights=self.sums, k=count)


def among(**weights: float) -> Draw:
    return Draw([None if name == "none" else name for name in weights], list(weights.values()))


def zipf(values: Sequence[Any], power: float = 1.0) -> Draw:
    """The first is drawn most, the next half as often, …"""
    return Draw(values, [1 / (index + 3) ** power for index in range(len(values))])


PORTALS = {
    "ted": ("FR DE ES IT PL NL BE SE PT AT IE GR FI DK RO CZ HU NO", 46),
    "boamp": ("FR", 12),
    "decp": ("FR", 16),
    "find_a_tender": ("GB", 7),
    "contracts_finder": ("GB", 9),
    "placsp": ("ES", 6),
    "seao": ("CA", 3),
    "simap": ("CH", 1),
}
PORTAL = Draw(list(PORTALS), [weight for _, weight in PORTALS.values()])
LANGUAGE = {
    "FR": "fr",
    "BE": "fr",
    "CA": "fr",
    "CH": "de",
    "DE": "de",
    "AT": "de",
    "ES": "es",
    "IT": "it",
    "PL": "pl",
    "NL": "nl",
    "PT": "pt",
    "SE": "sv",
}
METHOD = among(open=58, selective=8, limited=9, direct=11, none=14)
STATUS = among(active=90, pending=3, cancelled=2, unsuccessful=4, terminated=1)
TECHNIQUE = among(none=74, framework=18, call_off=6, dynamic_purchasing=2)
VALUE_KIND = among(exact=55, ceiling=14, estimate=8, undisclosed=23)
DATA = among(yes=18, unclear=14, no=68)
WORKERS = among(yes=2, unclear=1, no=97)
PUBLIC = among(yes=3, unclear=1, no=96)
ALTERNATIVE = among(yes=1, unclear=1, no=98)
EXPOSURE = among(non_eu_parent=8, eu_only=22, domestic=31, hybrid=1, unknown=14, none=24)
KIND = among(award=62, contract=20, tender=12, amendment=5, planning=1)
CODES = Draw(
    [
        "CPV 48000000",
        "CPV 72000000",
        "CPV 72260000",
        "CPV 48218000",
        "CPV 72410000",
        "CPV 32323500",
        "CPV 30213000",
        "CPV 79511000",
        "CPV 48450000",
        "CPV 35125300",
        None,
    ],
    [14, 20, 12, 6, 7, 4, 9, 2, 4, 3, 19],
)
_THINGS = """
services licences maintenance hébergement logiciel software support Lizenzen plateforme réseau
cloud suministro acquisition fourniture téléphonie vidéoprotection équipements manutenzione hosting
portail infogérance Wartung développement consulting messagerie sauvegarde cybersécurité servers
serveurs application données paie ressources formation Beratung intégration archivage badgeage
géolocalisation borne billetterie radio antivirus firewall stockage data center centre appels
impression copieurs postes travail tablets écoles hôpital santé dossier patient bibliothèque
urbanisme SIG cadastre finances comptabilité achats marchés signature électronique visioconférence
intranet extranet site internet accessibilité hotline
"""
_SYLLABLES = """
ba bre ca cour da fon gar hau ker lan ma mon nor pont ra saint tour val ver vil
"""
_BODIES = """
Commune Ville Département Région Université Hôpital Métropole Ministère Agence Office Syndicat
Council Stadt Landkreis Ayuntamiento Comune Gemeente Institut Rectorat Caisse
"""
_FIRMS = """
Systems Conseil Informatique Software Solutions IT Digital Services Group Technologies
"""
_LETTERS = {"GR": "EL", "GB": "UK"}  # of region codes
REGIONS = {  # one body in so many gives none
    country: [
        None,
        *sorted({region.code for region in regions().values() if region.code[:2] == letters}),
    ]
    for country, letters in (
        (part, _LETTERS.get(part, part))
        for countries, _ in PORTALS.values()
        for part in countries.split()
    )
}
THINGS = zipf(_THINGS.split(), 0.85)
SYLLABLES, FIRMS = _SYLLABLES.split(), _FIRMS.split()
BODIES = zipf(_BODIES.split(), 0.5)


def write(path: Path, contracts: int, today: date, say: Callable[[str], None] = print) -> None:
    """Makes the file; what is there already is left as it is."""
    if path.exists():
        return
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    connection = open_store(unfinished, load_stages(path.parent / "no objections.csv"))
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
        connection.execute(f"PRAGMA {pragma}")
    later = _set_aside(connection)
    _World(connection, contracts, today, say).fill()
    say(f"  {len(later)} indexes and triggers")
    for sql in later:
        connection.execute(sql)
    say("  full text")
    for name, table in TABLES.items():
        if table.full_text:
            connection.execute(f"INSERT INTO {name}_fts ({name}_fts) VALUES ('rebuild')")
    _after(connection)
    say("  figures")
    refresh(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    unfinished.rename(path)


def _set_aside(connection: sqlite3.Connection) -> list[str]:
    """Drops indexes and triggers; the SQL that makes them again, when all rows are there."""
    rows = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
        " AND sql IS NOT NULL ORDER BY type, name"
    ).fetchall()
    for kind, name, _ in rows:
        connection.execute(f"DROP {kind} [{name}]")
    return [sql for _, _, sql in rows]


def _after(connection: sqlite3.Connection) -> None:
    """What triggers and commands would have kept up to date on the way."""
    for name in COUNT_TABLES:
        count_triggers.recount(connection, name)
    connection.execute(
        "UPDATE portals SET state = 'ok', last_success = strftime('%Y-%m-%dT05:00:00Z', 'now'),"
        " newest_notice = (SELECT max(published) FROM register r WHERE r.portal = portals.name),"
        " notices_received = (SELECT count(*) FROM register r WHERE r.portal = portals.name),"
        " notices_published = (SELECT count(*) FROM notices n WHERE n.portal = portals.name)"
        " WHERE name IN (SELECT DISTINCT portal FROM register)"
    )


class _World:
    """Draws all rows, in the order of their keys."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        contracts: int,
        today: date,
        say: Callable[[str], None],
    ) -> None:
        self.db, self.contracts, self.today, self.say = connection, contracts, today, say
        self.chance = random.Random(SEED)
        self.places = [self._place() for _ in range(30_000)]
        self.bodies = [self._body(number) for number in range(max(contracts // 10, 200))]
        self.firms = [self._firm(number) for number in range(max(contracts // 15, 200))]
        self.body, self.firm = zipf(self.bodies, 0.75), zipf(self.firms, 0.8)
        groups = [
            row[0]
            for row in connection.execute(
                "SELECT id FROM vendor_groups ORDER BY tier <> 'gafam', tier <> 'big_tech', id"
            )
        ]
        self.group = zipf(groups, 0.9)
        self.big = {
            row[0]
            for row in connection.execute(
                "SELECT id FROM vendor_groups WHERE tier IN ('gafam', 'big_tech')"
            )
        }
        self.days = YEARS * 365
        self.recent: deque[str] = deque(maxlen=7)

    def fill(self) -> None:
        self._insert(
            "organizations",
            ((*body[:3], "BENCH", body[0], None, None, None) for body in self.bodies + self.firms),
        )
        self._insert(
            "organization_names",
            ((body[0], body[1], None, None) for body in self.bodies + self.firms),
        )
        for start in range(0, self.contracts, A_CHUNK):
            self._chunk(start, min(A_CHUNK, self.contracts - start))
            if start % 100_000 == 0:
                self.say(f"  {start:,} contracts")

    def _insert(self, table: str, rows: Iterable[Row]) -> None:
        """Insert rows; columns added to the schema later, which stand last, stay empty."""
        width = len(TABLES[table].names)
        marks = ", ".join("?" * width)
        whole = ((*row, *[None] * (width - len(row))) for row in rows)
        self.db.execute("BEGIN")
        self.db.executemany(f"INSERT INTO {table} VALUES ({marks})", whole)
        self.db.execute("COMMIT")

    def _place(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.choice((2, 3, 3, 4)))).title()

    def _body(self, number: int) -> Row:
        country = self.chance.choice(PORTALS[PORTAL.many(self.chance, 1)[0]][0].split())
        kind = BODIES.many(self.chance, 1)[0]
        name = f"{kind} de {self.chance.choice(self.places)}"
        return (f"BENCH-B{number:06}", name, country, self.chance.choice(REGIONS[country]))

    def _firm(self, number: int) -> Row:
        name = f"{self.chance.choice(self.places)} {self.chance.choice(FIRMS)}"
        return (f"BENCH-F{number:06}", name, self.chance.choice(("FR", "DE", "GB", "ES", "IE")))

    def _chunk(self, start: int, count: int) -> None:
        made: dict[str, list[Row]] = {
            name: []
            for name in (
                "procedures",
                "notices",
                "contracts",
                "contract_notices",
                "texts",
                "suppliers",
                "contract_groups",
                "buyers",
                "tags",
                "documents",
                "register",
                "changes",
            )
        }
        for drawn in self._drawn(start, count):
            _rows_of(drawn, made)
        for table, rows in made.items():
            self._insert(table, rows)

    def _drawn(self, start: int, count: int) -> Iterator[dict[str, Any]]:
        chance = self.chance
        columns = {
            "body": self.body,
            "firm": self.firm,
            "portal": PORTAL,
            "method": METHOD,
            "status": STATUS,
            "technique": TECHNIQUE,
            "value_kind": VALUE_KIND,
            "data": DATA,
            "workers": WORKERS,
            "public": PUBLIC,
            "alternative": ALTERNATIVE,
            "exposure": EXPOSURE,
            "kind": KIND,
            "code": CODES,
            "group": self.group,
        }
        drawn = {name: draw.many(chance, count) for name, draw in columns.items()}
        words = THINGS.many(chance, 6 * count)
        for index in range(count):
            item = {name: values[index] for name, values in drawn.items()}
            number = start + index
            item["number"] = number
            # in the order received: the last rows are the newest
            age = int(self.days * (1 - number / self.contracts)) + chance.randrange(20)
            item["day"] = self.today - timedelta(days=min(age, self.days))
            item["title"] = self._title(words[6 * index : 6 * index + 6], number)
            item["grouped"] = chance.random() < 0.13
            item["big"] = item["grouped"] and item["group"] in self.big
            item["value"] = round(chance.lognormvariate(11, 1.6), 2)
            item["months"] = chance.choice((6, 12, 12, 24, 36, 48, 48, 60))
            item["ends"] = chance.random() < 0.65
            item["more"] = chance.random() < NOTICES_PER_CONTRACT - 1
            item["called"] = chance.random() < CALLS_PER_CONTRACT
            item["id"] = f"{item['portal']}:{number:07}-{item['day'].year}"
            item["copy"] = self.recent[0] if number > 9 and chance.random() < 0.08 else None
            self.recent.append(f"{item['id']}/LOT-0001")
            yield item

    def _title(self, words: list[str], number: int) -> str:
        first = dict.fromkeys(words[: 3 + number % 4])
        rare = (
            f" {RARE_WORD}"
            if number * RARE // self.contracts != (number - 1) * RARE // (self.contracts)
            or number == 0
            else ""
        )
        title = " ".join(first) + f" – {self.chance.choice(self.places)}{rare}"
        return title[0].upper() + title[1:]


_AT = datetime(2026, 11, 24, 5, 30, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rows_of(item: dict[str, Any], made: dict[str, list[Row]]) -> None:
    """One contract with its procedure, notices, supplier, tags and lines in the log."""
    portal, number, day = item["portal"], f"{item['number']:07}", item["day"]
    notice_id = item["id"]
    contract_id = f"{notice_id}/LOT-0001"
    procedure_id = f"{portal}:p{number}"
    body_id, body, country, region = item["body"]
    firm_id, firm, firm_country = item["firm"]
    end = (day + timedelta(days=30 * item["months"])).isoformat() if item["ends"] else None
    basis = ("stated" if item["number"] % 3 else "from_duration") if end else "unknown"
    value = None if item["value_kind"] == "undisclosed" else item["value"]
    exact = item["value_kind"] == "exact" and item["status"] in ("active", "terminated")
    published, url = day.isoformat(), f"https://bench.example/{notice_id}"
    same = item["copy"]

    made["procedures"].append(
        (
            procedure_id,
            portal,
            item["title"],
            body,
            country,
            item["method"],
            None,
            "Exclusivité" if item["method"] == "direct" else None,
            item["technique"],
            None,
            published,
            1,
        )
    )
    made["contracts"].append(
        (
            contract_id,
            procedure_id,
            portal,
            item["title"],
            '["LOT-0001"]',
            body,
            body_id,
            country,
            firm,
            _groups(item),
            item["status"],
            published,
            published,
            published,
            published,
            value,
            "EUR" if value else None,
            "excluded",
            item["value_kind"],
            None,
            None,
            value,
            published,
            value if exact and same is None else None,
            value if item["value_kind"] == "ceiling" else None,
            0,
            1,
            item["number"] % 7 or None,
            item["method"],
            item["technique"],
            None,
            published,
            end,
            item["months"],
            basis,
            None,
            value,
            int(item["more"]),
            same,
            item["code"],
            "yes",
            *_claims(item),
            notice_id,
            url,
            None,
            None,
            region,
        )
    )
    _add_notice(item, made, notice_id, procedure_id, item["kind"], contract_id, "states")
    if item["more"]:
        later = f"{portal}:{number}a-{day.year}"
        _add_notice(item, made, later, procedure_id, "amendment", contract_id, "amends")
    if item["called"]:
        called = f"{portal}:{number}c-{day.year}"
        made["procedures"].append((f"{portal}:c{number}", *made["procedures"][-1][1:]))
        _add_notice(item, made, called, f"{portal}:c{number}", "tender", None, None)
        _add_tags(item, made, called, None)
    # most of what a portal says is about something else, in the same body
    other = f"{portal}:{number}x-{day.year}"
    made["register"].append(
        (
            other,
            _hash(notice_id),
            portal,
            published,
            "award",
            f"Nettoyage {item['title']}",
            firm,
            "CPV 90910000",
            "no",
            "no word",
            _hash(other),
        )
    )
    made["suppliers"].append(
        (
            contract_id,
            firm_id,
            firm,
            "main",
            firm_country,
            item["group"] if item["grouped"] else "",
            "alias" if item["grouped"] else None,
            None,
            firm if item["grouped"] else None,
            "high" if item["grouped"] else None,
        )
    )
    if item["grouped"]:
        made["contract_groups"].append((contract_id, item["group"], "winner", "high"))
    _add_tags(item, made, notice_id, contract_id)


def _add_notice(
    item: dict[str, Any],
    made: dict[str, list[Row]],
    this: str,
    procedure_id: str,
    kind: str,
    contract_id: str | None,
    role: str | None,
) -> None:
    """One notice with its document; without a contract it is a call for tenders."""
    portal, day = item["portal"], item["day"]
    body_id, body, country, _ = item["body"]
    firm = item["firm"][1] if contract_id else None
    value = None if item["value_kind"] == "undisclosed" else item["value"]
    currency = "EUR" if value else None
    published, url, sha256 = day.isoformat(), f"https://bench.example/{this}", _hash(this)
    language = LANGUAGE.get(country, "en")
    description = (
        f"{item['title']}. " * 4 + f"Prestations pour {body}, durée {item['months']} mois."
    )
    made["notices"].append(
        (
            this,
            portal,
            this.partition(":")[2],
            procedure_id,
            kind,
            "none",
            "current",
            None,
            None,
            None,
            None,
            "29",
            published,
            language,
            item["title"],
            description,
            body,
            body_id,
            country,
            firm,
            item["code"],
            None,
            value,
            currency,
            value,
            "result" if contract_id else "estimate",
            item["method"],
            item["technique"],
            None if contract_id else (day + timedelta(days=CALL_DAYS)).isoformat(),
            url,
            1,
            "yes",
            "code",
            *_claims(item),
            _groups(item),
            "[]",
            sha256,
            sha256,
        )
    )
    if contract_id:
        made["contract_notices"].append(
            (contract_id, this, role, published, value, currency, "LOT-0001")
        )
    for field_, text in (("title", item["title"]), ("description", description)):
        made["texts"].append((this, "", field_, language, 0, text))
    made["buyers"].append((this, body_id, body, "buyer", country))
    made["documents"].append(
        (
            sha256,
            portal,
            url,
            None,
            "application/xml",
            _AT,
            f"{portal}/{published}.warc.gz",
            item["number"] * 700,
            24_000,
            "1",
            1,
            None,
        )
    )
    made["register"].append(
        (
            this,
            sha256,
            portal,
            published,
            kind,
            item["title"],
            firm,
            item["code"],
            "yes",
            "code",
            sha256,
        )
    )
    changed = role == "amends"
    made["changes"].append(
        (
            None,
            _AT,
            "changed" if changed else "appeared",
            "notice",
            this,
            contract_id,
            "amendments" if changed else None,
            None,
            None,
            None,
            sha256,
        )
    )


def _add_tags(
    item: dict[str, Any], made: dict[str, list[Row]], notice_id: str, contract_id: str | None
) -> None:
    for tag, value in _claimed(item):
        made["tags"].append(
            (
                _hash(f"{contract_id or notice_id} {tag}")[:20],
                notice_id,
                contract_id,
                tag,
                value,
                None,
                "high",
                f"bench-{tag}",
                "title",
                None,
                None,
                item["title"][:20],
                0,
            )
        )


def _groups(item: dict[str, Any]) -> str:
    return f'["{item["group"]}"]' if item["grouped"] else "[]"


def _claims(item: dict[str, Any]) -> tuple[str | None, ...]:
    """What notice and contract say of each claim, in the order of their columns."""
    big = "yes" if item["big"] else "no"
    return (big, *(item[name] for name in ("data", "workers", "public", "alternative", "exposure")))


def _claimed(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if item["grouped"]:
        yield "vendor", item["group"]
    if item["big"]:
        yield "big_tech", "yes"
    for tag, value in (
        ("data_outsourcing", item["data"]),
        ("worker_surveillance", item["workers"]),
        ("public_surveillance_ai", item["public"]),
        ("public_alternative", item["alternative"]),
    ):
        if value != "no":
            yield tag, value
    if item["exposure"]:
        yield "data_law_exposure", item["exposure"]


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000, date.today())
