"""Parse agencies and recipients of USAspending."""

from __future__ import annotations

import re
from typing import Any

from pipelines.model import Identifier, Organization, Supplier
from spiders.parsers.common.iso_codes import country
from spiders.parsers.common.json_values import clean_text, mapping

# several under one name, or a name that is not disclosed (the latter from general knowledge)
_NOBODY = re.compile(
    r"MULTIPLE (?:FOREIGN )?RECIPIENTS|(?:MISCELLANEOUS )?(?:FOREIGN|DOMESTIC) AWARDEES.*", re.I
)
_ALONE = re.compile(r"individual|sole.proprietor|self.employed", re.I)
_HIDDEN = "REDACTED DUE TO PII"


def agency(data: dict[str, Any]) -> Organization | None:
    """Join department and bureau, as several departments have bureaus of one name."""
    tiers = (mapping(data.get(f"{tier}_agency")) for tier in ("toptier", "subtier"))
    name = ", ".join(dict.fromkeys(filter(None, (clean_text(tier.get("name")) for tier in tiers))))
    return Organization(name, "US") if name else None


def recipient(data: dict[str, Any]) -> tuple[Supplier, ...]:
    """The winner; several under one name are nobody, one whose name is withheld is a person."""
    name = clean_text(data.get("recipient_name"))
    if not name or _NOBODY.fullmatch(name):
        return ()
    uei, location = clean_text(data.get("recipient_uei")), mapping(data.get("location"))
    categories = data.get("business_categories")
    alone = isinstance(categories, list) and any(_ALONE.search(str(x)) for x in categories)
    return (
        Supplier(
            Organization(
                name,
                country(clean_text(location.get("location_country_code"))),
                (Identifier("US-UEI", uei),) if uei else (),
                True if alone or name.upper() == _HIDDEN else None,
                city=clean_text(location.get("city_name")),
                region=clean_text(location.get("state_name")),
            )
        ),
    )
