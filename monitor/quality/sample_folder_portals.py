"""Say which portal published each folder of real documents (``samples/`` of VIGIE_CORPUS)."""

from __future__ import annotations

from pipelines.reference.data_folder import MEASURED, read_csv

SAMPLE_FOLDERS = MEASURED / "sample_folders.csv"  # there without the labelled notices, too
SAMPLE_PORTALS = {row["folder"]: row["portal"] for row in read_csv(SAMPLE_FOLDERS)}
