"""Say which portal published each folder of real documents (``samples/`` of VIGIE_CORPUS)."""

from __future__ import annotations

from pipelines.reference.data_folder import DATA, read_csv

SAMPLE_FOLDERS = DATA / "gold" / "sample_folders.csv"
SAMPLE_PORTALS = {row["folder"]: row["portal"] for row in read_csv(SAMPLE_FOLDERS)}
