"""Unwrap release packages, record packages and lines into single releases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipelines.errors import UnexpectedDocument
from spiders.parsers import decoding
from spiders.parsers.common.json_values import as_list, clean_text
from spiders.parsers.decoding import record_splitter

_ENVELOPE = {"publisher", "publishedDate", "uri", "extensions", "publicationPolicy"}
_WRAPPERS = ("releasePackage", "recordPackage", "arrayReleasePackage", "releasePackages")
_HOLDS_MORE = {"releases", "records", "compiledRelease", *_WRAPPERS}
_COMPLAINTS = ("error", "errors", "fault", "exception")
_LINES = re.compile(rb"\}[ \t\r]*\n[ \t]*\{")
LATEST_RELEASE = "dateOfLatestLinkedRelease"  # given to a compiled release; no field of OCDS
_SECTIONS = {"buyer", "parties", "planning", "tender", "awards", "contracts"}
_MARKS = ("tag", "initiationType", "tender")  # where the ocid is missing, as in ANAC's files


def releases(value: Any) -> Iterator[Any]:
    """Unwrap a release package, record package, search page, record, release or list of these.

    Shape   Items of a list come out one by one, so that a bad one costs only itself.  A record
            gives its embedded releases, else its compiled release.  A package without releases
            (a month with nothing) gives none.
    Raises  UnexpectedDocument: the value is none of these (an error body, for example).
    """
    if isinstance(value, list):
        for item in value:
            yield from releases(item) if _holds_more(item) else (item,)
    elif not isinstance(value, dict):
        raise UnexpectedDocument(_unknown(value))
    elif "records" in value:
        yield from releases(_listed(value, "records"))
    elif "compiledRelease" in value or (_is_list(value.get("releases")) and "ocid" in value):
        yield from _of_record(value)
    elif "releases" in value:
        yield from releases(_listed(value, "releases"))
    elif wrapper := next((key for key in _WRAPPERS if key in value), None):
        yield from releases(value[wrapper])
    elif _is_release(value):
        yield value
    elif not _ENVELOPE & value.keys() or _lists_others(value):
        raise _unknown(value)


def from_json(body: bytes) -> Iterator[Any]:
    """Return the releases of a body that is one JSON value."""
    yield from releases(decoding.json_value(body))


def from_lines(body: bytes) -> Iterator[Any]:
    """Return the releases of a body with one JSON value, or with one per line.

    A line that cannot be read comes out as the error it raised, for ``notices`` to report: the
    other lines are read all the same.
    """
    lines = [line for line in decoding.check_body(body, "JSON").splitlines() if line.strip()]
    several = len(lines) > 1 and lines[0].rstrip().endswith(b"}")
    if several and lines[1].lstrip().startswith(b"{"):
        for line in lines:
            yield from _of_line(line)
    else:
        yield from from_json(body)


def from_slice(body: bytes) -> Iterator[Any]:
    """Body as for ``from_lines``, or a slice of a package (``record_splitter.json_slices``)."""
    inside = decoding.check_body(body, "JSON").strip(record_splitter.SEPARATORS)
    several = _LINES.search(inside) is not None
    if inside.startswith(b"{") and not several:
        yield from releases(decoding.json_value(record_splitter.records_of(body)))
    else:
        yield from from_lines(body)


def _of_line(line: bytes) -> Iterator[Any]:
    try:
        yield from list(releases(decoding.json_value(line)))
    except UnexpectedDocument as error:
        yield error


def _of_record(record: dict[str, Any]) -> Iterator[Any]:
    """Linked releases (url, date and tag) hold no notice; the compiled release does.

    Its own date may be that of the file in which it was put together, years after the last of the
    linked releases was published.
    """
    listed = as_list(record.get("releases"))
    embedded = [release for release in listed if not _is_link(release)]
    compiled = record.get("compiledRelease")
    if embedded:
        yield from embedded
    elif isinstance(compiled, dict):
        dates = [clean_text(link.get("date")) or "" for link in listed if isinstance(link, dict)]
        dates = [date for date in dates if date[:4].isdigit()]
        latest = {LATEST_RELEASE: max(dates)} if dates else {}
        yield {"ocid": record.get("ocid"), **compiled, **latest}
    else:
        yield record


def _is_link(value: Any) -> bool:
    """Whether it tells where a release is, and none of what it says; it may name it by its ids."""
    if not isinstance(value, dict) or not _SECTIONS.isdisjoint(value):
        return False
    return "ocid" not in value or "url" in value


def _is_release(value: Any) -> bool:
    return isinstance(value, dict) and ("ocid" in value or any(key in value for key in _MARKS))


def _holds_more(value: Any) -> bool:
    return isinstance(value, list) or (
        isinstance(value, dict) and not _HOLDS_MORE.isdisjoint(value)
    )


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _lists_others(package: dict[str, Any]) -> bool:
    """Whether a package without releases lists objects under a name that we do not know."""
    lists = (value for value in package.values() if isinstance(value, list))
    return any(isinstance(item, dict) for items in lists for item in items)


def _listed(package: dict[str, Any], name: str) -> list[Any]:
    """The items of a package; none beside an error is no month with nothing."""
    items = as_list(package[name])
    if not items and any(package.get(complaint) for complaint in _COMPLAINTS):
        raise _unknown(package)
    return items


def _unknown(value: Any) -> UnexpectedDocument:
    actual_type = decoding.json_type_name(value)
    return UnexpectedDocument(f"expected an OCDS package or release, got {actual_type}")
