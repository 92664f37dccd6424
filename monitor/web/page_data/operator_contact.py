"""Contact details of the operator, and mail links that name a page.

``vigie.contact`` is an e-mail address or an address of the web; one that leads to issues (GitHub,
Forgejo, GitLab) opens a new one that is already filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from monitor.i18n.untrusted_text import safe_address

_MAIL = re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+")
_MAX_LINK_LENGTH = 1800  # characters of an address: mail programs cut longer ones


@dataclass(frozen=True)
class Operator:
    """``name``: who is responsible, as the law requires.  Empty: not configured."""

    name: str = ""
    contact: str = ""

    @property
    def mail(self) -> str | None:
        """The contact, when it is an e-mail address."""
        address = self.contact.removeprefix("mailto:").strip()
        return address if _MAIL.fullmatch(address) else None

    @property
    def site(self) -> str | None:
        """The contact, when it is an address of the web."""
        return safe_address(self.contact)


def written_to(operator: Operator, subject: str, body: str) -> str | None:
    """Address that opens a message to the operator, filled in; None when there is no contact.

    A web address that is no list of issues is given as it is: it takes no words.
    """
    if operator.mail:
        return mailto(operator.mail, subject, body)
    url = operator.site
    if url is None or not (match := re.match(r"(.*?)/(-/)?issues(?:/new)?/?$", url)):
        return url
    base, gitlab = match[1], match[2]
    names = ("issue[title]", "issue[description]") if gitlab else ("title", "body")
    path = f"{base}/{'-/' if gitlab else ''}issues/new"
    return f"{path}?{urlencode(dict(zip(names, (subject, body[:_MAX_LINK_LENGTH]), strict=True)))}"


def mailto(address: str, subject: str, body: str) -> str:
    """A mail, filled in; ``address`` may be empty: the writer chooses."""
    query = f"subject={quote(subject)}&body={quote(body[:_MAX_LINK_LENGTH])}"
    return f"mailto:{quote(address, safe='@+')}?{query}"
