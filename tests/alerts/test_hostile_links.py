"""Links of mails and the form in the hands of others: scanners, forgers, people with a grudge."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import Request

import pytest

from monitor.alerts import confirmation_limits, request_spool
from monitor.alerts.confirmation_limits import MAX_OF_A_DOMAIN, MORE_FOR_EACH
from monitor.alerts.signed_links import SignedLinks
from monitor.alerts.subscription_forms import MAX_PER_CLIENT
from tests.alerts.smtp import Postbox, text
from tests.alerts.support import ANN, Installation, Visitor
from tests.alerts.test_forms import handed_over, link


def answered(visitor: Visitor, path: str, body: bytes | None = None, **options: str) -> int:
    """The status of a request; ``options`` are its method and its headers."""
    method = options.pop("method", None)
    headers = {name.replace("_", "-"): value for name, value in options.items()}
    request = Request(visitor.address + path, body, headers, method=method)
    try:
        with visitor.opener.open(request) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def states(here: Installation) -> list[tuple[str, str]]:
    return here.sql("SELECT address, state FROM subscriptions ORDER BY id")


def test_programs_that_look_at_links_confirm_change_and_end_nothing(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    handed_over(here, ANN)
    here.subscribe("bob@example.org")
    here.flush_outbox()
    (mail,) = box.mails(ANN)
    ((handle,),) = here.sql("SELECT handle FROM subscriptions WHERE address = 'bob@example.org'")
    links = SignedLinks(here.key())
    settings = [json.dumps({"kinds": ["amendment"]}), "en", "daily"]
    paths = [
        link(mail, "confirm"),
        link(mail, "never"),
        f"/en/alerts/unsubscribe/{links.token('unsubscribe', handle)}",
        f"/en/alerts/change/{links.token('change', handle, settings)}",
    ]
    for path in paths:
        assert answered(visitor, path) == 200
        assert answered(visitor, path, method="HEAD") in (200, 405)
        assert answered(visitor, path, Sec_Purpose="prefetch", Purpose="prefetch") == 200
        for method in ("OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND"):
            assert answered(visitor, path, method=method) in (400, 405, 501)
        assert answered(visitor, f"{path}?List-Unsubscribe=One-Click&step=change") == 200
        if "/unsubscribe/" not in path:  # of the others a button of another site does nothing
            assert answered(visitor, path, b"", Sec_Fetch_Site="cross-site") == 403
            assert answered(visitor, path, b"x", Content_Type="multipart/form-data") == 415
    here.advance(seconds=5).flush_outbox()
    assert sorted(states(here)) == [(ANN, "pending"), ("bob@example.org", "active")]


def test_a_link_confirms_once_and_what_was_ended_does_not_come_back(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    handed_over(here, ANN)
    here.flush_outbox()
    confirm = link(box.mails(ANN)[0], "confirm")
    for _ in range(2):
        assert visitor.fill(confirm)[0] == 200
    here.advance(seconds=5).flush_outbox()
    ((handle, since),) = here.sql("SELECT handle, since FROM subscriptions")
    visitor.fill(confirm)
    here.advance(days=1).flush_outbox()
    assert here.sql("SELECT since FROM subscriptions") == [(since,)]  # no news is lost by it
    visitor.fill(f"/en/alerts/unsubscribe/{SignedLinks(here.key()).token('unsubscribe', handle)}")
    here.advance(seconds=5).flush_outbox()
    visitor.fill(confirm)
    here.advance(seconds=5).flush_outbox()
    assert states(here) == []


def test_a_link_does_what_it_is_for_with_the_subscription_it_is_of(
    here: Installation, visitor: Visitor
) -> None:
    """Pieces of links of one person and another, put together."""
    tokens = {}
    for address in (ANN, "bob@example.org"):
        here.subscribe(address)
        ((handle,),) = here.sql("SELECT handle FROM subscriptions WHERE address = ?", address)
        tokens[address] = {
            page: SignedLinks(here.key()).token(page, handle) for page in ("confirm", "unsubscribe")
        }
    ann, bob = (tokens[address]["unsubscribe"].split(".") for address in tokens)
    forged = [
        ".".join((ann[0], *bob[1:])),
        ".".join((*ann[:2], bob[2])),
        ".".join((ann[0], ann[1])),
        f"{ann[0]}.{ann[1]}.",
        tokens[ANN]["confirm"],
        tokens[ANN]["unsubscribe"].swapcase(),
        "a" * 5000,
        "%00",
        "%2e%2e%2f",
    ]
    for token in forged:
        assert answered(visitor, f"/en/alerts/unsubscribe/{token}", b"") in (400, 404, 414)
    assert list(request_spool.spool_folder(here.folder / "private.db").glob("*")) == []


@pytest.mark.parametrize("spelling", [lambda n: "=" * n, lambda n: "%C3%A9" * n])
def test_one_link_in_many_spellings_is_one_link(
    here: Installation, visitor: Visitor, spelling: Callable[[int], str]
) -> None:
    """It would fill the folder of requests, so that nobody could leave."""
    path = f"/en/alerts/unsubscribe/{SignedLinks(here.key()).token('unsubscribe', 'h')}"
    answers = [answered(visitor, path + spelling(n), b"") for n in range(2 * MAX_PER_CLIENT)]
    assert answers[:MAX_PER_CLIENT] == [200] * MAX_PER_CLIENT
    assert set(answers[MAX_PER_CLIENT:]) == {429}


def test_a_domain_whose_mailboxes_are_one_person_s_is_asked_so_often_and_the_operator_told(
    here: Installation, box: Postbox
) -> None:
    here.now -= timedelta(hours=25)
    for number in range(MAX_OF_A_DOMAIN + 5):
        handed_over(here, f"{number}@catch-all.example")
    handed_over(here, ANN)
    here.flush_outbox()
    asked = [to for to, _ in box.raw if to.endswith("@catch-all.example")]
    assert len(asked) == MAX_OF_A_DOMAIN
    assert len(box.mails(ANN)) == 1
    (told,) = box.mails("operator@example.org")
    assert "one domain" in text(told).replace("\n", " ")
    assert "catch-all" not in text(told)
    assert here.sql("SELECT count(*) FROM subscriptions") == [(MAX_OF_A_DOMAIN + 1,)]
    here.advance(hours=25)
    handed_over(here, "another@catch-all.example")
    here.flush_outbox()
    assert len(box.mails("another@catch-all.example")) == 1


def test_a_domain_of_which_people_confirm_is_asked_more_often(
    here: Installation, box: Postbox
) -> None:
    here.subscribe("first@union.example")
    for number in range(MAX_OF_A_DOMAIN + MORE_FOR_EACH + 5):
        handed_over(here, f"{number}@union.example")
    # who has confirmed, whatever the others do
    handed_over(here, "first@union.example", words=["another"])
    here.flush_outbox()
    assert len(box.mails("first@union.example")) == 1
    asked = [to for to, _ in box.raw if to.endswith("@union.example")]
    assert len(asked) == MAX_OF_A_DOMAIN + MORE_FOR_EACH + 1


@pytest.mark.parametrize("domain", ["gmail.com", "orange.fr", "hotmail.co.uk", "gmx.net"])
def test_at_a_provider_to_the_public_nobody_uses_up_the_turn_of_others(
    here: Installation, box: Postbox, domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confirmation_limits, "MAX_OF_A_DOMAIN", 2)
    for number in range(5):
        handed_over(here, f"reader{number}@{domain}")
        handed_over(here, f"reader{number}@{domain}.evil.example")
    here.advance(minutes=1).flush_outbox()
    assert len([to for to, _ in box.raw if to.endswith(f"@{domain}")]) == 5
    assert len([to for to, _ in box.raw if to.endswith(".evil.example")]) == 2


def test_a_confirmation_is_good_for_seven_days_from_when_it_was_written(
    here: Installation, box: Postbox, visitor: Visitor
) -> None:
    here.now -= timedelta(days=8)
    handed_over(here, ANN)
    here.flush_outbox()
    status, page = visitor.open(link(box.mails(ANN)[0], "confirm"))
    assert (status, "expiré" in page) == (410, True)
