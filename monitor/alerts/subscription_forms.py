"""Validate the subscription forms and spool their requests; no login, no access to
``private.db``.

The site knows no subscriber.  It checks a link by its signature, shows what the link itself says,
and hands a request over (``request_spool``).  Every answer is the same whether an address is
known or not, so that nobody can find out who subscribes.
"""

from __future__ import annotations

import hashlib
import ipaddress
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from monitor.alerts import request_spool
from monitor.alerts.digest_rendering import TIERS, rhythm_label, tier_label
from monitor.alerts.digest_rhythm import RHYTHMS
from monitor.alerts.email_addresses import InvalidAddress, parse_address
from monitor.alerts.signing_key import load_signing_key
from monitor.alerts.subscription_filters import (
    DEFAULT_FILTER,
    MONTHS_BEFORE_END,
    Filter,
    InvalidFilter,
    build_filter,
    is_country_code,
)
from monitor.config import Config
from monitor.i18n import value_formatting
from monitor.i18n.catalogue import _
from pipelines.interface_languages import DEFAULT, LANGUAGES
from pipelines.model import CLAIM_TAGS
from pipelines.reference.regions import find_regions

HOUR_S = 3600
MAX_PER_CLIENT = 20  # requests an hour; of one subscription as of one client
# above so many of all in an hour it is a flood: then of each client, of the network around it, and
# of all.  Who sends one form from elsewhere gets through
FLOOD, FLOOD_PER_CLIENT, FLOOD_PER_NETWORK, MAX_IN_ALL = 400, 2, 40, 2000
MULTIPLE_FIELDS = ("kinds", "tags", "tiers", "groups", "months", "verified")
TEXT_FIELDS = ("countries", "regions", "buyers", "words")  # with commas between


