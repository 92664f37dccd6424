"""The user agent of all crawls, which names the program and the operator's contact."""

from __future__ import annotations

from importlib import metadata

TOKEN = "Vigie"

NO_CONTACT = (
    "[vigie] contact is not set, so portals could not reach whoever asks them. "
    "Set it in vigie.toml to a web page or an e-mail address (for a plain scrapy command: "
    "-s VIGIE_CONTACT=…)."
)


def version() -> str:
    try:
        return metadata.version("vigie")
    except metadata.PackageNotFoundError:
        return "0"


def user_agent(contact: str | None) -> str:
    """The one agent of all crawls; ``contact`` is the operator's address (URL or e-mail)."""
    address = f"mailto:{contact}" if contact and "@" in contact and ":" not in contact else contact
    named = f"; +{address}" if address else ""
    return f"Mozilla/5.0 (compatible; {TOKEN}/{version()}{named})"
