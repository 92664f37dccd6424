"""Compile the releases of a contracting process into an OCDS record.

Source  https://standard.open-contracting.org/1.1/en/schema/merging/: later values replace earlier
        ones; lists of objects with an id are merged by it; other lists are replaced as a whole.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator

from ocdsmerge import Merger
from ocdsmerge.exceptions import DuplicateIdValueWarning
from ocdsmerge.rules import MergeRules

from monitor.export.ocds_values import Json

# Which lists a later release replaces as a whole, by the schemas of OCDS 1.1.5 and of our
# extension, for the fields that ``ocds_release`` writes.  A test compares them with the schemas.
_REPLACED = (
    "parties/additionalIdentifiers",
    "parties/roles",
    "parties/vigieGroups",
    "tender/items/additionalClassifications",
    "awards/items/additionalClassifications",
    "awards/relatedLots",
    "awards/suppliers",
    "awards/vigieSubcontractors",
    "awards/vigieTags",
    "contracts/items/additionalClassifications",
    "contracts/relatedLots",
    "relatedProcesses/relationship",
    "vigieTags",
)
MERGE_RULES: MergeRules = {
    **dict.fromkeys((("id",), ("date",), ("tag",)), "omitWhenMerged"),
    **{tuple(path.split("/")): "wholeListMerge" for path in _REPLACED},
}
_MERGER = Merger(merge_rules=MERGE_RULES)


def build_records(releases: Iterable[Json]) -> Iterator[Json]:
    """Yield a record for each ocid of the releases of one procedure, oldest release first."""
    by_ocid: dict[str, list[Json]] = {}
    for release in releases:
        by_ocid.setdefault(release["ocid"], []).append(release)
    for ocid, releases_of_process in by_ocid.items():
        ordered = sorted(releases_of_process, key=lambda release: str(release["date"]))
        with warnings.catch_warnings():  # lots that a buyer named alike are one, as in our tables
            warnings.simplefilter("ignore", DuplicateIdValueWarning)
            compiled = _MERGER.create_compiled_release(ordered)
        yield {"ocid": ocid, "releases": ordered, "compiledRelease": compiled}