class FormError(Exception):
    """Invalid form input; ``str`` says what to do, ``status`` is the HTTP status.

    ``field``  the field that it is about, shown beside it; empty of the form as a whole.
    """

    def __init__(self, message: str, status: int = 400, field: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.field = field


@dataclass
class RequestSpooler:
    """Accept requests of the site within rate limits and spool them beside ``private.db``."""

    private: Path
    clock: Callable[[], float] = time.time
    sends_mail: bool = (
        True  # False (no mail, or no public_url): people can unsubscribe, not subscribe
    )
    backup_weeks: int = 0  # that an address lives in backup copies; 0: none are made
    _counts: Counter[bytes] = field(default_factory=Counter)  # of what was let in, this hour
    _hour: float = 0.0
    _salt: bytes = field(default_factory=lambda: os.urandom(16))

    def key(self) -> bytes:
        """Return the key that signs links, created when missing."""
        return load_signing_key(self.private)

    def submit(self, request: Mapping[str, Any], client: str) -> None:
        """Spool a request of the form.  Raises  FormError above the rate limits of this client,
        of its network or of all.
        """
        flood = self._count("all") >= FLOOD
        self._check_rate(
            {
                client: FLOOD_PER_CLIENT if flood else MAX_PER_CLIENT,
                f"network {network_of(client)}": FLOOD_PER_NETWORK if flood else MAX_IN_ALL,
                "all": MAX_IN_ALL,
            }
        )
        self._spool(request, request_spool.MAX_WAITING)

    def submit_signed(self, request: Mapping[str, Any], handle: str) -> None:
        """Spool a request with a signed link, limited by subscription.  Raises  FormError.

        Mail providers unsubscribe many people from a few addresses, and strangers who fill in
        forms must not keep anybody from leaving.  One link can be spelt in many ways, all valid:
        it is counted by its ``handle``.
        """
        self._check_rate({f"handle {handle}": MAX_PER_CLIENT})
        self._spool(request, 2 * request_spool.MAX_WAITING)

    def _check_rate(self, most: Mapping[str, int]) -> None:
        """Count a request, unless one of these has had as many: who is refused costs nothing."""
        if not 0 <= self.clock() - self._hour < HOUR_S:
            self._hour = self.clock()
            self._counts.clear()
        if any(self._count(who) >= limit for who, limit in most.items()):
            raise FormError(_("Too many requests came from here. Come back in an hour."), 429)
        self._counts.update(map(self._hashed, most))

    def _count(self, who: str) -> int:
        return self._counts[self._hashed(who)]

    def _hashed(self, who: str) -> bytes:
        return hashlib.sha256(self._salt + who.encode()).digest()

    def _spool(self, request: Mapping[str, Any], most: int) -> None:
        try:
            request_spool.spool_request(request_spool.spool_folder(self.private), request, most)
        except request_spool.SpoolFull:
            raise FormError(
                _("Too many requests are waiting. Come back in an hour."), 503
            ) from None
        except OSError:
            raise FormError(_("Your request could not be saved. Come back later."), 503) from None


def network_of(client: str) -> str:
    """The network around a client: what one provider or one botnet's landlord has."""
    try:
        network = ipaddress.ip_network(client)
    except ValueError:
        return client
    wide = 16 if network.version == 4 else 32
    return str(network.supernet(new_prefix=min(wide, network.prefixlen)))


def request_spooler(config: Config) -> RequestSpooler | None:
    """Return the spooler of an installation, or None where mail was never enabled."""
    private = config.path("paths.private")
    if not config["mail.enabled"] and not private.exists():
        return None
    sends = bool(config["mail.enabled"] and config["site.public_url"])
    return RequestSpooler(private, sends_mail=sends, backup_weeks=_backup_weeks(config))


def _backup_weeks(config: Config) -> int:
    if not config["backup.private_folder"]:
        return 0
    return max(int(config["backup.keep_weeks"]), int(config["backup.keep_days"]) // 7) + 1


def parse_form(fields: Mapping[str, Sequence[str]]) -> tuple[Filter, str, str]:
    """Return filter, language and rhythm of the submitted fields.  Raises  FormError."""
    values: dict[str, Any] = {name: list(fields.get(name, ())) for name in MULTIPLE_FIELDS}
    values |= {name: _typed_list(fields, name) for name in TEXT_FIELDS}
    values["least_value"] = (fields.get("least_value") or [""])[0].strip() or 0
    language = (fields.get("language") or [DEFAULT])[0]
    rhythm = (fields.get("rhythm") or ["daily"])[0]
    if language not in LANGUAGES or rhythm not in RHYTHMS:
        raise FormError(_("Choose a language and a frequency from the lists."))
    try:
        return build_filter(values), language, rhythm
    except InvalidFilter as error:
        field = error.field if error.field in ("countries", "regions", "least_value") else ""
        raise FormError(_filter_problem(error), field=field) from None


def _typed_list(fields: Mapping[str, Sequence[str]], name: str) -> list[str]:
    typed = ",".join(fields.get(name, ()))
    return [part.strip() for part in typed.replace(";", ",").split(",")]


def submitted_values(fields: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the values of the form's fields as they were submitted, for a form that is refused.

    What no field of the form can show is left out: a country that is not in its list.
    """
    values: dict[str, Any] = {name: list(fields.get(name, ())) for name in MULTIPLE_FIELDS}
    values |= {name: ", ".join(filter(None, _typed_list(fields, name))) for name in TEXT_FIELDS}
    codes = [code.upper() for code in _typed_list(fields, "countries") if is_country_code(code)]
    values["countries"] = ", ".join(codes)
    for name, default in (("least_value", ""), ("language", DEFAULT), ("rhythm", "daily")):
        values[name] = (fields.get(name) or [default])[0]
    return values


def _filter_problem(error: InvalidFilter) -> str:
    """Describe an invalid filter in the reader's language."""
    text = {
        "countries": _("“{value}” cannot be read: tick countries in the list below."),
        "regions": _(
            "“{value}” is no region that is known here: write its name, such as Hauts-de-France,"
            " or take it away and tick its country."
        ),
        "least_value": _("Write the minimum amount in euros, such as 40000: “{value}” is not."),
    }.get(error.field, _("One choice in this address is unknown: “{value}”.  Choose again."))
    return text.format(value=error.value)


def submit_subscription(
    spooler: RequestSpooler, fields: Mapping[str, Sequence[str]], client: str
) -> None:
    """Spool a subscription request; the answer is the same for everybody.  Raises  FormError."""
    if not spooler.sends_mail:
        raise FormError(_("This site sends no mails. Its feeds give the same news."), 503)
    filter_, language, rhythm = parse_form(fields)
    try:
        address = parse_address((fields.get("address") or [""])[0])
    except InvalidAddress:
        raise FormError(
            _("That is not an e-mail address. Write it like this: name@example.org"),
            field="address",
        ) from None
    request = {
        "do": "subscribe",
        "address": address,
        "filter": filter_.text(),
        "language": language,
        "rhythm": rhythm,
    }
    spooler.submit(request, client)


def form_choices(
    groups: Sequence[tuple[str, str]], countries: Sequence[tuple[str, str]] = ()
) -> dict[str, Any]:
    """Return the choices of the form; ``groups`` (id, name) are those with a contract, and
    ``countries`` (code, name).
    """
    return {
        "kinds": [
            ("award", _("contracts awarded")),
            ("direct_award", _("contracts awarded without competition")),
            ("award_intention", _("contracts about to be signed: the last moment to object")),
            ("tender", _("calls for tenders")),
            ("amendment", _("contracts modified, before and after")),
            ("ends", _("contracts that end soon")),
            ("bulletin", _("the bulletin of the week, each Monday")),
        ],
        "tags": CLAIM_TAGS,
        "months": MONTHS_BEFORE_END,
        "groups": groups,
        "countries": countries,
        "languages": LANGUAGES,
        "tiers": [(tier, tier_label(tier)) for tier in TIERS],
        "rhythms": [(rhythm, rhythm_label(rhythm)) for rhythm in ("daily", "weekly", "at_once")],
    }


def form_values(
    filter_: Filter = DEFAULT_FILTER, language: str = DEFAULT, rhythm: str = "daily"
) -> dict[str, Any]:
    """Return the values of the form's fields for a filter."""
    values: dict[str, Any] = {
        name: list(map(str, getattr(filter_, name))) for name in MULTIPLE_FIELDS
    }
    values |= {name: ", ".join(getattr(filter_, name)) for name in TEXT_FIELDS}
    values["regions"] = ", ".join(map(_region_name, filter_.regions))
    return values | {
        "least_value": filter_.least_value or "",
        "language": language,
        "rhythm": rhythm,
    }


def _region_name(code: str) -> str:
    """Return the name of a region, or its code where several regions have that name."""
    name = value_formatting.region(code)
    return name if find_regions(name) == (code,) else code
