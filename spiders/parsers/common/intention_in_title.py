"""Whether a title says that an award is only intended, whatever the form says.

National forms have none for it: "Intensjonskunngjøring – …" is published as a result, with a day of
signature that the form requires (Doffin 2024-100829).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_INTENTION = re.compile(
    r"""[\W_]*(?:
    intensjonskunngjøring|intentionsmeddelelse|profylakse|frivillig\ (?:forudgående|ex[-\ ]?ante)
    |voluntary\ ex[-\ ]?ante|veat\b|(?:notice\ of\ )?intent(?:ion)?\ to\ award|award\ intention
    |freiwillige\w*\ ex[-\ ]?ante|avis\ (?:de\ transparence\ )?(?:volontaire\ )?ex[-\ ]?ante
    |avviso\ volontario|aankondiging\ vrijwillige\ transparantie|vrijwillige\ transparantie
    )""",
    re.IGNORECASE | re.VERBOSE,
)


def is_intention(titles: Iterable[str]) -> bool:
    """Whether a title begins so; one that follows up on an intention does not."""
    return any(map(_INTENTION.match, titles))
