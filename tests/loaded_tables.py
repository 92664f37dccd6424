"""Reads, when imported, what each command reads once: forks have it (tests.forked_commands).

Half a second of processor, of the six tenths that a command takes for its first notice.
"""

from __future__ import annotations

from monitor.search.synonyms import load_concepts
from pipelines.model import Organization, Supplier
from pipelines.stages import load_stages
from tests.pipelines.notices import award_notice

_FIRST = award_notice("Logiciel de paie", "fr", "FR", Supplier(Organization("Jeanne Exemple")))

load_concepts()
_STAGES = load_stages()
_STAGES.classify(_STAGES.anonymise_and_normalise(_FIRST))
