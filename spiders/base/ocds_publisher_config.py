"""Load and check ``data/reference/ocds_portals.yml``: one block per OCDS publisher.

Templates hold ``{start}``, ``{end}``, ``{last}`` (dates of the window: ``{start:%Y-%m}``),
``{year}``, ``{next_year}``, ``{buddhist_year}``, ``{start_ms}``, ``{page}``, ``{offset}``,
``{size}``; addresses of documents hold the fields of a listed item, and ``{code}``, its ocid
without the registered prefix.  Values are quoted for an address.

Raises  Misconfigured naming the row and what is wrong with it.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

from pipelines.errors import Misconfigured
from pipelines.interface_languages import missing_languages
from spiders.base.date_windows import DateWindow

_URL = re.compile(r"https?://([^/\s\"'{}]+)")


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mistyped key is a complaint, not a default."""


class PagingConfig(Strict, frozen=True, kw_only=True):
    """Declaration of the paging of a publisher.

    ``by``      page, offset: counted by us; link: ``at`` points to the next address; cursor: ``at``
                points to the value of the parameter ``param``.
    ``total``   pointer to the number of records, ``pages`` to that of pages; neither: until empty.
    ``missing_ends``  a 404 is the end, not an error.
    ``stop``    parameter of the next address that ends the walk once it is past ``{end_ms}``;
                ``stop_at_end``: the same of a cursor that is an instant.
    ``needs``   parameter without which the next address leads back to the start.
    """

    by: Literal["page", "offset", "link", "cursor"]
    at: str | None = None
    param: str | None = None
    first: int = 1
    size: int = 100
    total: str | None = None
    pages: str | None = None
    missing_ends: bool = False
    stop: str | None = None
    stop_at_end: bool = False
    needs: str | None = None


class ListingConfig(Strict, frozen=True, kw_only=True):
    """How an answer names documents: ``items`` (pointer to objects) with ``address`` (template, or
    pointer to an address), or ``links`` (pattern of addresses anywhere in the text; with an
    ``address``, a template of the pattern's groups).

    ``months``  fields of an item that say its year and month; of links: groups year, month.
    ``only``    {field: word that it must hold}.   ``own_host``  the host named there is wrong.
    ``holds``   words that every page of the list has, the empty one after the last as well.
    ``flat``    what underscores stand for in an address.
    """

    items: str | None = None
    address: str | None = None
    links: str | None = None
    months: tuple[str, ...] = ()
    only: dict[str, str] = {}
    own_host: bool = False
    flat: str | None = None
    holds: str | None = None


class WindowConfig(Strict, frozen=True, kw_only=True):
    """The same as ``DateWindow``; a publisher without one is read whole each time."""

    field: str
    first: date
    days: int = 0
    hours: int = 0
    months: int = 0
    overlap_days: int = 2


class KeyConfig(Strict, frozen=True, kw_only=True):
    """A key of the operator's own: environment variable, header, its form, where to get one."""

    variable: str
    header: str
    page: str
    form: str = "{}"


class VerificationConfig(Strict, frozen=True, kw_only=True):
    """Day and source of the last check of the row; ``live`` only if the portal was asked."""

    day: date
    source: str
    live: bool = False


class PublisherConfig(Strict, frozen=True, kw_only=True):
    """One publisher.  ``serves``: answer (a page of releases), document (named by a list), file
    (streamed).  ``state``: unverified, verified, off with ``why_off``."""

    title: dict[str, str]
    country: str
    languages: tuple[str, ...]
    site: str
    access: str
    licence: str
    terms: str
    state: Literal["unverified", "verified", "off"]
    checked: VerificationConfig
    covers: dict[str, str]
    traps: str
    zone: str
    currency: str
    why_off: str | None = None
    window: WindowConfig | None = None
    ask: tuple[str, ...] = ()
    post: dict[str, Any] | None = None
    pages: PagingConfig | None = None
    listed: ListingConfig | None = None
    serves: Literal["answer", "document", "file"] = "answer"
    records: str = "/releases"
    lines: bool = False
    members: str | None = None
    complaint: str | None = None
    ocid_of_address: bool = False
    page: str | None = None
    hosts: tuple[str, ...] = ()
    pace_s: float = 1.0
    wait: dict[int, float] = {}
    robots: str | None = None
    key: KeyConfig | None = None

    def date_window(self) -> DateWindow | None:
        window = self.window
        if window is None:
            return None
        return DateWindow(
            field=window.field,
            first=window.first.isoformat(),
            step_days=window.days,
            step_hours=window.hours,
            step_months=window.months,
            zone=self.zone,
            overlap_days=window.overlap_days,
        )

    def all_hosts(self) -> tuple[str, ...]:
        address = (self.listed and self.listed.address) or ""
        return tuple(dict.fromkeys([*_URL.findall(" ".join((*self.ask, address))), *self.hosts]))


def load_publishers(file: Path) -> dict[str, PublisherConfig]:
    """Load the table of publishers, by name, checked."""
    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, yaml.YAMLError) as error:
        raise Misconfigured(f"{file.name} cannot be read: {error}") from None
    result = {}
    for name, values in data.items():
        try:
            result[str(name)] = msgspec.convert(values, PublisherConfig)
        except msgspec.ValidationError as error:
            raise Misconfigured(f"{file.name}, {name}: {error}") from None
        if problem := _problem(result[str(name)]):
            raise Misconfigured(f"{file.name}, {name}: {problem}")
    return result


def _problem(config: PublisherConfig) -> str | None:
    """Return the contradiction in a config, if there is one."""
    for name, texts in (("title", config.title), ("covers", config.covers)):
        for lang in missing_languages(texts):
            return f"{name} says nothing in {lang}"
    if (config.state == "off") != bool(config.why_off):
        return "state off and why_off go together"
    if not config.ask and config.state != "off":
        return "ask is missing: the address to ask"
    if config.serves == "document" and config.listed is None:
        return "documents need a list that names them (listed)"
    if config.pages and (config.pages.by in ("link", "cursor")) != bool(config.pages.at):
        return "pages by link or cursor, and only these, need the pointer 'at'"
    if config.listed and bool(config.listed.items) == bool(config.listed.links):
        return "listed needs either items or links"
    return None
