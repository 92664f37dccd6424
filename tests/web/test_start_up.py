"""Before the first reader comes, what all pages read is there and the collector leaves it alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.web import serve_site
from pipelines.errors import Misconfigured

# in a process of its own: this one would keep its rubbish
SCRIPT = """
import gc, json
from monitor.web.serve_site import warm_up
from monitor.i18n.information_laws import load_laws
from pipelines.reference.normalisation_tables import load_normalisation_tables as tables
warm_up()
left = len(gc.get_objects())
read = [one.cache_info().misses for one in (load_laws, tables)]
load_laws(), tables()
again = [one.cache_info().misses for one in (load_laws, tables)]
print(json.dumps([gc.get_freeze_count(), left, read, again]))
"""


def test_what_pages_read_is_there_and_is_not_looked_through_again() -> None:
    output = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, check=True).stdout
    frozen, left, read, again = json.loads(output)
    assert frozen > 50_000  # the table of codes alone
    assert left < frozen / 50
    assert read == again == [1, 1]


def test_a_site_settles_before_it_answers(monkeypatch: pytest.MonkeyPatch, demo_db: Path) -> None:
    done: list[str] = []

    def refuse(*_: object, **__: object) -> None:
        done.append("listening")
        raise Misconfigured("enough")

    monkeypatch.setattr(serve_site, "warm_up", lambda: done.append("settled"))
    monkeypatch.setattr(serve_site, "run", refuse)
    monkeypatch.setattr(serve_site.sys, "setswitchinterval", lambda _: None)
    with pytest.raises(Misconfigured, match="enough"):
        serve_site.serve(demo_db, "127.0.0.1", 0)
    assert done == ["settled", "listening"]
