"""Scrapy settings of the project.

What differs between portals is on the spiders.  What differs between installations comes from
``vigie.toml``: ``vigie crawl`` passes it on as VIGIE_ settings, and a plain ``scrapy`` command
finds contact, archive and objections here.  Without VIGIE_DB nothing is written to a database.
"""

from __future__ import annotations

from itemadapter.adapter import ItemAdapter

from monitor.config import read_config
from monitor.crawling.scrapy_extensions import StructAdapter

BOT_NAME = "vigie"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"

ITEM_PIPELINES = {
    "monitor.crawling.stage_pipeline_with_workers.StagePipelineWithWorkers": 300,
}
DOWNLOAD_HANDLERS = {
    "http": "spiders.http.streaming.StreamingHandler",
    "https": "spiders.http.streaming.StreamingHandler",
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "spiders.http.hosts_middleware.HostsMiddleware": 50,
    "spiders.http.robots_middleware.RobotsMiddleware": 100,
    "spiders.http.retry_middleware.PatientRetryMiddleware": 550,
    "spiders.http.decompression_middleware.DecompressionMiddleware": 590,
    "spiders.http.redirect_middleware.WebRedirectMiddleware": 600,
}
EXTENSIONS = {
    "monitor.crawling.notice_feed_exporter.NoticeFeedExporter": 0,
    "monitor.crawling.scrapy_extensions.StatsFileWriter": 500,
    "monitor.crawling.scrapy_extensions.ClockComparison": 500,
    "monitor.crawling.scrapy_extensions.ParentWatchdog": 500,
    "monitor.crawling.scrapy_extensions.IdleSpiderCloser": 500,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
FEED_EXPORTERS = {"csv": "monitor.crawling.notice_feed_exporter.NoticeCsvExporter"}
FEED_EXPORT_ENCODING = "utf-8"

# Scrapy 2.19 opens a port that runs code, and a telnet console: neither has a place in a crawl.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "Vigie"
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0  # each spider sets its own
DOWNLOAD_DELAY_JITTER = 0  # documented limits count requests a minute: a shorter pause breaks them
DOWNLOAD_TIMEOUT = 90
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024  # spiders.parsers.decoding parses no more
DOWNLOAD_WARNSIZE = 0
RETRY_PRIORITY_ADJUST = 0
REDIRECT_MAX_TIMES = 5
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
HTTPCACHE_ENABLED = False
FEEDS: dict[str, object] = {}

LOG_LEVEL = "INFO"
LOG_FORMATTER = "monitor.crawling.scrapy_extensions.QuietFormatter"

_installation = read_config()
VIGIE_ARCHIVE = str(_installation.archive)
VIGIE_ASK_ROBOTS = False  # read robots.txt for an exempted portal, too, to say what is there
VIGIE_CONTACT = _installation["vigie.contact"]
VIGIE_CLOCK_DOUBTED = False  # the clock may have jumped: an answer with another time ends the crawl
VIGIE_DB = None  # without one nothing is stored: plain ``scrapy crawl``, ``shell``, ``parse``
VIGIE_ENDPOINTS = None
VIGIE_FREE_MB = 1024  # what a streamed file must leave free on the disk
VIGIE_JOBS = 0  # worker processes that run the stages beside the crawl
VIGIE_KNOWN = None
VIGIE_WALKED = False
# asked for among winners
VIGIE_WATCHED_NAMES = "pipelines.reference.vendor_search_terms.watched_names"
VIGIE_LARGEST_FILE = 0  # of streamed ones, in bytes; 0: as the portal declares
VIGIE_MOST_REQUESTS = 0  # 0: as many as it takes
VIGIE_OBJECTIONS = str(_installation.path("paths.objections"))
VIGIE_PACE = 1.0
VIGIE_STATS = None
VIGIE_TERMS_READ = None

if StructAdapter not in ItemAdapter.ADAPTER_CLASSES:
    ItemAdapter.ADAPTER_CLASSES = (StructAdapter, *ItemAdapter.ADAPTER_CLASSES)
