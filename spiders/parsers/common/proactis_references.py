"""Find the reference by which Public Contracts Scotland and Sell2Wales mark forwarded notices.

``(SC Ref:580790)`` stands at the end of the notice on the portal itself, on TED (to 2020) and on
Find a Tender; earlier ones in the same text are of other notices.

Source  24 releases of each portal, 11 notices of TED.
"""

from __future__ import annotations

import re

from pipelines.model import Identifier

SCHEME = "proactis"  # the firm that runs both
_REF = re.compile(r"\((SC|WA) Ref:\s?(\d{4,8})\)")


def proactis_identifiers(*texts: str | None) -> tuple[Identifier, ...]:
    """Return the number under which a notice was forwarded, if its texts name one."""
    matches = [match for text in texts if text for match in _REF.findall(text)]
    return (Identifier(SCHEME, "-".join(matches[-1])),) if matches else ()
