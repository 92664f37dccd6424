"""Generate docs/coverage.md: how often each field is filled, and why some are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from pipelines.field_presence import AWARD_FIELDS, COMMON_FIELDS
from pipelines.reference.data_folder import REFERENCE
from pipelines.reference.expected_field_coverage import expected_coverage, load_coverage

EMPTY_FIELDS_FILE = REFERENCE / "empty_fields.yml"
FIELDS = (*COMMON_FIELDS, *AWARD_FIELDS, "deadline")
ANY_PUBLISHER = "ocds:*"
MOSTLY_EMPTY_SHARE = 0.5  # a field filled in a smaller share of notices is mostly empty

_HEADER = """\
# Which fields are filled

Made by `make docs` from `data/measured/field_coverage.json` and `data/reference/empty_fields.yml`.

How often a field is filled, in per cent of the notices whose kind has it (no supplier is missing
from a call). `–`: no such notice. The fixtures are written in the portal's shape from facts of real
notices, with cases that are rare on purpose: their figures say what is *read*, not what a portal
publishes. The real documents at hand are few, and not drawn at random. What a portal gives night
after night is on the page of sources; `vigie check` compares a live portal with these figures.
"""


def coverage_page() -> str:
    """Return the text of the page."""
    measured = load_coverage()
    written = [(name, counts) for name, counts in sorted(measured["fixtures"].items())]
    real = [
        (f"{counts['portal']} ({folder})", counts) for folder, counts in measured["samples"].items()
    ]
    parts = [
        _HEADER,
        "## Fixtures",
        "",
        *_table(written),
        "",
        "## Real documents at hand",
        "",
        "A document that is none of the portal's (a table made of its documents, a list, a cut-off",
        "file) is refused by name; no document gives nothing at all.",
        "",
        *_table(sorted(real), counted=True),
        "",
        "## Mostly empty fields\n\n"
        f"Fields that less than {MOSTLY_EMPTY_SHARE:.0%} of the notices have, over both tables.\n",
        *_empty_field_lines(),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _table(rows: list[tuple[str, Any]], *, counted: bool = False) -> Iterator[str]:
    more = ("documents", "refused") if counted else ()
    head = ["portal", "notices", *more, *FIELDS]
    yield "| " + " | ".join(head) + " |"
    yield "|---|" + "---:|" * (len(head) - 1)
    for name, counts in rows:
        refused = (
            ", ".join(f"{number} {code}" for code, number in counts["troubles"].items()) or "0"
        )
        file_counts = [str(counts["files"]), refused] if counted else []
        shares = [_share(counts["fields"].get(field)) for field in FIELDS]
        yield "| " + " | ".join([name, str(counts["notices"]), *file_counts, *shares]) + " |"


def _share(pair: list[int] | None) -> str:
    return f"{round(100 * pair[0] / pair[1])}" if pair and pair[1] else "–"


def mostly_empty_fields() -> dict[str, list[str]]:
    """Return the mostly empty fields of each portal."""
    by_portal = {}
    portals = {
        *load_coverage()["fixtures"],
        *(sample["portal"] for sample in load_coverage()["samples"].values()),
    }
    for portal in sorted(portals):
        rates = expected_coverage(portal)
        empty = [field for field in FIELDS if field in rates and _is_mostly_empty(*rates[field])]
        if empty:
            by_portal[portal] = empty
    return by_portal


def _is_mostly_empty(filled: int, total: int) -> bool:
    return total > 0 and filled < MOSTLY_EMPTY_SHARE * total


def read_empty_field_reasons() -> Mapping[str, Mapping[str, str]]:
    """Read why fields are empty: {portal or ``ANY_PUBLISHER``: {field: sentence}}."""
    reasons: Mapping[str, Mapping[str, str]] = yaml.safe_load(
        EMPTY_FIELDS_FILE.read_text(encoding="utf-8")
    )
    return reasons


def empty_field_reason(
    portal: str, field: str, reasons: Mapping[str, Mapping[str, str]]
) -> str | None:
    """Return why a portal's field is empty; None if no reason is given."""
    own_reason = reasons.get(portal, {}).get(field)
    return own_reason or (reasons[ANY_PUBLISHER].get(field) if portal.startswith("ocds:") else None)


def _empty_field_lines() -> Iterator[str]:
    reasons = read_empty_field_reasons()
    by_portal = mostly_empty_fields()
    without_own_reason = [
        portal
        for portal, fields in by_portal.items()
        if portal.startswith("ocds:") and portal not in reasons
    ]
    for portal, fields in by_portal.items():
        if portal in without_own_reason:
            continue
        yield f"- **{portal}**"
        yield from (
            f"    - *{field}*: {empty_field_reason(portal, field, reasons) or '?'}"
            for field in fields
        )
    yield f"- **the other {len(without_own_reason)} publishers of OCDS**"
    yield from (
        f"    - *{field}*: {sentence}" for field, sentence in reasons[ANY_PUBLISHER].items()
    )
