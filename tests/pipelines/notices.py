"""Notices for tests of rules, tags and answers."""

from __future__ import annotations

from datetime import date

from pipelines.model import Award, Code, Notice, Supplier, Text


def award_notice(title: str, language: str, country: str, *suppliers: Supplier) -> Notice:
    """Return an award of one contract for IT services, of which the title says all."""
    return Notice(
        id="ted:1-2026",
        portal="ted",
        number="1-2026",
        kind="award",
        published=date(2026, 3, 2),
        languages=(language,),
        country=country,
        codes=(Code("CPV", "72000000", main=True),),
        texts=(Text("title", title, language),),
        awards=(Award(key="1", suppliers=suppliers),),
    )
