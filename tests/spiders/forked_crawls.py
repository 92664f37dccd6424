"""Crawls in forks of one process, which has imported Scrapy and all spiders once.

A line of standard input is a job: arguments of ``scrapy`` or the crawls of ``many_crawls``,
environment, file of the log.  The line that answers it is the exit status.  Settings are read in
the fork, as in a process of its own.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from typing import Any

import scrapy.cmdline
from scrapy.utils.misc import walk_modules_iter

from tests.spiders import many_crawls

LIMIT_S = 600
# What a crawl imports: a second of processor, were each to do it.  Packages with all their modules.
PRELOADED = (
    "monitor.crawling.notice_feed_exporter",
    "monitor.crawling.scrapy_extensions",
    "pipelines.stage_pipeline",
    "scrapy.commands",
    "scrapy.core.downloader.handlers.datauri",
    "scrapy.core.downloader.handlers.file",
    "scrapy.core.downloader.handlers.ftp",
    "scrapy.core.downloader.handlers.s3",
    "scrapy.core.engine",
    "scrapy.downloadermiddlewares",
    "scrapy.dupefilters",
    "scrapy.extensions",
    "scrapy.logformatter",
    "scrapy.pqueues",
    "scrapy.spidermiddlewares",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "spiders",
    "tests.loaded_tables",
    "tests.spiders.crawl_spiders",
    "tldextract",
)


def crawl(job: dict[str, Any]) -> None:
    """Crawl in this process and end it."""
    log = os.open(job["log"], os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    signal.alarm(LIMIT_S)
    os.environ.clear()
    os.environ.update(job["environment"])
    status = 1
    try:
        if "crawls" in job:
            many_crawls.crawl_all(job["crawls"])
        else:
            scrapy.cmdline.execute(["scrapy", *job["arguments"]])
        status = 0
    except SystemExit as ended:
        status = int(ended.code or 0)
    except Exception:
        logging.exception("the crawl broke off")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def main() -> None:
    for package in PRELOADED:
        list(walk_modules_iter(package))
    assert "twisted.internet.reactor" not in sys.modules, "each crawl installs its own"
    assert "monitor.crawling.scrapy_settings" not in sys.modules, "each crawl reads its own"
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            crawl(json.loads(line))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
