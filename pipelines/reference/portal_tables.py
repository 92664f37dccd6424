"""Read the tables of portals and of OCDS publishers, which are portals that share a spider."""

from __future__ import annotations

import yaml

from pipelines.interface_languages import language_columns, texts_of
from pipelines.reference.csv_table_reader import TableFolder, split_cell
from pipelines.reference.rules import yaml_loader
from pipelines.reference.table_classes import Portal

# Order of OCDS publishers among portals: behind all portals that have their own spider.
FIRST_PUBLISHER_ORDER = 2000
_TITLE = language_columns("title")  # language -> column


def read_portals(files: TableFolder) -> dict[str, Portal]:
    """Read all portals, by name."""
    portals = {}
    for row in files.rows(
        "portals.csv",
        "name country languages access licence url order enabled_by_default state terms "
        + " ".join(_TITLE.values()),
    ):
        row.check("enabled_by_default", ("yes", "no"))
        if row["name"] in portals:
            row.complain("name", "twice: keep one row")
        if not row["order"].isdigit():
            row.complain("order", "expected a whole number")
            continue
        portals[row["name"]] = Portal(
            row["name"],
            {lang: row[column] for lang, column in _TITLE.items()},
            row["country"] or None,
            split_cell(row["languages"], ","),
            row["access"],
            row["licence"],
            row["url"],
            int(row["order"]),
            row["enabled_by_default"] == "yes",
            row["state"],
            row["terms"],
        )
    return {**portals, **_read_publishers(files)}


def _read_publishers(files: TableFolder) -> dict[str, Portal]:
    """Read the OCDS publishers as portals ``ocds:NAME``."""
    name = "ocds_portals.yml"
    try:
        rows = yaml.load((files.folder / name).read_text("utf-8"), Loader=yaml_loader())
        return {
            f"ocds:{key}": Portal(
                f"ocds:{key}",
                texts_of(row["title"], f"{name}, {key}: title"),
                row["country"],
                tuple(row["languages"]),
                row["access"],
                row["licence"],
                row["site"],
                FIRST_PUBLISHER_ORDER + index,
                False,
                row["state"],
                row["terms"],
            )
            for index, (key, row) in enumerate(rows.items())
        }
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        files.complain(name, 0, "(file)", f"cannot be read ({error}): restore it")
    except (KeyError, TypeError, AttributeError) as error:
        what = f"a publisher lacks {error}, or it is of another kind: see its neighbours"
        files.complain(name, 0, "(block)", what)
    return {}
