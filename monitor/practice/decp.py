"""Practice DECP: the ministry's data set of valid contracts on its Opendatasoft domain."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from monitor.practice.boamp import QUOTA, Boamp
from monitor.practice.limits import Limit
from monitor.practice.listings import stock

DATASET = "/api/explore/v2.1/catalog/datasets/decp-2022-marches-valides"


class Decp(Boamp):
    name = "decp"
    dataset = DATASET
    limits: ClassVar[tuple[Limit, ...]] = (
        Limit("quota of a day", QUOTA, 86_400, "X-RateLimit headers", paths=f"{DATASET}.*"),
        Limit("30 in 10 seconds", 30, 10, "our own measure", paths=f"{DATASET}.*"),
    )

    def stock(self) -> list[dict[str, Any]]:
        """Rows of the answers in the folder; documents of other shapes are no rows."""
        bodies = (json.loads(path.read_bytes()) for path in stock(self.folder).values())
        return [row for body in bodies for row in body.get("results", [])]
