"""An address is written as mail servers know it, and nobody else's."""

from __future__ import annotations

import pytest

from monitor.alerts.email_addresses import InvalidAddress, parse_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" Ann@Example.ORG ", "Ann@example.org"),
        ("ann+x@exämple.org", "ann+x@xn--exmple-cua.org"),
        ("ann@пример.рф", "ann@xn--e1afmkfd.xn--p1ai"),
        ("ann@faß.de", "ann@xn--fa-hia.de"),  # fass.de belongs to others
        ("ann@mail.FASS.de", "ann@mail.fass.de"),
        ("ann@βόλος.com", "ann@xn--nxasmm1c.com"),
    ],
)
def test_a_domain_is_that_of_who_typed_it(typed: str, address: str) -> None:
    assert parse_address(typed) == address
    assert parse_address(address) == address


@pytest.mark.parametrize(
    "typed",
    [
        *("", "ann", "ann@", "ann@localhost", "ann@exa mple.org", "ann@[192.0.2.1]"),
        *(".ann@example.org", "ann.@example.org", "a..n@example.org", "jürgen@example.org"),
        *("ann@127.0.0.11", "ann@example.12", "ann@example.org-", "ann@example.--"),
        *("<ann@example.org>", "ann@example.org\r\nBcc: b@example.org", f"ann@ß{'x' * 70}.de"),
    ],
)
def test_what_no_server_takes_is_refused(typed: str) -> None:
    with pytest.raises(InvalidAddress):
        parse_address(typed)
