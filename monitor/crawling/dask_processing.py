"""Process chunks of documents on a Dask cluster (``--cluster tcp://…``, ``VIGIE_CLUSTER``).

Workers are processes of ``dask worker`` on machines where the same version of Vigie is installed,
with the same reference tables, objections and files beside them: one that differs refuses.  They
get documents as received, before personal data is masked: they are trusted machines.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, wait
from contextlib import contextmanager, suppress
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import msgspec

from monitor.config import ROOT, read_config
from monitor.crawling.parallel_processing import Workers
from pipelines.errors import Misconfigured, VigieError
from pipelines.reference.apply_reviews_to_tags import reviews_version
from pipelines.reference.load_reference_tables import rules_version
from pipelines.stages import Stages, load_stages

ATTEMPTS = 6  # to have a chunk read; each ends when four workers died while they had it
CONNECT_S = 10
LOOK_S = 1  # between looks at whether the scheduler is still there
WORKERS_S = 30  # to wait for a worker, or for an answer of a scheduler that did answer
_ADDRESS = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[^/:@\[\]\s]+):(?P<port>[0-9]{1,5})")
_LAST_PORT = 65_535
_CODE = ("pipelines", "spiders", "monitor/crawling", "monitor/quality")
_KEPT = ("sirene.csv", "ecb-rates.csv")  # beside the objections
_LIBRARIES = (  # by which documents are read and classified
    "ahocorasick_rs",
    "beautifulsoup4",
    "itemadapter",
    "lxml",
    "msgspec",
    "ocdsmerge",
    "phonenumbers",
    "pycountry",
    "python-dateutil",
    "python-stdnum",
    "rapidfuzz",
    "warcio",
)
_pack = msgspec.msgpack.Encoder().encode
_lock = threading.Lock()  # a worker may have several threads


class ClusterError(VigieError):
    """A cluster does not answer, was lost, or has other code or tables.  Raised when used."""


@contextmanager
def open_cluster(
    address: str | None, stages: Stages, objections: Path | None
) -> Iterator[Workers | None]:
    """Connect to the scheduler at an address; None without address.

    ``objections``  the file from which the stages were loaded; without one, workers leave out
                    theirs and what lies beside it, too.

    Raises  Misconfigured: it is no address, or Dask is not installed.  ClusterError: no scheduler
            or worker answers there, or a worker differs from this process.
    """
    if not address:
        yield None
        return
    parts = _ADDRESS.fullmatch(address)
    if not parts or not 0 < int(parts["port"]) <= _LAST_PORT:
        raise Misconfigured(
            f"{address!r} is no address of a Dask scheduler, expected tcp://HOST:PORT or tls://…"
        )
    try:
        from distributed import Client, Security
    except ImportError:
        raise Misconfigured(
            "--cluster needs Dask: pip install --require-hashes -r requirements-cluster.txt"
        ) from None
    if address.startswith("tls:") and not Security().get_connection_args("client")["ssl_context"]:
        raise Misconfigured(
            f"{address}: no certificate is configured for Dask; set in the environment\n"
            "  DASK_DISTRIBUTED__COMM__TLS__CA_FILE, …__TLS__CLIENT__CERT and …__TLS__CLIENT__KEY."
        )
    for name in ("distributed.client", "distributed.comm", "distributed.core"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # we say in a sentence what happened
    try:
        client = Client(address, timeout=CONNECT_S, set_as_default=False)
    except (OSError, RuntimeError) as error:
        raise ClusterError(
            f"{address}: no Dask scheduler answers ({error}).\n"
            "  Is `dask scheduler` running there, and may this machine reach the port?"
        ) from None
    try:
        yield _workers(client, address, fingerprint(stages, objections), objections is None)
    finally:
        client.close(timeout=2)


def _workers(client: Any, address: str, expected: dict[str, str], plain: bool) -> Workers:
    from distributed import KilledWorker

    end = time.monotonic() + WORKERS_S
    present: dict[str, Any] = {}
    with suppress(TimeoutError):
        while not present and time.monotonic() < end:  # some may be lost while they are asked
            client.wait_for_workers(1, timeout=max(0.1, end - time.monotonic()))
            answers = client.run(worker_fingerprint, plain, on_error="return")
            present = {
                name: answer for name, answer in answers.items() if not isinstance(answer, OSError)
            }
    if not present:
        raise ClusterError(
            f"{address}: no worker is connected after {WORKERS_S} s: dask worker {address}"
        )
    for worker, answer in sorted(present.items()):
        if isinstance(answer, Exception):
            raise ClusterError(f"{worker}: this worker cannot run Vigie: {answer!r}")
        _require_same(worker, answer, expected)
    executor = client.get_executor(pure=False)
    sent: dict[Future[bytes], tuple[Callable[[Stages, Any], Any], Any]] = {}

    def submit(function: Callable[[Stages, Any], Any], chunk: Any) -> Future[bytes]:
        if client.status != "running":
            raise _lost(address)
        future: Future[bytes] = executor.submit(process_on_worker, expected, plain, function, chunk)
        sent[future] = function, chunk
        return future

    def result(future: Future[bytes]) -> bytes:
        for others in reversed(range(ATTEMPTS)):
            function, chunk = sent.pop(future)
            try:
                return _result(future, client, address)
            except KilledWorker as error:  # several died of it, or by chance while they had it
                killed = str(error)
                if others:
                    future = submit(function, chunk)
        raise ClusterError(
            f"{address}: many workers died of the same documents ({killed}).\n"
            "  Have they memory enough?  Without --cluster they are read here."
        )

    return Workers(submit, len(present), result)


def _lost(address: str, what: str = "the scheduler is gone") -> ClusterError:
    return ClusterError(
        f"{address}: {what}.\n  What was stored stays; the same command goes on where it stopped."
    )


def _result(future: Future[bytes], client: Any, address: str) -> bytes:
    """Return the result of a task, or raise ClusterError when it was lost."""
    last_worker_at = time.monotonic()  # when there was a worker
    try:
        while not future.done():  # a task sent while the scheduler went is never cancelled
            wait([future], timeout=LOOK_S)
            if client.status != "running":
                raise _lost(address)
            if future.done() or _has_worker(client, address):
                last_worker_at = time.monotonic()
            elif time.monotonic() - last_worker_at > WORKERS_S:
                raise _lost(address, f"no worker is left, and none came within {WORKERS_S} s")
        return future.result()
    except (CancelledError, OSError):
        raise _lost(address) from None


def _has_worker(client: Any, address: str) -> bool:
    """Raises  ClusterError: the scheduler does not answer."""
    try:
        return bool(client.sync(client.scheduler.ncores, callback_timeout=WORKERS_S))
    except TimeoutError:
        raise _lost(address, f"the scheduler has not answered for {WORKERS_S} s") from None


def fingerprint(stages: Stages, objections: Path | None) -> dict[str, str]:
    """Return what results depend on: code, libraries, rules, objections, reviews, kept files."""
    answers = [review for reviews in stages.tables.reviews_by_notice.values() for review in reviews]
    objection_rows = [objections.with_name(name) for name in _KEPT] if objections else []
    return {
        "code": code_version(),
        "rules": rules_version(),
        "objections": stages.objections.digest,
        "reviews": reviews_version(answers) or "",
        "files beside the objections": _digest(path for path in objection_rows if path.is_file()),
        **{name: version(name) for name in _LIBRARIES},
    }


@lru_cache(maxsize=1)
def code_version() -> str:
    """Hash the modules that read documents, and the version of Python."""
    files = sorted(path for folder in _CODE for path in (ROOT / folder).rglob("*.py"))
    return _digest(files) + f" on Python {sys.version_info[0]}.{sys.version_info[1]}"


def _digest(files: Any) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _require_same(worker: str, actual: dict[str, str], expected: dict[str, str]) -> None:
    for name, value in expected.items():
        if actual.get(name) != value:
            raise ClusterError(
                f"{worker}: this worker refuses.  Its {name}: {actual.get(name) or 'none'};"
                f" here: {value or 'none'}.\n"
                "  Install the same version there, copy data/reference and the files beside the"
                " objections, and restart the worker."
            )


# --- on a worker --------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _loaded(plain: bool) -> tuple[Stages, dict[str, str]]:
    """Load the tables, ``plain`` without objections and what lies beside them."""
    objections = None if plain else read_config().path("paths.objections")
    stages = load_stages(objections)
    return stages, fingerprint(stages, objections)


def worker_fingerprint(plain: bool) -> dict[str, str]:
    """Return the fingerprint of the process that this runs in."""
    with _lock:
        return _loaded(plain)[1]


def process_on_worker(
    expected: dict[str, str], plain: bool, function: Callable[[Stages, Any], Any], chunk: Any
) -> bytes:
    """Run a function on a chunk with the worker's own tables, if they are those of the writer."""
    from distributed import get_worker

    with _lock:
        stages, fingerprints = _loaded(plain)
        _require_same(get_worker().address, fingerprints, expected)
        return _pack(function(stages, chunk))
