"""Load OCDS releases from packages on disk, and serve them as the two British portals do.

Numbers such as ``1e9999``, which Find a Tender really sends, survive the journey.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import Response

LONDON = ZoneInfo("Europe/London")
PLANNING = ("planning", "planningUpdate")
TENDER = ("tender", "tenderUpdate", "tenderAmendment", "tenderCancellation")
AWARD = ("award", "awardUpdate", "awardCancellation")
STAGES = {"planning": PLANNING, "tender": TENDER, "award": AWARD}
ENVELOPE = ("version", "publisher", "license", "publicationPolicy")


@dataclass(frozen=True)
class ReleaseStore:
    """All releases of a folder with their dates, newest first, and the envelope they came in."""

    releases: tuple[dict[str, Any], ...]
    dates: tuple[datetime, ...]
    envelope: Mapping[str, Any]

    def within(self, since: datetime | None, until: datetime | None) -> list[dict[str, Any]]:
        """Releases dated in the span, both ends included."""
        return [
            release
            for release, date in zip(self.releases, self.dates, strict=True)
            if (since is None or date >= since) and (until is None or date <= until)
        ]


def load_releases(folder: Path) -> ReleaseStore:
    """Load a folder of release packages; a release that stands in two files counts once."""
    paths = sorted(folder.glob("*.json"))
    return _shelf(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=4)
def _shelf(files: tuple[tuple[Path, int], ...]) -> ReleaseStore:
    """Files with their time of change, so that a changed folder is read again."""
    releases: dict[str, dict[str, Any]] = {}
    envelope: dict[str, Any] = {}
    for path, _ in files:
        package = json.loads(path.read_text(encoding="utf-8"))
        envelope = envelope or {key: package[key] for key in ENVELOPE if key in package}
        for release in package["releases"]:
            releases.setdefault(release["id"], release)
    newest_first = sorted(
        releases.values(), key=lambda each: (release_date(each), each["id"]), reverse=True
    )
    return ReleaseStore(tuple(newest_first), tuple(map(release_date, newest_first)), envelope)


def release_date(release: Mapping[str, Any]) -> datetime:
    return parse_instant(release["date"])


def parse_instant(text: str) -> datetime:
    """Parse an ISO instant; without a zone it is London time.  Raises ValueError."""
    parsed = datetime.fromisoformat(text)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=LONDON)


def in_stages(release: Mapping[str, Any], stages: Iterable[str]) -> bool:
    return any(tag in STAGES[stage] for stage in stages for tag in release["tag"])


def build_package(
    uri: str, envelope: Mapping[str, Any], extensions: list[str], releases: list[dict[str, Any]]
) -> dict[str, Any]:
    """Build a release package with keys in the portals' order."""
    return {
        "uri": uri,
        "version": envelope.get("version", "1.1"),
        "extensions": extensions,
        "publishedDate": releases[0]["date"] if releases else None,
        **{key: envelope[key] for key in ENVELOPE[1:] if key in envelope},
        "releases": releases,
    }


def json_response(value: Any) -> Response:
    """Return a JSON response; an infinite number is written as it was received."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text.replace(":Infinity", ":1e9999"), media_type="application/json")


def page_size(text: str) -> int:
    """Read the parameter ``limit``.  Raises ValueError."""
    if not text.isdigit() or not 1 <= int(text) <= 100:
        raise ValueError("limit must be between 1 and 100")
    return int(text)
