"""Names of French communes and their groupings, by SIREN, for buyers published by number only."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pipelines.reference.data_folder import REFERENCE, read_csv
from pipelines.reference.sirene_names import siren_in

FILE = REFERENCE / "french_local_bodies.csv"


@lru_cache(maxsize=1)
def local_bodies() -> Mapping[str, str]:
    """Return the names by SIREN; read when the first number without a name is met."""
    return {row["siren"]: row["name"] for row in read_csv(FILE)}


def name_of_number(name: str) -> str | None:
    """Return the name of the local body that a number stands for; None for every other name.

    >>> name_of_number("SIRET 21350238800019"), name_of_number("Ville de Rennes")
    ('Commune de Rennes', None)
    """
    siren = siren_in(name)
    return local_bodies().get(siren) if siren else None
