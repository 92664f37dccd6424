"""``make datasette-next``: our site on another Datasette, page by page; exit status 1 if any fails.

The demonstration's database is served by the Datasette that is installed, and a page of each kind
is opened.  Nothing of the build depends on it: it says early what a release to come would break.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import click

from monitor.demo.run_demo import run_demo
from monitor.demo.shift_dates import WRITTEN_FOR
from tests.web.support import EXPLORED, TODAY, asked

OURS = ("/fr/", "/en/sources", "/fr/bientot-finis.ics", "/en/feeds.atom", "/-/health")
FILES = ("/vigie/contracts.csv", "/vigie/contracts.atom", "/vigie.json?sql=select+1")
REFUSED = {"wrong sql", "refused sql", "slow sql", "no table", "no column", "not open"}


def main() -> int:
    click.echo(f"Datasette {version('datasette')}")
    with tempfile.TemporaryDirectory(prefix="vigie-next-") as folder:
        made = Path(folder)
        run_demo(day=WRITTEN_FOR, port=0, serve=False, folder=made, echo=lambda _: None)
        try:
            from monitor.web.app import create_app

            application = create_app(made / "vigie.db", today=lambda: TODAY, export=made / "export")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we want to know
            click.echo(f"the site does not start: {type(error).__name__}: {error}")
            return 1
        failed = 0
        addresses = {text: text for text in (*OURS, *FILES)} | EXPLORED
        for name, address in addresses.items():
            status = asyncio.run(asked(application, address)).status_code
            fine = 400 <= status < 500 if name in REFUSED else status in (200, 503)
            failed += not fine
            click.echo(f"{'ok  ' if fine else 'FAIL'} {status} {address}")
    click.echo(f"{len(addresses) - failed} of {len(addresses)} pages answer as they should")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
