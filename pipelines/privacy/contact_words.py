"""Read contact_words.csv: the words that stand before or after the name of a person."""

from __future__ import annotations

from pipelines.errors import Misconfigured
from pipelines.reference.data_folder import REFERENCE, read_csv

_KINDS = ("contact", "name_after", "name_before", "title", "sure_title", "no_person")


def read_contact_words() -> dict[str, list[str]]:
    """Return the words of each kind.  Raises  Misconfigured: one is lost with its words."""
    by_kind: dict[str, list[str]] = {}
    for row in read_csv(REFERENCE / "contact_words.csv"):
        by_kind.setdefault(row["kind"], []).append(row["words"])
    if lost := [kind for kind in _KINDS if kind not in by_kind]:
        raise Misconfigured(
            f"contact_words.csv: it has no row of the kind {lost[0]}, so names would be published:"
            " restore the file"
        )
    return by_kind
